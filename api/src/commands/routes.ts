import { runCommands } from "@rally/shared/commands";
import { RallyError } from "@rally/shared/errors";
import { answer, type ApiContext, type MountedRoute, type Work } from "../http/index.js";
import type { Dispatcher } from "./dispatch.js";

export function commandRoutes(
  { history }: ApiContext,
  dispatcher: Dispatcher,
  work: Work,
): MountedRoute[] {
  return [
    answer(
      runCommands,
      async ({ body, caller }) => {
        // A device first offers again what the history before had, so that its messages keep their order.
        if (body.lineage !== undefined && body.lineage !== history.lineage) {
          throw new RallyError("lineage_changed", "The server's history is another one");
        }
        const { userId } = caller;
        return {
          data: await dispatcher.runBatch(userId, body.commands, (run) => work.write(userId, run)),
        };
      },
      { sharesCommits: true },
    ),
  ];
}
