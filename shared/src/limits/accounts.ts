/** Accounts: signing in, sessions, brute-force protection and mails. */
export const accountLimits = {
  /** Sign-ins and registrations a minute from one address: a class behind one line, no guessing. */
  signInsPerMinute: 30,
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
   * Milliseconds after which a browser has stored the refresh cookie that it was given last. Browsers
   * write cookies to the disk up to 40 s late, and one that dies before then starts with the cookie
   * before: that one is valid until its successor is used so long after it was given last, and then
   * ends the session.
   */
  refreshStored: 2 * 60_000,
  /**
   * How often the cookie before may come after its successor has come and be given it as if for the
   * first time: a browser that dies again and again within those 40 s. A thief gains minutes by it.
   */
  refreshReturns: 5,
  /** Milliseconds since it was given last for which a refresh cookie is not replaced, however often it is used. */
  refreshRotation: 5 * 60_000,
  /** Days for which sessions that are over, with their address and browser, are kept for their user to see. */
  sessionRowDays: 30,
  /** Mails an hour to one address on request: a few that got lost, no bombing. */
  requestedMails: 5,
  /** Days for which a mail that could not be sent is kept, without its words. */
  failedMailDays: 7,
} as const;
