export type { SignInChange } from "./changes.js";
export { letterOfChange, letters, type Letter } from "./letters.js";
export { queueMail } from "./queue.js";
export { startSending } from "./sending.js";
