export { ConfigError } from "./config-error.js";
export { loadConfig, type Config } from "./load-config.js";
export { addressesOf, loadProcessConfig, localAddress } from "./process-config.js";
