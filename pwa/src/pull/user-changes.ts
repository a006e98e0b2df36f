import { listConversations, listUserChanges } from "@rally/shared/conversations";
import { limits } from "@rally/shared/limits";
import {
  dropDeleted,
  dropForgotten,
  dropLeft,
  storeHidden,
  storeListed,
  storeOwnVotes,
} from "../conversations/index.js";
import { storing, type RallyDatabase } from "../database/index.js";
import { storeRelations } from "../relationships/index.js";
import type { Answer, Call } from "../http/index.js";
import { forgetExcerpts, keepNotifications } from "../notifications/index.js";
import { fetchUnknownPeople } from "../people/index.js";
import { ensureLineage } from "./pull-conversation.js";

/** Pulls the changes of the user's own rows. */
export async function pullUserChanges(database: RallyDatabase, call: Call): Promise<void> {
  const known = await database.getMeta("lineage");
  let since: number | undefined = (await database.getMeta("userVersion")) ?? 0;
  let ignored = false;
  while (since !== undefined) {
    const { data, meta }: Answer<typeof listUserChanges> = await call(listUserChanges, {
      query: { since, limit: limits.pageRows },
    });
    await ensureLineage(database, meta.lineage, known);
    const listed = data.flatMap((row) => (row.type === "conversation" ? [row.conversation] : []));
    const left = data.flatMap((row) =>
      row.type === "left" && !row.deleted ? [row.conversationId] : [],
    );
    await storing(() => storeListed(database, listed));
    await storing(() => dropLeft(database, left));
    const deleted = data.flatMap((row) =>
      row.type === "left" && row.deleted ? [row.conversationId] : [],
    );
    const seen = data.findLast((row) => row.type === "presence");
    if (seen) await database.setMeta("appearsOffline", seen.appearsOffline);
    await storing(() => keepNotifications(database, data));
    await storing(() => forgetExcerpts(database, left));
    await storing(() => dropDeleted(database, deleted));
    await storing(() => storeRelations(database, data));
    const votes = data.filter((row) => row.type === "vote");
    await storing(() => storeOwnVotes(database, votes));
    const hidden = data.filter((row) => row.type === "hidden");
    await storing(() => storeHidden(database, hidden));
    ignored ||= data.some(({ type }) => type === "ignore");
    await nameBlockedPeople(database, call, data);
    if (meta.version !== since) await database.setMeta("userVersion", meta.version);
    since = meta.next !== undefined && meta.version > since ? meta.version : undefined;
  }
  // The server's unread counts have changed, also for messages that are not on this device.
  if (ignored) await pullConversationList(database, call);
}

/** Fetches the names of blocked and ignored users, whom the device may not know. */
async function nameBlockedPeople(
  database: RallyDatabase,
  call: Call,
  changes: Answer<typeof listUserChanges>["data"],
): Promise<void> {
  const ids = changes.flatMap((change) =>
    change.type === "block" || change.type === "ignore" ? [change.userId] : [],
  );
  await fetchUnknownPeople(database, call, ids);
}

/** Fetches the version of each conversation. */
export async function pullConversationList(database: RallyDatabase, call: Call): Promise<void> {
  let after: string | undefined;
  do {
    const { data, meta }: Answer<typeof listConversations> = await call(listConversations, {
      query: { limit: limits.pageRows, ...(after === undefined ? {} : { after }) },
    });
    await ensureLineage(database, meta.lineage);
    await storing(() => storeListed(database, data));
    after = meta.next;
  } while (after !== undefined);
  await storing(() => dropForgotten(database));
}
