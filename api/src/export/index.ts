import { once } from "node:events";
import { Readable } from "node:stream";
import { RallyError } from "@rally/shared/errors";
import { exportData } from "@rally/shared/export";
import { User } from "@rally/shared/server/models";
import type { Context } from "koa";
import { fewAtOnce, oneOfEach } from "../concurrency/index.js";
import { sharedLimiter, take, type ApiContext, type MountedRoute } from "../http/index.js";
import { keepPace } from "./pace.js";
import { writeExport } from "./write.js";

/** Seconds over which `limits.exportsOfUser` counts. */
const EXPORTS_OVER = 3_600;
/** Seconds after which to ask again when as many exports as allowed are under way. */
const RETRY_AFTER = 60;

/**
 * One's data as one JSON document. An export is a long read: each user has one at a time and a few
 * in an hour; a process has a few in all, and some that wait for their turn. One whose client reads too
 * slowly, or disconnects, ends, also while it waits.
 */
export function exportRoutes(context: ApiContext): MountedRoute[] {
  const { limits } = context;
  const oneOfEachUser = oneOfEach();
  const fewOfAll = fewAtOnce(limits.exportsAtOnce, limits.exportsWaiting);
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
          // It has no body: unread, its chunks would wait as an object each.
          http.req.resume();
          work.enter(http);
          await rates.enter(exportData, http);
          const caller = await authenticate(http);
          if (caller.isBot) throw new RallyError("forbidden", "Not with a bot's token");
          work.admit(caller, http);
          await rates.admit(exportData, caller, http);
          await start(http, caller.userId);
        });
      },
    },
  ];
}

const isFull = (error: unknown): boolean =>
  error instanceof RallyError && error.code === "unavailable";

/** Makes the export the response's body. @returns what resolves when it has ended, however that was. */
async function openExport(
  context: ApiContext,
  userId: string,
  http: Context,
): Promise<{ ended: Promise<unknown> }> {
  const user = await User.query(context.database).findById(userId).whereNull("deleted_at");
  if (!user) throw new RallyError("session_ended", "This account is gone");
  // After its "close" nothing would end the stream.
  if (http.res.destroyed) throw new RallyError("unavailable", "The client disconnected");
  const { exportTime } = context.limits;
  const stream = Readable.from(
    keepPace(writeExport(context, user), context.limits, () =>
      stream.destroy(new Error("The client does not read its export")),
    ),
  );
  const deadline = setTimeout(() => {
    stream.destroy(new Error(`The export took more than ${exportTime} ms`));
  }, exportTime);
  // Half of it must not look like the whole.
  stream.on("error", () => http.res.destroy());
  const ended = once(stream, "close")
    .catch(() => undefined) // "error": the response's own handler logs it
    .finally(() => clearTimeout(deadline));
  http.type = "application/json";
  http.attachment("rally-data.json");
  http.body = stream;
  return { ended };
}
