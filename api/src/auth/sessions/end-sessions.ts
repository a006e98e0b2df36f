import type { Transaction } from "@rally/shared/server/database";
import { Session } from "@rally/shared/server/models";
import type { ApiContext } from "../../http/index.js";

/**
 * Ends a user's sessions, and bot tokens only with `bots`.
 * @returns the ids of the sessions that were active.
 */
export async function endSessions(
  source: Transaction | ApiContext["database"],
  userId: string,
  { except, bots = false, only }: { except?: string; bots?: boolean; only?: string },
): Promise<string[]> {
  const query = Session.query(source).where("user_id", userId).whereNull("ended_at");
  if (only !== undefined) void query.where("id", only);
  else if (!bots) void query.where("kind", "device");
  if (except !== undefined) void query.whereNot("id", except);
  const ended = await query.patch({ endedAt: new Date() }).returning("id");
  return ended.map(({ id }) => id);
}

/**
 * Publishes ended sessions to every process, which closes their sockets and clears cached tokens.
 */
export function publishEndedSessions({ bus }: ApiContext, sessions: readonly string[]): void {
  for (const session of sessions) bus.publish("sessionEnded", { session });
}
