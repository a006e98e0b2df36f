/**
 * Every bound that both sides must know, with its reason. A server can be started with others
 * (`startRally`), for instance by a bench; clients treat these as the defaults.
 */
export const limits = {
  /** Characters of one text: a long letter; four bytes each still fit the room's tail. */
  textLength: 8_000,
  /** Characters of a group's name: a line. */
  nameLength: 80,
  /** Characters of somebody's own name: a line of a list. */
  displayNameLength: 50,
  /** Characters of what somebody says of themselves, and of what they are doing just now: a line. */
  bioLength: 500,
  statusLength: 80,
  /** Bytes of a picture of oneself as it is sent: a phone's photograph, cropped. */
  avatarBytes: 5 * 1024 * 1024,
  /** Pixels of it, as its header announces them: twice what phones take by default, 100 MB decoded. */
  avatarPixels: 25_000_000,
  /** The same for AVIF, of which a second decodes some eight million. */
  avatarAvifPixels: 4_200_000,
  /** Milliseconds and bytes that decoding one picture may take; past them its process is ended. */
  avatarTime: 5_000,
  avatarMemory: 400 * 1024 * 1024,
  /** Pictures that one user may send in ten minutes: somebody who tries several. */
  avatarsOfUser: 20,
  /** Pictures decoded at once by one process: what each may take of memory and cores. */
  avatarsAtOnce: 2,
  /** Pictures that wait for it; more are told to come again. */
  avatarsWaiting: 32,
  /** People whom one brings into a group as it is made: each one's row is locked for it. */
  groupMembers: 100,
  /** Changes kept in a room's tail, so that opening costs the same whatever the history. */
  tailChanges: 200,
  /** UTF-8 bytes of JSON kept in a room's tail; one change alone may be larger. */
  tailBytes: 48 * 1024,
  /** Commands in one batch: bounds one request's work. */
  batchCommands: 100,
  /**
   * Bytes of one HTTP body: without a token (a passkey's answer has 4 KB), with one, and of a batch of
   * commands (a full outbox of long texts).
   */
  strangerBodyBytes: 16 * 1024,
  bodyBytes: 64 * 1024,
  commandsBodyBytes: 4 * 1024 * 1024,
  /** Nesting of a JSON body, and values in it: a batch of groups with all their members has 12,000. */
  bodyDepth: 32,
  bodyValues: 16_000,
  /** Milliseconds in which a body has to start, and then to bring `bodyPace` bytes a second. */
  bodyWindow: 5_000,
  bodyPace: 1024,
  /** A body is whole within `bodyTime` milliseconds and a second for each `bodyTotalPace` bytes of it. */
  bodyTime: 30_000,
  bodyTotalPace: 16 * 1024,
  /**
   * Chunks that a body may come in: so many, and one more for each `bodyPieceBytes` of it. Each costs
   * the event loop a microsecond or two, however small; the smallest packets of a modem have 500 bytes.
   */
  bodyPieces: 1_024,
  bodyPieceBytes: 256,
  /**
   * Bytes of bodies that one process holds: of one address without a token, of all of them; of one
   * user and of all users bodies of up to `bodyBytes`. A refused body is sent again later, so the
   * bounds are on memory alone.
   */
  addressBodyBytes: 1024 * 1024,
  strangersBodyBytes: 16 * 1024 * 1024,
  userBodyBytes: 1024 * 1024,
  usersBodyBytes: 16 * 1024 * 1024,
  /**
   * Larger bodies of one user at once (a picture, and full outboxes of two devices), and bytes of those of all users:
   * counted apart, so that slow pictures never keep a message out.
   */
  userLargeBodies: 3,
  usersLargeBodyBytes: 48 * 1024 * 1024,
  /** Unread messages that a conversation's count goes up to: past it nobody counts, "999+" is shown. */
  unreadCounted: 1_000,
  /** Rows of one page. */
  pageRows: 100,
  /** Members up to which a room has read marks and pokes. */
  smallRoomMembers: 100,
  /** Rooms a process keeps though nobody reads them: some 100 MB of documents at most. */
  loadedRooms: 2_000,
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
  /** Bytes of a user's room: some hundred drafts. */
  userRoomBytes: 1024 * 1024,
  /**
   * Yjs clients in one update: page loads of a long offline spell. Together with
   * `generationClients` also what the state vector of a user's room may list.
   */
  updateClients: 100,
  /** Structs and deleted ranges in one update: twice what a room holds before it begins anew. */
  updateStructs: 10_000,
  /** Structs between the same two neighbours: at most one of each device that typed there offline. */
  updateSiblings: 256,
  /**
   * Yjs clients, structs and bytes past which a user's room begins a new generation. Each page load
   * is a client for ever (45 bytes, and one step of every merge); bytes count only where the texts
   * themselves are less than half of them.
   */
  generationClients: 500,
  generationStructs: 5_000,
  generationBytes: 256 * 1024,
  /** Bytes of one awareness state: a flag or two and a bot's half-written reply. */
  awarenessBytes: 10 * 1024,
  /**
   * Awareness states of one connection a second, and at once: starting and stopping to type. What
   * is more frequent is left out; stock clients repeat their state every 15 s.
   */
  awarenessStates: 4,
  awarenessStatesAtOnce: 20,
  /** Connections up to which a room's awareness lists who is there; above, it counts. */
  awarenessList: 100,
  /**
   * Friends and partners whose presence a user's devices are told of, the last seen first. A poke
   * names all of them who are here: 10 KB, at most once an interval, were all 200 here.
   */
  watchedPeople: 200,
  /** Milliseconds in which processes say again who is here; and after which a silent one is dead. */
  presenceRepeat: 15_000,
  presenceSilence: 40_000,
  /** Milliseconds after which a process adds members that another one left uncounted. */
  memberCountInterval: 30_000,
  /** Milliseconds between two writings of when somebody was last seen: their row, once a minute. */
  lastSeenInterval: 60_000,
  /** Milliseconds after which a mutating draft or marker may cause the next poke. */
  pokeInterval: 1_000,
  /** Milliseconds that a query waits for a connection to PostgreSQL: then whoever asked had better ask again. */
  connectionWait: 10_000,
  /** Queries that wait for a connection; past it whoever asked is told to come again. */
  databaseWaiting: 5_000,
  /** Milliseconds that one statement may take, locks included. Migrations take as long as they need. */
  statementTime: 30_000,
  /**
   * Milliseconds of work (database and processor, as shared by all who are served at the moment) that
   * one user's reading may cause a second, and at once: a page of history takes 10, a first start on
   * a new device less than a second. Of an address: requests without a user, a file counting 1;
   * at once it is a class that opens the app and signs in.
   */
  userWork: 250,
  userWorkAtOnce: 5_000,
  addressWork: 250,
  addressWorkAtOnce: 15_000,
  /**
   * Requests that read at the same time, of one user (or of one address without a token) and of all,
   * and that wait for their turn: the pool has 12 connections.
   */
  requestsOfEach: 4,
  requestsAtOnce: 32,
  requestsWaitingOfEach: 64,
  requestsWaiting: 512,
  /**
   * Writes with a transaction of their own that run at the same time, of one user, and that wait, of
   * one user and of all: four users fill the pool.
   */
  writesOfEach: 4,
  writesWaitingOfEach: 100,
  writesWaiting: 1_000,
  /** Requests of one connection that are under way at once: browsers and proxies send one after another. */
  pipelinedRequests: 8,
  /** Milliseconds for which a client may take nothing of an answer that waits for it: 64 KB at a time. */
  answerStall: 30_000,
  /** Bytes of answers that wait to be taken, of one user or address, and of all. */
  userAnswerBytes: 16 * 1024 * 1024,
  answerBytes: 128 * 1024 * 1024,
  /** Commands a second of one user at one server, counted over ten: a full outbox, not a flood. */
  commandsPerSecond: 50,
  /** Sign-ins and registrations a minute from one address: a class behind one line, no guessing. */
  signInsPerMinute: 30,
  /** Friend requests one user makes to the same other one in the window, in milliseconds: enough for a slip, no nagging. */
  friendRequests: 3,
  friendRequestWindow: 7 * 24 * 3_600_000,
  /** Exports of one user an hour, and of all users at once in one process: each reads for minutes. */
  exportsOfUser: 6,
  exportsAtOnce: 2,
  /** Exports that wait for their turn in one process: nobody keeps others out for good. */
  exportsWaiting: 8,
  /**
   * Milliseconds for which a client may keep its export waiting, bytes a second that it takes on the
   * whole, and milliseconds that all of it may take.
   */
  exportStall: 10_000,
  exportPace: 32 * 1024,
  exportTime: 15 * 60_000,
  /** Names that one text mentions: a committee; a wall of names rings nobody's bell beyond it. */
  mentionsInText: 50,
  /** Milliseconds that a message waits before it notifies: who is looking at it has read it by then. */
  notificationGather: 500,
  /** Conversations, and markers, that wait to notify in one process; a sweep finds what is let go. */
  notificationBacklog: 10_000,
  /** Members of a larger room that one pass notifies of its messages or of one `@here`. */
  largeRoomNotified: 500,
  /** Notifications kept of one user, and for how many days: what nobody scrolls back to. */
  notificationsKept: 1_000,
  notificationDays: 90,
  /** Days for which sessions that are over, with their address and browser, are kept for their user to see. */
  sessionRowDays: 30,
  /** Days for which a mail that could not be sent is kept, without its words. */
  failedMailDays: 7,
  /** Days that a replaced picture is kept: devices show it until they receive the new one. */
  pictureDays: 7,
  /** Tries to push one notification, over some ten minutes: a push service's hiccup, not its end. */
  pushTries: 4,
  /** Push subscriptions of one user, the newest: each gets a request for every notification. */
  pushDevices: 10,
  /**
   * Milliseconds since the permissions of open sockets were last checked, past which they are sent
   * nothing: what is promised of a lost permission.
   */
  permissionAge: 1_000,
  /** Milliseconds for which the database must be unreachable until sockets are closed: a restart. */
  databaseUnreachable: 10_000,
  /** Milliseconds over which they are then closed, so that they do not come back all at once. */
  reconnectSpread: 10_000,
  /** Milliseconds until a push that failed is tried again; doubled each time. */
  pushRetry: 30_000,
  /** Proofs (codes, passwords asked again) one account may try in 15 minutes: typing errors, no guessing. */
  proofsPerAccount: 10,
  /** Codes tried for one sign-in; then its first step is due again. */
  codesPerChallenge: 5,
  /** Milliseconds that a begun sign-in waits for its next step: the other device is fetched. */
  challengeTime: 10 * 60_000,
  /** Milliseconds for which a proof of who one is lets one change how one signs in. */
  confirmationTime: 10 * 60_000,
  /** Passkeys of one user: every device of a collector. */
  passkeys: 20,
  /**
   * KiB and passes of one password's Argon2id: 75 ms on a small server's core, four at once. OWASP
   * asks for 19 MiB and two at the least. Changed, each hash is made anew at its owner's next sign-in.
   */
  passwordMemory: 64 * 1024,
  passwordPasses: 5,
  /** Wrong guesses at one account from one address before each further one has to wait. */
  guesses: 5,
  /** The same from all addresses where the account was never entered from: a spread-out attack. */
  guessesOfAccount: 30,
  /** The same from one address at all accounts: a school where half mistype, no list of names. */
  guessesFromAddress: 60,
  /** Seconds of the first such wait; each is twice the one before, an hour at most. */
  guessWait: 30,
  /** Milliseconds that a session lives unused: a holiday; and at most, however much it is used: a year. */
  sessionIdleTime: 30 * 24 * 3_600_000,
  sessionTime: 365 * 24 * 3_600_000,
  /**
   * Milliseconds after which a browser has stored the refresh cookie that it was given. Browsers write
   * cookies to the disk up to 40 s late, and one that dies before then starts with the cookie before:
   * that one is valid until its successor is used at this age or more, and then ends the session.
   */
  refreshStored: 2 * 60_000,
  /** Milliseconds for which a refresh cookie is not replaced, however often it is used. */
  refreshRotation: 5 * 60_000,
  /** Mails an hour to one address on request: a few that got lost, no bombing. */
  requestedMails: 5,
} as const;

export type Limits = { [name in keyof typeof limits]: number };
