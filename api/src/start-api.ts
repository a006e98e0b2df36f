import { openFoundation, type Listening, type StartOptions } from "@rally/shared/server/foundation";
import { listenForHttp } from "@rally/shared/server/listening";
import { beginInTurn } from "@rally/shared/server/process";
import { openLog } from "@rally/sync-server";
import { openApi } from "./open-api.js";

/**
 * Starts a process that serves the app and the API, and no sockets: it writes conversations, and
 * sync servers show them.
 * @throws the database's or the port's error; nothing is left running then.
 */
export function startApi(
  options: StartOptions,
): Promise<Listening & { adminSetupLink: string | undefined }> {
  return beginInTurn(async (ending) => {
    const foundation = await openFoundation(options, ending);
    const log = openLog(foundation);
    ending(() => log.stop());
    const api = openApi(foundation, log.log, ending);
    const http = await listenForHttp({ ...options.config, limits: foundation.limits }, api.answer);
    ending(() => http.close());
    api.listensAt(http.port);
    return { port: http.port, adminSetupLink: await api.adminSetupLink() };
  });
}
