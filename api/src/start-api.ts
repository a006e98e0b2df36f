import { openServices, type Listening, type StartOptions } from "@rally/shared/server/services";
import { listenForHttp } from "@rally/shared/server/listening";
import { startInOrder } from "@rally/shared/server/process";
import { openLog } from "@rally/sync-server";
import { openApi } from "./open-api.js";

/**
 * Starts a process that serves the app and the API without sockets: it writes conversations, and
 * sync servers broadcast them.
 * @throws the error of the database or the port; everything that was started is stopped.
 */
export function startApi(
  options: StartOptions,
): Promise<Listening & { adminSetupLink: string | undefined }> {
  return startInOrder(async (onStop) => {
    const services = await openServices(options, onStop);
    const log = openLog(services);
    onStop(() => log.stop());
    const api = openApi(services, log.log, onStop);
    const http = await listenForHttp({ ...options.config, limits: services.limits }, api.answer);
    onStop(() => http.close());
    api.setPort(http.port);
    return { port: http.port, adminSetupLink: await api.adminSetupLink() };
  });
}
