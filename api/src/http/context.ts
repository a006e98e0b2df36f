import type { Limits } from "@rally/shared/limits";
import type { Bus } from "@rally/shared/server/bus";
import type { Database } from "@rally/shared/server/database";
import type { Logger } from "@rally/shared/server/logger";
import type { Identity, Tokens } from "@rally/shared/server/tokens";
import type { ConversationLog } from "@rally/sync-server";

/** What every domain of the API works with. */
export interface ApiContext {
  database: Database;
  bus: Bus;
  log: ConversationLog;
  tokens: Tokens;
  logger: Logger;
  limits: Limits;
  /** The id of this server's history, now; it may become another while the process runs. */
  readonly lineage: string;
  publicUrl: string | undefined;
}

/** Who asks, where somebody must. */
export type Caller = Identity;
