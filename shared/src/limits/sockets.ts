/** WebSockets: how many, what their frames may cost, and when they are closed. */
export const socketLimits = {
  /** Bytes of one WebSocket message from a client: a device's whole unsynced writing. */
  frameBytes: 256 * 1024,
  /** Fragments of one message: browsers cut at 64 KB or so, proxies at 1 KB at the least. */
  frameFragments: 256,
  /** Pieces that one message may arrive in: some 180 over Ethernet, twice that over a modem. */
  frameChunks: 1_024,
  /** Sockets of one user on one process: some ten tabs and devices with half a dozen rooms each. */
  userSockets: 64,
  /** Handshakes of one user a second, and at once: all tabs of all devices reconnect together. */
  userHandshakes: 20,
  userHandshakesAtOnce: 200,
  /**
   * Frames of one socket a second, and at once. Typing makes 20, but the stock client echoes the
   * awareness of everyone in its room, and a pasted page may be many keystrokes.
   */
  socketFrames: 300,
  socketFramesAtOnce: 3_000,
  /** The same for all sockets of a user: 50 rooms that reconnect say some 300 frames. */
  userFrames: 1_000,
  userFramesAtOnce: 10_000,
  /** Bytes of one socket a second, and at once: a few full frames in a row. */
  socketBytes: 256 * 1024,
  socketBytesAtOnce: 2 * 1024 * 1024,
  /** The same for all sockets of a user: several devices that come back with unsynced writing. */
  userBytes: 1024 * 1024,
  userBytesAtOnce: 8 * 1024 * 1024,
  /**
   * Milliseconds of the event loop that one user's frames may take a second, and at once. A
   * keystroke takes 0.2; a tenth of one core leaves the rest to the others.
   */
  userLoopTime: 100,
  userLoopTimeAtOnce: 300,
  /**
   * The same for the frames of all users of one process: the rest of its core is for HTTP, commits
   * and what is sent, however many users are hostile.
   */
  framesLoopTime: 600,
  framesLoopTimeAtOnce: 200,
  /** Frames and bytes of one socket, and bytes of one user, that wait; past it they are not read. */
  socketWaitingFrames: 64,
  socketWaitingBytes: 512 * 1024,
  userWaitingBytes: 2 * 1024 * 1024,
  /** Bytes that wait for a slow reader: the largest document, or half a minute of a busy room. */
  readerBytes: 1024 * 1024,
  /** Milliseconds in which a closed socket may read what waits and its close frame: 35 KB a second. */
  closingTime: 30_000,
  /** Milliseconds between pings; two unanswered end a socket, so a dead one is gone in 45 s. */
  pingInterval: 15_000,
  /**
   * Milliseconds since the permissions of open sockets were last checked, past which they are sent
   * nothing: what is promised of a lost permission.
   */
  permissionAge: 1_000,
  /** Milliseconds for which the database must be unreachable until sockets are closed: a restart. */
  databaseUnreachable: 10_000,
  /** Milliseconds over which they are then closed, so that they do not come back all at once. */
  reconnectSpread: 10_000,
} as const;
