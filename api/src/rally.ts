import { openFoundation, type StartOptions } from "@rally/shared/server/foundation";
import { listenForHttp } from "@rally/shared/server/listening";
import { beginInTurn } from "@rally/shared/server/process";
import { createSyncServer } from "@rally/sync-server";
import { openApi } from "./open-api.js";

export interface Rally {
  port: number;
  /** The one-time link that creates the admin, while there is none. */
  adminSetupLink?: string | undefined;
  stop(): Promise<void>;
}

/**
 * Migrates, and serves everything on one port: the app, the API, the rooms.
 * @throws the database's or the port's error; nothing is left running then.
 */
export function startRally(options: StartOptions): Promise<Rally> {
  return beginInTurn(async (ending) => {
    const foundation = await openFoundation(options, ending);
    const sync = createSyncServer(foundation);
    ending(() => sync.stop());
    const api = openApi(foundation, sync.log, ending);
    const where = { ...options.config, limits: foundation.limits };
    const http = await listenForHttp(where, api.answer, (request, socket, head) =>
      sync.handleUpgrade(request, socket, head),
    );
    ending(() => http.close());
    api.listensAt(http.port);
    return { port: http.port, adminSetupLink: await api.adminSetupLink() };
  });
}
