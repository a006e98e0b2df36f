import { loadEnvFile } from "node:process";

/** Settings may lie in a file `.env` beside the package; what the environment says goes first. */
export function readEnvFile(): void {
  try {
    loadEnvFile();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
}
