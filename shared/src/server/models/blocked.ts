import type { Transaction } from "../database/index.js";

/**
 * SQL: whether there is a block between two users, in either direction [S14]. Both arguments are
 * SQL expressions of an id.
 */
export const isBlockedSql = (one: string, other: string): string =>
  `exists (select from blocks where (blocker_id = ${one} and blocked_id = ${other})
    or (blocker_id = ${other} and blocked_id = ${one}))`;

/**
 * SQL: the ids of all users with a block between them and `user`, as a `uuid[]` that may contain an
 * id twice. It concatenates two arrays, because each query uses its own index; a union would sort
 * first.
 */
export const blockedUsersSql = (user: string): string => `(
  array(select blocked_id from blocks where blocker_id = ${user})
  || array(select blocker_id from blocks where blocked_id = ${user}))`;

/** SQL: rows (one, other) for each pair of two `uuid[]` with a block between them. */
export const blockedPairsSql = (ones: string, others: string): string =>
  `select blocker_id as one, blocked_id as other from blocks
    where blocker_id = any(${ones}) and blocked_id = any(${others})
  union all
  select blocked_id, blocker_id from blocks
    where blocked_id = any(${ones}) and blocker_id = any(${others})`;

/** Whether there is a block between any of `ones` and any of `others`. */
export async function isBlocked(
  trx: Transaction,
  ones: readonly string[],
  others: readonly string[],
): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: object[] }>(
    `select from (${blockedPairsSql(":ones::uuid[]", ":others::uuid[]")}) pairs limit 1`,
    { ones: [...ones], others: [...others] },
  );
  return rows.length > 0;
}
