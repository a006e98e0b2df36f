import type { Limits } from "@rally/shared/limits";
import type { Bus } from "@rally/shared/server/bus";
import type { Database } from "@rally/shared/server/database";
import type { History } from "@rally/shared/server/history";
import type { Logger } from "@rally/shared/server/logger";
import type { Metrics } from "@rally/shared/server/metrics";
import { noBlocks, type Blocks } from "../blocks/index.js";
import { noneHidden, type Hidden } from "../presence/index.js";
import { ConversationLog } from "@rally/shared/server/log";
import { nothingToCheck, type PermissionCheck } from "../permissions/index.js";
import { ConversationRooms } from "../rooms/index.js";

/** What the log and the rooms need. */
export interface ConversationsContext {
  database: Database;
  bus: Bus;
  logger: Logger;
  limits: Limits;
  metrics: Metrics;
  history: History;
  /** The time, if not that of `Date.now`: the demo data has messages of past days. */
  now?: (() => number) | undefined;
}

/** The log, for a process that writes to conversations and has no sockets. */
export interface Log {
  readonly log: ConversationLog;
  /** Resolves once all commands that wait are committed. */
  stop(): Promise<void>;
}

const SWEEP_MS = 15_000;
const IDLE_MS = 60_000;

/** Opens the conversation rooms of this process and the log, the only writer of these rooms. */
export function openConversations(
  context: ConversationsContext,
  visibility: { blocks: Blocks; hidden: Hidden; permissions: PermissionCheck },
): {
  rooms: ConversationRooms;
  log: ConversationLog;
} {
  const rooms = new ConversationRooms({ ...context, ...visibility });
  const log = new ConversationLog({
    ...context,
    roomOf: (conversationId) => rooms.of(conversationId),
  });
  context.history.onRenewed(() => {
    log.reset();
    rooms.reset();
  });
  return { rooms, log };
}

/**
 * Opens the log alone. Each room stays loaded for a while after a write, so that the next write does
 * not have to load it.
 */
export function openLog(context: ConversationsContext): Log {
  const { rooms, log } = openConversations(context, {
    blocks: noBlocks,
    hidden: noneHidden,
    permissions: nothingToCheck,
  });
  const sweeping = setInterval(() => {
    rooms.sweep(IDLE_MS);
  }, SWEEP_MS);
  return {
    log,
    async stop() {
      clearInterval(sweeping);
      await log.close();
    },
  };
}
