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

/** What conversations are written and shown with. */
export interface ConversationsContext {
  database: Database;
  bus: Bus;
  logger: Logger;
  limits: Limits;
  metrics: Metrics;
  history: History;
  /** What time it is, when it is not now: for a past that is made up. */
  clock?: (() => number) | undefined;
}

/** The log, for a process that writes conversations and has no readers. */
export interface Log {
  readonly log: ConversationLog;
  /** Resolves once what was being written has been committed. */
  stop(): Promise<void>;
}

const SWEEP_MS = 15_000;
const IDLE_MS = 60_000;

/** The conversation rooms of this process, and the one way to write them. */
export function openConversations(
  context: ConversationsContext,
  sight: { blocks: Blocks; hidden: Hidden; permissions: PermissionCheck },
): {
  conversations: ConversationRooms;
  log: ConversationLog;
} {
  const conversations = new ConversationRooms({ ...context, ...sight });
  const log = new ConversationLog({
    ...context,
    tailOf: (conversationId) => conversations.of(conversationId),
  });
  context.history.onRenewed(() => {
    log.reset();
    conversations.reset();
  });
  return { conversations, log };
}

/**
 * Opens the log alone. A copy of each room that is written is held for a while, so that the next
 * write need not load it.
 */
export function openLog(context: ConversationsContext): Log {
  const { conversations, log } = openConversations(context, {
    blocks: noBlocks,
    hidden: noneHidden,
    permissions: nothingToCheck,
  });
  const sweeping = setInterval(() => {
    conversations.sweep(IDLE_MS);
  }, SWEEP_MS);
  return {
    log,
    async stop() {
      clearInterval(sweeping);
      await log.close();
    },
  };
}
