/** Accounts: sign-in, sessions, brute-force protection and mails. */
export const accountLimits = {
  /**
   * Sign-ins and registrations per minute from one address: enough for a class behind one address.
   */
  signInsPerMinute: 30,
  /** Attempts at re-authentication per account in 15 minutes (codes and passwords). */
  proofsPerAccount: 10,
  /** Codes per sign-in; after that the first step must be repeated. */
  codesPerChallenge: 5,
  /**
   * Milliseconds that a started sign-in waits for its next step, so that the other device can be
   * fetched.
   */
  challengeTime: 10 * 60_000,
  /** Milliseconds for which a re-authentication allows changes of sign-in methods. */
  confirmationTime: 10 * 60_000,
  /** Passkeys per user. */
  passkeys: 20,
  /**
   * Memory in KiB and passes of Argon2id: 75 ms on one core of a small server, four at once.
   * OWASP's minimum is 19 MiB and two passes. After a change, each hash is renewed at the user's
   * next sign-in.
   */
  passwordMemory: 64 * 1024,
  passwordPasses: 5,
  /** Failed attempts at one account from one address before waits begin. */
  guesses: 5,
  /** The same from all addresses that the account never signed in from: a distributed attack. */
  guessesOfAccount: 30,
  /** The same from one address at all accounts: enough for a school with many typing errors. */
  guessesFromAddress: 60,
  /** Seconds of the first wait; each next one is twice as long, up to an hour. */
  guessWait: 30,
  /** Milliseconds until an unused session ends, and until any session ends. */
  sessionIdleTime: 30 * 24 * 3_600_000,
  sessionTime: 365 * 24 * 3_600_000,
  /**
   * Milliseconds after which a browser has certainly stored its last refresh cookie. Browsers write
   * cookies to disk up to 40 s late, and one that crashes earlier presents the previous cookie.
   * That one is valid until its successor is used this long after it was last sent; from then on it
   * ends the session.
   */
  refreshStored: 2 * 60_000,
  /**
   * How often the previous cookie is accepted after its successor was presented: for a browser that
   * crashes repeatedly within those 40 s. A thief gains minutes.
   */
  refreshReturns: 5,
  /** Milliseconds for which a refresh cookie is not replaced after it was last sent. */
  refreshRotation: 5 * 60_000,
  /** Days for which ended sessions, with address and browser, stay visible to their user. */
  sessionRowDays: 30,
  /** Requested mails per hour to one address. */
  requestedMails: 5,
  /** Days for which a mail that could not be sent is stored, without its content. */
  failedMailDays: 7,
} as const;
