import { openServices, type Listening, type StartOptions } from "@rally/shared/server/services";
import { listenForHttp } from "@rally/shared/server/listening";
import { startInOrder } from "@rally/shared/server/process";
import { openLog } from "@rally/sync-server";
import { openApi } from "./open-api.js";

/**
 * Starts a process that serves the app, the API and matches, without rooms: it writes conversations,
 * and sync servers broadcast them.
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
    const where = { ...options.config, limits: services.limits };
    const http = await listenForHttp(where, api.answer, api.handleUpgrade);
    onStop(() => http.close());
    api.setPort(http.port);
    return { port: http.port, adminSetupLink: await api.adminSetupLink() };
  });
}
