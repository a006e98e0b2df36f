/** HTTP requests: their bodies, the cost of reading and writing, and their answers. */
export const requestLimits = {
  /** Commands in one request; bounds its work. */
  batchCommands: 100,
  /**
   * Bytes of one HTTP body: without a token (a passkey's response has 4 KB), with one, and with
   * commands (a full outbox of long texts).
   */
  strangerBodyBytes: 16 * 1024,
  bodyBytes: 64 * 1024,
  commandsBodyBytes: 4 * 1024 * 1024,
  /**
   * Nesting of a JSON body, and values in it; a request that creates groups with all their members
   * has 12,000.
   */
  bodyDepth: 32,
  bodyValues: 16_000,
  /**
   * Milliseconds within which a body must start; after that it must arrive at `bodyPace` bytes a
   * second.
   */
  bodyWindow: 5_000,
  bodyPace: 1024,
  /**
   * A body must be complete within `bodyTime` milliseconds plus a second per `bodyTotalPace` bytes.
   */
  bodyTime: 30_000,
  bodyTotalPace: 16 * 1024,
  /**
   * Chunks of a body, plus one for each `bodyPieceBytes` of it. Each chunk costs a microsecond or
   * two of the event loop, whatever its size; the smallest packets of a modem have 500 bytes.
   */
  bodyPieces: 1_024,
  bodyPieceBytes: 256,
  /**
   * Bytes of bodies in memory: of one address without a token, of all of them; of one user and of
   * all users, for bodies of up to `bodyBytes`. Refused bodies are sent again later.
   */
  addressBodyBytes: 1024 * 1024,
  strangersBodyBytes: 16 * 1024 * 1024,
  userBodyBytes: 1024 * 1024,
  usersBodyBytes: 16 * 1024 * 1024,
  /**
   * Larger bodies of one user at once (a picture, and full outboxes of two devices), and bytes of
   * those of all users. Counted separately, so that slow uploads never block messages.
   */
  userLargeBodies: 3,
  usersLargeBodyBytes: 48 * 1024 * 1024,
  /** Unread messages are counted up to this number; the app shows "999+" above it. */
  unreadCounted: 1_000,
  /** Rows of one page. */
  pageRows: 100,
  /** Milliseconds that a query waits for a connection to PostgreSQL before it is refused. */
  connectionWait: 10_000,
  /** Queries that wait for a connection; more are refused. */
  databaseWaiting: 5_000,
  /** Milliseconds that one statement may take, locks included. Migrations are not limited. */
  statementTime: 30_000,
  /**
   * Milliseconds of work (database and CPU, divided among concurrent requests) that one user's
   * reads may cause per second, and in a burst: a page of history takes 10, the first start on a
   * new device less than a second. For addresses: requests without a user, a file counting 1; the
   * burst is a class that opens the app and signs in.
   */
  userWork: 250,
  userWorkAtOnce: 5_000,
  addressWork: 250,
  addressWorkAtOnce: 15_000,
  /**
   * Concurrent reads of one user (or of one address without a token) and of all, and reads that
   * wait; the pool has 12 connections.
   */
  requestsOfEach: 4,
  requestsAtOnce: 32,
  requestsWaitingOfEach: 64,
  requestsWaiting: 512,
  /**
   * Concurrent writes with a transaction of their own, of one user, and writes that wait, of one
   * user and of all; four users fill the pool.
   */
  writesOfEach: 4,
  writesWaitingOfEach: 100,
  writesWaiting: 1_000,
  /** Concurrent requests on one connection; browsers and proxies do not pipeline. */
  pipelinedRequests: 8,
  /** Milliseconds for which a client may read nothing of its answer, in units of 64 KB. */
  answerStall: 30_000,
  /** Bytes of unread answers of one user or address, and of all. */
  userAnswerBytes: 16 * 1024 * 1024,
  answerBytes: 128 * 1024 * 1024,
  /**
   * Commands per second of one user at one server, counted over ten seconds, so that a full outbox
   * can be sent.
   */
  commandsPerSecond: 50,
  /** Friend requests to the same user within the window, in milliseconds. */
  friendRequests: 3,
  friendRequestWindow: 7 * 24 * 3_600_000,
  /**
   * Exports of one user per hour, and of all users at once in one process; each runs for minutes.
   */
  exportsOfUser: 6,
  exportsAtOnce: 2,
  /** Exports that wait in one process. */
  exportsWaiting: 8,
  /**
   * Milliseconds that a client may keep its export waiting, the minimum bytes per second on the
   * whole, and milliseconds that the whole export may take.
   */
  exportStall: 10_000,
  exportPace: 32 * 1024,
  exportTime: 15 * 60_000,
} as const;
