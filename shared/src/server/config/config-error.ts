import { StartError } from "../process/index.js";

/** A setting that prevents the start; the message names the variable and the fault. */
export class ConfigError extends StartError {
  override name = "ConfigError";
}
