import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { pin } from "./cores.mjs";

/**
 * Runs bench/load/<name>.mjs in its own process on the load's core. The process receives the
 * settings as a message and replies with one. `talk` handles the messages in between.
 * @param {import("./setup.mjs").Setup} setup @param {string} name @param {object} settings
 * @param {(message: any, say: (message: any) => void) => unknown} [talk] receives each message but
 * the last; `say` replies
 * @returns {Promise<any>} the value of `done` in the last message
 */
export async function runLoad(setup, name, settings, talk) {
  const child = fork(fileURLToPath(new URL(`../load/${name}.mjs`, import.meta.url)), {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const gone = once(child, "exit");
  const end = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await gone;
  };
  setup.ending(end);
  pin(child.pid, "load");
  try {
    return await new Promise((resolve, reject) => {
      child.on("message", (message) => {
        if ("done" in message) return resolve(message.done);
        if ("failed" in message)
          return reject(new Error(`The load ${name} failed: ${message.failed}`));
        Promise.resolve(talk?.(message, (answer) => child.send(answer))).catch(reject);
      });
      void gone.then(([code]) => reject(new Error(`The load ${name} ended with ${code}`)));
      child.send(settings);
    });
  } finally {
    await end();
  }
}
