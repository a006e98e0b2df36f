import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { pin } from "./cores.mjs";

/**
 * A server that Rally is compared with, in its own process.
 * @typedef {{ port: number, pid: number, stop: () => Promise<void> }} PeerServer
 */

/**
 * Starts bench/peers/<name>.mjs on the servers' core.
 * @param {import("./setup.mjs").Setup} setup @param {string} name
 * @param {{ settings?: object, nodeOptions?: string }} [options] `settings`: passed as JSON in
 * PEER_SETTINGS
 * @returns {Promise<PeerServer>}
 */
export async function startPeer(setup, name, { settings = {}, nodeOptions = "" } = {}) {
  const child = fork(fileURLToPath(new URL(`../peers/${name}.mjs`, import.meta.url)), {
    env: { ...process.env, PEER_SETTINGS: JSON.stringify(settings), NODE_OPTIONS: nodeOptions },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const gone = once(child, "exit");
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await gone;
  };
  setup.ending(stop);
  const port = await new Promise((resolve, reject) => {
    child.once("message", (message) => resolve(message.port));
    void gone.then(([code]) => reject(new Error(`The peer ${name} ended with ${code}`)));
  });
  pin(child.pid, "server");
  return { port, pid: child.pid, stop };
}
