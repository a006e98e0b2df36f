import type { Database } from "@rally/shared/server/database";
import type { Services } from "@rally/shared/server/services";
import type { OnStop } from "@rally/shared/server/process";

/** Milliseconds for which new members are collected, so that one transaction counts them. */
const GATHER_MS = 500;
/** Milliseconds before a failed count is retried. */
const RETRY_MS = 2_000;
/** The most changes that one transaction adds. */
const CHANGES = 1_000;

/** Adds new members to their conversation's count, after the transactions in which they joined. */
export interface MemberCounts {
  /** To be called after a user's new membership was committed. */
  readonly memberJoined: () => void;
}

/**
 * Starts with the changes that an earlier process left. Checks repeatedly for changes of processes
 * that were killed before they counted; this queries a table that is nearly always empty.
 */
export function startMemberCounts(
  { database, logger, limits }: Pick<Services, "database" | "logger" | "limits">,
  ending: OnStop,
): MemberCounts {
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> = Promise.resolve();
  let again = false;
  let stopped = false;
  const schedule = (delay: number): void => {
    again = true;
    if (timer !== undefined || stopped) return;
    timer = setTimeout(() => {
      underWay = run();
    }, delay);
  };
  const run = async (): Promise<void> => {
    again = false;
    let wait = GATHER_MS;
    try {
      if ((await addChanges(database)) === CHANGES) again = true;
    } catch (error) {
      logger.warn({ err: error }, "failed to update member counts");
      again = true;
      wait = RETRY_MS;
    }
    timer = undefined;
    if (again) schedule(wait);
  };
  schedule(0);
  const repeating = setInterval(() => {
    schedule(0);
  }, limits.memberCountInterval);
  ending(async () => {
    stopped = true;
    clearInterval(repeating);
    clearTimeout(timer);
    await underWay;
  });
  return { memberJoined: () => schedule(GATHER_MS) };
}

/** @returns how many changes were added; a crash leaves all of them or none. */
async function addChanges(database: Database): Promise<number> {
  const { rows } = await database.raw<{ rows: { added: number }[] }>(
    `with taken as (
       delete from member_count_changes where id in (
         select id from member_count_changes order by id limit ${CHANGES} for update skip locked)
       returning conversation_id, change
     ), counted as (
       update conversations c set member_count = c.member_count + s.change
       from (select conversation_id as id, sum(change)::integer as change from taken group by 1) s
       where c.id = s.id
     )
     select count(*)::integer as added from taken`,
  );
  return rows[0]?.added ?? 0;
}
