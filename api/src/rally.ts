import { openServices, type StartOptions } from "@rally/shared/server/services";
import { listenForHttp } from "@rally/shared/server/listening";
import { startInOrder } from "@rally/shared/server/process";
import { createSyncServer } from "@rally/sync-server";
import { openApi } from "./open-api.js";

export interface Rally {
  port: number;
  /** The one-time link that creates the admin, while there is none. */
  adminSetupLink?: string | undefined;
  stop(): Promise<void>;
}

/**
 * Migrates the database and serves the app, the API and the rooms on one port.
 * @throws the error of the database or the port; everything that was started is stopped.
 */
export function startRally(options: StartOptions): Promise<Rally> {
  return startInOrder(async (onStop) => {
    const services = await openServices(options, onStop);
    const sync = createSyncServer(services);
    onStop(() => sync.stop());
    const api = openApi(services, sync.log, onStop);
    const where = { ...options.config, limits: services.limits };
    const http = await listenForHttp(
      where,
      api.answer,
      (...upgrade) => sync.handleUpgrade(...upgrade) || api.handleUpgrade(...upgrade),
    );
    onStop(() => http.close());
    api.setPort(http.port);
    return { port: http.port, adminSetupLink: await api.adminSetupLink() };
  });
}
