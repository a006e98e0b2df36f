import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { limits as defaultLimits, type Limits } from "@rally/shared/limits";
import { createLocalBus, createPostgresBus } from "@rally/shared/server/bus";
import type { Config } from "@rally/shared/server/config";
import { migrate, openDatabase } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";
import { createTokens } from "@rally/shared/server/tokens";
import { createSyncServer } from "@rally/sync-server";
import { setupIsOpen } from "./accounts/index.js";
import { createApp } from "./app.js";
import { forgetOld } from "./commands/index.js";
import type { ApiContext } from "./http/index.js";

export interface Rally {
  port: number;
  /** The one-time link that creates the admin, while there is none. */
  adminSetupLink?: string;
  stop(): Promise<void>;
}

const HOUR_MS = 3_600_000;

/**
 * Migrates, and serves everything on one port: the app, the API, the rooms.
 * @throws the database's or the port's error; nothing is left running then.
 */
export async function startRally(options: {
  config: Pick<Config, "host" | "port" | "publicUrl" | "databaseUrl" | "redisUrl" | "secret">;
  databaseUrl: string;
  logger: Logger;
  limits?: Partial<Limits>;
}): Promise<Rally> {
  const { config, databaseUrl, logger } = options;
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const ended: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ended.splice(0).reverse()) await end();
  };
  try {
    const database = openDatabase(databaseUrl);
    ended.push(() => database.destroy());
    await migrate(database);
    if (config.redisUrl !== undefined) {
      logger.warn("REDIS_URL is not used yet: hints go through PostgreSQL");
    }
    const bus =
      config.databaseUrl === undefined
        ? createLocalBus()
        : await createPostgresBus(databaseUrl, logger);
    ended.push(() => bus.close());
    const tokens = createTokens(config.secret);
    const { publicUrl } = config;
    const shared = { database, bus, tokens, logger, limits, publicUrl };
    const sync = await createSyncServer(shared);
    ended.push(() => sync.stop());
    const context: ApiContext = {
      ...shared,
      log: sync.log,
      get lineage() {
        return sync.lineage;
      },
    };
    const server = createServer(createApp(context));
    server.on("upgrade", (request, socket, head) => {
      if (sync.handleUpgrade(request, socket, head)) return;
      socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n");
    });
    const port = await listen(server, config.port, config.host);
    const underWay = countUnderWay(server);
    ended.push(() => close(server, underWay));
    const timer = setInterval(() => {
      forgetOld(database).catch((error: unknown) => {
        logger.warn({ err: error }, "old commands could not be forgotten");
      });
    }, HOUR_MS);
    ended.push(() => Promise.resolve(clearInterval(timer)));
    const origin = publicUrl ?? `http://localhost:${String(port)}`;
    return {
      port,
      ...((await setupIsOpen(database)) && {
        adminSetupLink: `${origin}/setup#${tokens.setupToken(sync.lineage)}`,
      }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Takes no new requests, and gives those under way a second; sockets are the sync server's. */
async function close(server: Server, underWay: () => number): Promise<void> {
  server.close();
  server.closeIdleConnections();
  const until = Date.now() + 1_000;
  while (underWay() > 0 && Date.now() < until) await pause(5);
  server.closeAllConnections();
}

/** Counts the requests that a server has not answered yet. */
function countUnderWay(server: Server): () => number {
  let count = 0;
  server.on("request", (_request, response) => {
    count += 1;
    response.once("close", () => {
      count -= 1;
    });
  });
  return () => count;
}
