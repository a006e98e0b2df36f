import type { Limits } from "@rally/shared/limits";
import { onlyByIndex, type Database, type Transaction } from "@rally/shared/server/database";

type Days =
  "sessionRowDays" | "failedMailDays" | "notificationDays" | "auditDays" | "sentMessageDays";

interface RetentionRule {
  table: string;
  /** The time from which a row's retention counts; it has an index. */
  over: string;
  /** Days for which rows are kept after that. */
  days: (limits: Pick<Limits, Days>) => number;
  /** A further condition. */
  and?: string;
}

/** Days for which a command's result is stored; message ids are stored for ever. */
const COMMAND_DAYS = 30;
/** Days for which a challenge is stored after it would have expired. */
const CHALLENGE_DAYS = 30;

/** The data that is deleted, and when. SECURITY.md documents the same rules. */
export const retentionRules: readonly RetentionRule[] = [
  {
    table: "sessions",
    over: "least(ended_at, expires_at)",
    days: ({ sessionRowDays }) => sessionRowDays,
    and: "not exists (select from challenges c where c.session_id = sessions.id)",
  },
  { table: "mails", over: "failed_at", days: ({ failedMailDays }) => failedMailDays },
  { table: "notifications", over: "at", days: ({ notificationDays }) => notificationDays },
  { table: "audit_entries", over: "at", days: ({ auditDays }) => auditDays },
  { table: "sent_messages", over: "at", days: ({ sentMessageDays }) => sentMessageDays },
  { table: "reports", over: "closed_at", days: ({ auditDays }) => auditDays },
  { table: "conversation_bans", over: "until", days: () => 0 },
  { table: "server_bans", over: "until", days: () => 0 },
  { table: "mutes", over: "until", days: () => 0 },
  { table: "commands", over: "created_at", days: () => COMMAND_DAYS },
  { table: "challenges", over: "expires_at", days: () => 0 },
  {
    table: "game_challenges",
    over: "expires_at",
    days: () => CHALLENGE_DAYS,
    and: "state <> 'waiting'",
  },
  { table: "account_links", over: "expires_at", days: () => 0 },
  { table: "former_names", over: "until", days: () => 0 },
];

/** Rows per statement: bounds its locks and its write-ahead log. */
const BATCH = 1_000;

/**
 * The statement that deletes a rule's next rows, the oldest first; parameters `:days` and `:limit`.
 */
export const deleteStatement = ({ table, over, and }: RetentionRule): string =>
  `delete from ${table} where ctid = any(array(
    select ctid from ${table}
    where ${over} < now() - make_interval(days => :days) ${and === undefined ? "" : `and ${and}`}
    order by ${over} limit :limit for update skip locked))`;

/**
 * Deletes all expired rows of a rule in batches; stops before a batch when `isStopping` returns true.
 */
export async function applyRule(
  database: Database,
  rule: RetentionRule,
  limits: Pick<Limits, Days>,
  isStopping: () => boolean = () => false,
): Promise<number> {
  let deleted = 0;
  for (;;) {
    if (isStopping()) return deleted;
    const rowCount = await database.transaction((trx) => deleteBatch(trx, rule, limits));
    deleted += rowCount;
    if (rowCount < BATCH) return deleted;
  }
}

async function deleteBatch(
  trx: Transaction,
  rule: RetentionRule,
  limits: Pick<Limits, Days>,
): Promise<number> {
  await onlyByIndex(trx);
  const bindings = { days: rule.days(limits), limit: BATCH };
  const { rowCount } = await trx.raw<{ rowCount: number }>(deleteStatement(rule), bindings);
  return rowCount;
}
