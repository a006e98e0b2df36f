export { setChallengeCookie, takeChallengeCookie } from "./cookie.js";
export {
  forgetChallenges,
  openChallenge,
  readChallenge,
  takeChallenge,
  type Challenge,
  type ChallengeKind,
} from "./challenges.js";
