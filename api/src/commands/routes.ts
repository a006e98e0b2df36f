import { runCommands } from "@rally/shared/commands";
import { RallyError } from "@rally/shared/errors";
import { handleRoute, type ApiContext, type MountedRoute, type Work } from "../http/index.js";
import type { Dispatcher } from "./dispatch.js";

export function commandRoutes(
  { history }: ApiContext,
  dispatcher: Dispatcher,
  work: Work,
): MountedRoute[] {
  return [
    handleRoute(
      runCommands,
      async ({ body, caller }) => {
        // The database is from a backup. The device first sends again what the backup may lack, so
        // that its messages keep their order.
        if (body.lineage !== undefined && body.lineage !== history.lineage) {
          throw new RallyError("lineage_changed", "The server's lineage has changed");
        }
        const { userId } = caller;
        return {
          data: await dispatcher.runInOrder(caller, body.commands, (run) =>
            work.writeInTurn(userId, run),
          ),
        };
      },
      { queuesItsWrites: true },
    ),
  ];
}
