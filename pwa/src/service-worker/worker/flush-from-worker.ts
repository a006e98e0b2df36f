import { Dexie } from "dexie";
import { commandAnswers } from "../../answering/index.js";
import { RallyDatabase, adoptLineage } from "../../database/index.js";
import { request, type Call } from "../../http/index.js";
import { flush } from "../../outbox/index.js";
import { databaseName } from "../../storage-names/index.js";
import { renewTokens } from "../../tokens/index.js";

/**
 * Empties the outbox with no page open. Signs in by the refresh cookie alone, under the lock that
 * the pages use.
 * @throws when something is left, so that the browser calls again later.
 */
export async function flushFromWorker(): Promise<void> {
  const tokens = await renewTokens(() => undefined);
  // Never made here: an empty database under a new name would look like a device of one's own.
  if (!(await Dexie.exists(databaseName(tokens.user.id)))) return;
  const database = new RallyDatabase(tokens.user.id);
  try {
    await adoptLineage(database, tokens.lineage);
    const call: Call = (route, options) => request(route, options, tokens.accessToken);
    const { outcome } = await flush(database, call, commandAnswers, { hurry: true });
    if (outcome !== "empty") throw new Error(`The outbox is not empty: ${outcome}`);
  } finally {
    database.close();
  }
}
