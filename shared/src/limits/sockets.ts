/** WebSockets: their number, the cost of frames, and when they are closed. */
export const socketLimits = {
  /** Bytes of one WebSocket message from a client: all unsynced changes of a device. */
  frameBytes: 256 * 1024,
  /** Fragments of one message: browsers fragment at about 64 KB, proxies at 1 KB at the least. */
  frameFragments: 256,
  /** Chunks in which one message may arrive: some 180 over Ethernet, twice that over a modem. */
  frameChunks: 1_024,
  /** Sockets of one user on one process: some ten tabs and devices with half a dozen rooms each. */
  userSockets: 64,
  /**
   * Handshakes of one user per second, and in a burst: all tabs of all devices reconnect together.
   */
  userHandshakes: 20,
  userHandshakesAtOnce: 200,
  /**
   * Frames of one socket per second, and in a burst. Typing makes 20, but the stock client echoes
   * the awareness of everyone in its room, and a pasted page may be many keystrokes.
   */
  socketFrames: 300,
  socketFramesAtOnce: 3_000,
  /** The same for all sockets of a user: 50 rooms that reconnect send some 300 frames. */
  userFrames: 1_000,
  userFramesAtOnce: 10_000,
  /** Bytes of one socket per second, and in a burst: a few full frames in a row. */
  socketBytes: 256 * 1024,
  socketBytesAtOnce: 2 * 1024 * 1024,
  /** The same for all sockets of a user: several devices that return with unsynced changes. */
  userBytes: 1024 * 1024,
  userBytesAtOnce: 8 * 1024 * 1024,
  /**
   * Milliseconds of the event loop that one user's frames may use per second, and in a burst. A
   * keystroke uses 0.2; a tenth of a core leaves the rest to others.
   */
  userLoopTime: 100,
  userLoopTimeAtOnce: 300,
  /**
   * The same for the frames of all users of one process: the rest of its core is for HTTP, commits
   * and broadcasts, however many users are hostile.
   */
  framesLoopTime: 600,
  framesLoopTimeAtOnce: 200,
  /**
   * Waiting frames and bytes of one socket, and bytes of one user; above them the socket is not
   * read.
   */
  socketWaitingFrames: 64,
  socketWaitingBytes: 512 * 1024,
  userWaitingBytes: 2 * 1024 * 1024,
  /** Bytes that wait for a slow reader: the largest document, or half a minute of a busy room. */
  readerBytes: 1024 * 1024,
  /**
   * Milliseconds for which a closed socket may still read what waits and its close frame: 35 KB a
   * second.
   */
  closingTime: 30_000,
  /**
   * Milliseconds between pings. A socket ends when a ping is unanswered until the next one, so a dead
   * one is gone in 44 s. y-websocket reconnects after 30 s without a frame, which bounds the interval.
   */
  pingInterval: 22_000,
  /**
   * Milliseconds since the last check of permissions after which sockets are sent nothing: the
   * bound of S11.
   */
  permissionAge: 1_000,
  /**
   * Milliseconds for which the database must be unreachable until sockets are closed: longer than a
   * restart.
   */
  databaseUnreachable: 10_000,
  /** Milliseconds over which they are closed, so that they do not reconnect all at once. */
  reconnectSpread: 10_000,
} as const;
