import { RallyError } from "@rally/shared/errors";
import type { Transaction } from "@rally/shared/server/database";
import { isServerAdmin } from "../auth/index.js";
import type { ApiContext, Caller } from "../http/index.js";
import { expressionsRevision, lockExpressions } from "./revision.js";

/** How the server's admins change its emoji and stickers. */
export interface ExpressionChanges {
  /** @throws RallyError `forbidden` */
  requireAdmin: (userId: string) => Promise<void>;
  /**
   * Runs a change of the lists, one after another, so that no two exceed a limit. Devices are told of
   * the new revision once it is committed.
   * @throws RallyError `forbidden`
   */
  change: (caller: Caller, work: (trx: Transaction) => Promise<void>) => Promise<void>;
}

export function expressionChanges({
  database,
  bus,
}: Pick<ApiContext, "database" | "bus">): ExpressionChanges {
  const requireAdminIn = async (
    source: Parameters<typeof isServerAdmin>[0],
    userId: string,
  ): Promise<void> => {
    if (await isServerAdmin(source, userId)) return;
    throw new RallyError("forbidden", "Only admins of the server change its emoji and stickers");
  };
  return {
    requireAdmin: (userId) => requireAdminIn(database, userId),
    change: async ({ userId }, work) => {
      const revision = await database.transaction(async (trx) => {
        await requireAdminIn(trx, userId);
        await lockExpressions(trx);
        await work(trx);
        return expressionsRevision(trx);
      });
      bus.publish("expressions", { revision });
    },
  };
}
