import { runCommands } from "@rally/shared/commands";
import { answer, type MountedRoute } from "../http/index.js";
import type { Dispatcher } from "./dispatch.js";

export function commandRoutes(dispatcher: Dispatcher): MountedRoute[] {
  return [
    answer(runCommands, async ({ body, caller }) => ({
      data: await dispatcher.runBatch(caller.userId, body.commands),
    })),
  ];
}
