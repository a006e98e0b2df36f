export { setChallengeCookie, takeChallengeCookie } from "./cookie.js";
export {
  openChallenge,
  readChallenge,
  takeChallenge,
  type Challenge,
  type ChallengeKind,
} from "./challenges.js";
