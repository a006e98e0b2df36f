export { dropResume, readResume } from "./resume.js";
export * from "./tokens.js";
