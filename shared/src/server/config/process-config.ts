import { loadEnvFile } from "node:process";
import { loadConfig, type Config } from "./load-config.js";

/**
 * The configuration of this process. A file `.env` beside the package may hold settings;
 * environment variables take precedence.
 * @throws {ConfigError}
 */
export function loadProcessConfig(): Config {
  try {
    loadEnvFile();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  return loadConfig(process.env);
}

const HERE = ["127.0.0.1", "::1", "0.0.0.0", "::", "localhost"];

/**
 * The address of a process that listens on `port` of `host`, as seen from its machine or network.
 */
export function localAddress(host: string, port: number): string {
  const name = HERE.includes(host) ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/** The address of a process that listens on `port`, printed for the operator. */
export function addressesOf({ host, publicUrl }: Config, port: number): string {
  const local = localAddress(host, port);
  return publicUrl === undefined ? local : `${publicUrl} (listening on ${local})`;
}
