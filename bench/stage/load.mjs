import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { pin } from "./cores.mjs";

/**
 * Runs bench/load/<name>.mjs in a process of its own, on the load's core: it gets the settings as a message and
 * answers with one. What the function `talk` is given sends it more, and hears more.
 * @param {import("./stage.mjs").Stage} stage @param {string} name @param {object} settings
 * @param {(message: any, say: (message: any) => void) => unknown} [talk] hears each answer but the last
 * @returns {Promise<any>} the answer that has `done`
 */
export async function runLoad(stage, name, settings, talk) {
  const child = fork(fileURLToPath(new URL(`../load/${name}.mjs`, import.meta.url)), {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const gone = once(child, "exit");
  const end = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await gone;
  };
  stage.ending(end);
  pin(child.pid, "load");
  try {
    return await new Promise((resolve, reject) => {
      child.on("message", (message) => {
        if ("done" in message) return resolve(message.done);
        if ("failed" in message) return reject(new Error(`The load ${name}: ${message.failed}`));
        Promise.resolve(talk?.(message, (answer) => child.send(answer))).catch(reject);
      });
      void gone.then(([code]) => reject(new Error(`The load ${name} ended with ${code}`)));
      child.send(settings);
    });
  } finally {
    await end();
  }
}
