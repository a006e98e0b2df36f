import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const packages = ["shared", "sync-server", "api", "pwa"];
const built = [
  "shared/dist/server/config/index.js",
  "sync-server/dist/main.js",
  "api/dist/main.js",
  "api/dist/main-api.js",
  "pwa/dist/index.html",
];

/**
 * What `node_modules` is for: `start` needs the packages of the workspaces, `test` those of the root as well.
 * @typedef {"start" | "test"} Purpose
 */

/**
 * Whether `node_modules` is what the lock file asks for, by our stamp or by npm's own record of what it installed.
 * @param {Purpose} purpose
 */
export function isInstalled(root, purpose) {
  const record = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return false;
  const lock = read(join(root, "package-lock.json"));
  const stamp = installStamp(root);
  if (stamp.lock === digest(lock) && (stamp.purpose === "test" || purpose === "start")) return true;
  if (lock === "" || !holds(JSON.parse(read(record)).packages, JSON.parse(lock).packages))
    return false;
  markInstalled(root, "test");
  return true;
}

/** Whether `node_modules` has, perhaps outdated, the packages that `test` needs; an install by hand has them all. */
export function hasTestPackages(root) {
  if (!existsSync(join(root, "node_modules", ".package-lock.json"))) return false;
  return installStamp(root).purpose !== "start";
}

/** @param {Purpose} purpose */
export function markInstalled(root, purpose) {
  const lock = digest(read(join(root, "package-lock.json")));
  writeFileSync(stampOf(root, "install"), JSON.stringify({ purpose, lock }));
}

/** @returns {{ purpose?: Purpose, lock?: string }} */
function installStamp(root) {
  try {
    return JSON.parse(read(stampOf(root, "install")) || "{}");
  } catch {
    return {}; // Written by an older version.
  }
}

/** Packages for other platforms are optional and rightly missing; links are our own workspaces. */
function holds(installed, wanted) {
  return Object.entries(wanted).every(([path, { version, link, optional }]) => {
    if (!path.includes("node_modules/") || link) return true;
    return installed[path] ? installed[path].version === version : optional === true;
  });
}

/**
 * Compares what the build reads with what it read last time.
 * @returns {{ fresh: boolean, removed: boolean, sources: Record<string, string> }} removed: a source has gone since,
 *   so that what it was built into must go as well
 */
export function inspectBuild(root) {
  const sources = {};
  for (const name of packages) collect(root, name, sources);
  for (const name of ["tsconfig.base.json", "tsconfig.json", "package-lock.json"])
    note(root, name, sources);
  const before = JSON.parse(read(stampOf(root, "build")) || "{}");
  const removed = Object.keys(before).some((path) => !(path in sources));
  const same = !removed && Object.entries(sources).every(([path, hash]) => before[path] === hash);
  return { fresh: same && built.every((path) => existsSync(join(root, path))), removed, sources };
}

export function markBuilt(root, sources) {
  writeFileSync(stampOf(root, "build"), JSON.stringify(sources));
}

/** Removes what was built from the packages whose output is missing or may hold files without a source. */
export function clearStaleOutput(root, removed) {
  rmSync(stampOf(root, "build"), { force: true });
  for (const name of packages) {
    const output = join(root, name, "dist");
    if (removed) rmSync(output, { recursive: true, force: true });
    if (existsSync(output)) continue;
    for (const file of readdirSync(join(root, name))) {
      if (file.endsWith(".tsbuildinfo")) rmSync(join(root, name, file));
    }
  }
}

function collect(root, folder, sources) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (!["node_modules", "dist", "testing"].includes(entry.name)) collect(root, path, sources);
    } else if (entry.isFile() && !/\.test\.ts$|\.tsbuildinfo$|\.md$/.test(entry.name))
      note(root, path, sources);
  }
}

function note(root, path, sources) {
  if (existsSync(join(root, path))) sources[path] = digest(readFileSync(join(root, path)));
}

function digest(content) {
  return createHash("sha256").update(content).digest("base64url").slice(0, 22);
}

function read(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

function stampOf(root, step) {
  return join(root, "node_modules", `.rally-${step}`);
}
