export { boundTo, secondFactorChallenge, type SecondFactorChallenge } from "./challenge.js";
export { kindOfCode } from "./codes.js";
export { forgetPlantedWaysIn, forgetSignInMethods } from "./forget.js";
export { countRecoveryCodes, makeRecoveryCodes } from "./recovery-codes.js";
export { confirmSecret, hasSecondFactor, makeSecret, secondFactorSince } from "./secrets.js";
