import { Dexie } from "dexie";
import { resultHandlers } from "../command-results.js";
import { RallyDatabase, adoptLineage } from "../database/index.js";
import { request, type Call } from "../http/index.js";
import { flush } from "../outbox/index.js";
import { databaseName } from "../storage/index.js";
import { renewTokens } from "../tokens/index.js";

/**
 * Sends the outbox without an open page. Authenticates with the refresh cookie, under the same lock
 * as the pages.
 * @throws when commands are left, so that the browser fires `sync` again later.
 */
export async function flushFromWorker(): Promise<void> {
  const tokens = await renewTokens(() => undefined);
  // Not created here: an empty database would look as if the user had data on this device.
  if (!(await Dexie.exists(databaseName(tokens.user.id)))) return;
  const database = new RallyDatabase(tokens.user.id);
  try {
    await adoptLineage(database, tokens.lineage);
    const call: Call = (route, options) => request(route, options, tokens.accessToken);
    const { outcome } = await flush(database, call, resultHandlers, { hurry: true });
    if (outcome !== "empty") throw new Error(`The outbox is not empty: ${outcome}`);
  } finally {
    database.close();
  }
}
