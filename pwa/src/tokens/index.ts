export { dropResume, keepResume, readResume } from "./resume.js";
export * from "./tokens.js";
