export { ConfigError } from "./config-error.js";
export { readFlags } from "./flags.js";
export { loadConfig, type Config } from "./load-config.js";
export { makeVapidKeys, type PushConfig } from "./push-config.js";
export type { SignInProvider } from "./sign-in-providers.js";
export { addressesOf, loadProcessConfig, localAddress } from "./process-config.js";
