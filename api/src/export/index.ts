import { once } from "node:events";
import { Readable } from "node:stream";
import { RallyError } from "@rally/shared/errors";
import { exportData } from "@rally/shared/export";
import { User } from "@rally/shared/server/models";
import type { Context } from "koa";
import {
  limitConcurrency,
  onePerKey,
  sharedLimiter,
  take,
  type ApiContext,
  type MountedRoute,
} from "../http/index.js";
import { keepPace } from "./pace.js";
import { writeExport } from "./write.js";

/** Seconds over which `limits.exportsOfUser` counts. */
const EXPORTS_OVER = 3_600;
/** `Retry-After` in seconds while the allowed number of exports runs. */
const RETRY_AFTER = 60;

/**
 * Exports the user's data as one JSON document. Because an export is a long read, a user has one at
 * a time and a few per hour, and a process runs a few and queues some. An export ends when its
 * client reads too slowly or disconnects, also while it is queued.
 */
export function exportRoutes(context: ApiContext): MountedRoute[] {
  const { limits } = context;
  const oneOfEachUser = onePerKey();
  const fewOfAll = limitConcurrency(limits.exportsAtOnce, limits.exportsWaiting);
  const limiter = sharedLimiter(context, "exports", {
    points: limits.exportsOfUser,
    duration: EXPORTS_OVER,
  });
  const start = (http: Context, userId: string): Promise<void> =>
    new Promise((started, refused) => {
      oneOfEachUser(userId, () =>
        fewOfAll(http.res, async () => {
          await take(limiter, userId, 1, http);
          const stream = await openExport(context, userId, http);
          started();
          await stream.ended;
        }),
      ).catch((error: Error) => {
        if (isFull(error)) http.set("Retry-After", String(RETRY_AFTER));
        refused(error);
      });
    });
  return [
    {
      route: exportData,
      mount(router, { authenticate, rates, work }) {
        router.register(exportData.path, [exportData.method], async (http) => {
          // The route has no body; unread, its chunks would stay in memory.
          http.req.resume();
          work.checkAddressBudget(http);
          await rates.limitByAddress(exportData, http);
          const caller = await authenticate(http);
          if (caller.isBot) throw new RallyError("forbidden", "A bot's token cannot do this");
          work.checkUserBudget(caller, http);
          await rates.limitByUser(exportData, caller, http);
          await start(http, caller.userId);
        });
      },
    },
  ];
}

const isFull = (error: unknown): boolean =>
  error instanceof RallyError && error.code === "unavailable";

/**
 * Makes the export the response's body.
 * @returns a promise that resolves when it has ended, with or without an error.
 */
async function openExport(
  context: ApiContext,
  userId: string,
  http: Context,
): Promise<{ ended: Promise<unknown> }> {
  const user = await User.query(context.database).findById(userId).whereNull("deleted_at");
  if (!user) throw new RallyError("session_ended", "This account no longer exists");
  // After "close", nothing would end the stream.
  if (http.res.destroyed) throw new RallyError("unavailable", "The client disconnected");
  const { exportTime } = context.limits;
  const stream = Readable.from(
    keepPace(writeExport(context, user), context.limits, () =>
      stream.destroy(new Error("The client reads its export too slowly")),
    ),
  );
  const deadline = setTimeout(() => {
    stream.destroy(new Error(`The export took more than ${exportTime} ms`));
  }, exportTime);
  // An incomplete export must not look complete.
  stream.on("error", () => http.res.destroy());
  const ended = once(stream, "close")
    .catch(() => undefined) // the response's handler logs the "error"
    .finally(() => clearTimeout(deadline));
  http.type = "application/json";
  http.attachment("rally-data.json");
  http.body = stream;
  return { ended };
}
