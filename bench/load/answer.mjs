/**
 * Starts a load process: runs `work` with the settings that the parent sends and replies with the
 * result. The process exits when its parent is gone.
 * @param {(settings: any, tell: (message: any) => Promise<any>) => Promise<any>} work `tell` sends
 * the parent a message and resolves to its reply
 */
export function answer(work) {
  process.once("disconnect", () => process.exit(0));
  const tell = (message) =>
    new Promise((resolve) => {
      process.once("message", resolve);
      process.send(message);
    });
  process.once("message", async (settings) => {
    try {
      process.send({ done: await work(settings, tell) });
    } catch (error) {
      process.send({
        failed: error instanceof Error ? (error.stack ?? error.message) : `${error}`,
      });
    }
  });
}
