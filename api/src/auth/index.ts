export { authenticator } from "./authenticate.js";
export { refuseBannedAddresses } from "./banned-addresses.js";
export {
  createBruteForceProtection,
  type Attempt,
  type BruteForceProtection,
} from "./brute-force-protection.js";
export { setChallengeCookie, takeChallengeCookie } from "./challenge-cookie.js";
export {
  openChallenge,
  readChallenge,
  takeChallenge,
  type Challenge,
  type ChallengeKind,
} from "./challenges.js";
export { completeSignIn, requireSignedIn, type SignInResult } from "./complete-sign-in.js";
export { meOf } from "./me.js";
export { requireRecentAuth, recordRecentAuth } from "./recent-auth.js";
export {
  deleteUnconfirmedSignInMethods,
  deleteSignInMethods,
  requireSignInMethod,
} from "./sign-in-methods.js";
export { countRecoveryCodes, makeRecoveryCodes } from "./second-factor/recovery-codes.js";
export {
  boundTo,
  kindOfCode,
  secondFactorChallenge,
  type SecondFactorChallenge,
} from "./second-factor/second-factor.js";
export {
  confirmSecret,
  hasSecondFactor,
  makeSecret,
  secondFactorSince,
} from "./second-factor/totp.js";
export { isServerAdmin } from "./server-admin.js";
export { endSessions, publishEndedSessions } from "./sessions/end-sessions.js";
export { clearRefreshCookie } from "./sessions/refresh-cookie.js";
export { sessionRoutes } from "./sessions/session-routes.js";
export {
  beginSession,
  endSession,
  renewSession,
  requireUnbanned,
  resumeSession,
} from "./sessions/sessions.js";
