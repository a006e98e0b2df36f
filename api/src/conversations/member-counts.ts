import type { Database } from "@rally/shared/server/database";
import type { Foundation } from "@rally/shared/server/foundation";
import type { Ending } from "@rally/shared/server/process";

/** Milliseconds in which those who join are counted together. */
const GATHER_MS = 500;
/** Milliseconds until what the database refused is tried again. */
const RETRY_MS = 2_000;
/** Changes added in one transaction at most. */
const CHANGES = 1_000;

/** Adds those who joined to their conversation's count, behind the transactions in which they did. */
export interface MemberCounts {
  /** Somebody's joining was committed. */
  readonly joined: () => void;
}

/**
 * Begins with what an earlier process left, and looks now and then for what another one left that
 * was killed before it counted: a query of a table that is nearly always empty.
 */
export function startMemberCounts(
  { database, logger, limits }: Pick<Foundation, "database" | "logger" | "limits">,
  ending: Ending,
): MemberCounts {
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> = Promise.resolve();
  let again = false;
  let stopped = false;
  const schedule = (wait: number): void => {
    again = true;
    if (timer !== undefined || stopped) return;
    timer = setTimeout(() => {
      underWay = run();
    }, wait);
  };
  const run = async (): Promise<void> => {
    again = false;
    let wait = GATHER_MS;
    try {
      if ((await addChanges(database)) === CHANGES) again = true;
    } catch (error) {
      logger.warn({ err: error }, "failed to add up members");
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
  return { joined: () => schedule(GATHER_MS) };
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
