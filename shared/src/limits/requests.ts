/** HTTP requests: their bodies, what reading and writing may cost, and their answers. */
export const requestLimits = {
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
} as const;
