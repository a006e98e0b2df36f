import { fork, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { pin } from "./cores.mjs";

const folder = fileURLToPath(new URL("../peers/servers/", import.meta.url));

/**
 * A server that is measured beside Rally, in a process of its own.
 * @typedef {{ port: number, pid: number, stop: () => Promise<void> }} PeerServer
 */

/** Installs the packages of bench/peers/servers where they are missing or others than the lock file says. */
export function installPeers() {
  const lock = createHash("sha256")
    .update(readFileSync(`${folder}package-lock.json`))
    .digest("hex");
  const stamp = `${folder}node_modules/.installed`;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  console.log("Installing the servers that Rally is measured beside (once) …");
  const npm = process.env.npm_execpath ?? "";
  // y-websocket's optional LevelDB is not used, and would be compiled.
  const parameters = ["ci", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund"];
  const { status } = npm.endsWith("npm-cli.js")
    ? spawnSync(process.execPath, [npm, ...parameters], { cwd: folder, stdio: "inherit" })
    : spawnSync("npm", parameters, { cwd: folder, stdio: "inherit", shell: true });
  if (status !== 0) throw new Error("The peers could not be installed: npm's message is above");
  writeFileSync(stamp, lock);
}

/**
 * Starts bench/peers/<name>.mjs on the servers' core.
 * @param {import("./stage.mjs").Stage} stage @param {string} name
 * @param {{ settings?: object, nodeOptions?: string }} [options] `settings`: what it finds in PEER_SETTINGS, as JSON
 * @returns {Promise<PeerServer>}
 */
export async function startPeer(stage, name, { settings = {}, nodeOptions = "" } = {}) {
  const child = fork(fileURLToPath(new URL(`../peers/${name}.mjs`, import.meta.url)), {
    env: { ...process.env, PEER_SETTINGS: JSON.stringify(settings), NODE_OPTIONS: nodeOptions },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const gone = once(child, "exit");
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await gone;
  };
  stage.ending(stop);
  const port = await new Promise((resolve, reject) => {
    child.once("message", (message) => resolve(message.port));
    void gone.then(([code]) => reject(new Error(`The peer ${name} ended with ${code}`)));
  });
  pin(child.pid, "server");
  return { port, pid: child.pid, stop };
}
