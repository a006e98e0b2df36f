export { createPasswords, type Passwords } from "./passwords.js";
export { rejectWeakPassword } from "./weak-password.js";
