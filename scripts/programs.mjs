import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The paths that programs of these names would have in PATH and in `folders`. */
export function inPath(names, folders = []) {
  const searched = (process.env.PATH ?? "").split(delimiter).filter(Boolean).concat(folders);
  return names.flatMap((name) => searched.map((folder) => join(folder, name)));
}

export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Being there is not enough: Ubuntu's chromium-browser is a stub that only tells where to get one. */
export function runs(path, version = /\d+\.\d+/) {
  if (!isExecutable(path)) return false;
  try {
    const options = { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], timeout: 20_000 };
    return version.test(execFileSync(path, ["--version"], options));
  } catch {
    return false;
  }
}

/**
 * The path that the environment variable `name` gives.
 * @throws when the program there does not run
 */
export function givenPath(name, version) {
  const path = process.env[name];
  if (!path) return undefined;
  if (runs(path, version)) return path;
  throw new Error(`${name} is ${path}, which does not run: correct or unset it.`);
}
