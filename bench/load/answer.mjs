/**
 * Begins a load process: runs `work` with the settings its parent sends, and answers with what it returns. It ends when
 * its parent has gone.
 * @param {(settings: any, tell: (message: any) => Promise<any>) => Promise<any>} work `tell` sends the parent a message
 *   and resolves to its answer
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
