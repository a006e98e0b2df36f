import { StartError } from "../process/index.js";

/** A setting that Rally cannot start with; the message names the variable and what is wrong with it. */
export class ConfigError extends StartError {
  override name = "ConfigError";
}
