export { createPasswords, type Passwords } from "./passwords.js";
