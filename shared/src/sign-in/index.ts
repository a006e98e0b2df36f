export * from "./passkeys.js";
export * from "./providers.js";
export * from "./security.js";
export * from "./two-factor.js";
