export type { SignInChange } from "./sign-in-change-texts.js";
export { signInChangeMail, mailTemplates, type MailContent } from "./templates.js";
export { mailSignInChange } from "./mail-sign-in-change.js";
export { queueMail } from "./queue.js";
export { limitMails } from "./request-limit.js";
export { startSending } from "./sending.js";
