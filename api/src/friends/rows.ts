import type { FriendState } from "@rally/shared/friends";
import { RallyError } from "@rally/shared/errors";
import type { Limits } from "@rally/shared/limits";
import type { Bus } from "@rally/shared/server/bus";
import type { Transaction } from "@rally/shared/server/database";
import type { AfterCommit } from "../commands/index.js";
import { notify, settle } from "../notifications/index.js";
import { nextUserVersion } from "../people/index.js";

interface FriendshipRow {
  user_a: string;
  user_b: string;
  state: "requested" | "accepted";
  requested_by: string;
  accepted_at: Date | null;
}

interface FriendChangeRow {
  user_id: string;
  other_id: string;
  version: number;
  state: FriendState;
  at: Date;
  /** How often `user_id` asked `other_id` lately. */
  requests: number;
}

/** What a change between two people needs; their rows are locked (`lockPeople`). */
export interface Between {
  trx: Transaction;
  after: AfterCommit;
  bus: Bus;
  limits: Limits;
}

const placeOf = (one: string, other: string) => {
  const [user_a, user_b] = one < other ? [one, other] : [other, one];
  return { user_a, user_b };
};

/** What `other` is to `one`, as the one row about the two says. */
export async function stateBetween(
  trx: Transaction,
  one: string,
  other: string,
): Promise<FriendState> {
  const row = await trx<FriendshipRow>("friendships").where(placeOf(one, other)).first();
  if (!row) return "none";
  if (row.state === "accepted") return "friends";
  return row.requested_by === one ? "sent" : "received";
}

/** The version of the row that `one`'s devices have of `other`; 0 where there is none. */
export async function versionOf(trx: Transaction, one: string, other: string): Promise<number> {
  const row = await trx<FriendChangeRow>("friend_changes")
    .where({ user_id: one, other_id: other })
    .first("version");
  return row?.version ?? 0;
}

const requestFrom = (user: string): string => `friend_request ${user}`;

/**
 * Counts a request against what one user may ask of the same other one; an accepted request resets
 * the count. The count is in the asker's row of `friend_changes`, which the locks of both users guard.
 * @throws RallyError `asked_too_often`
 */
async function countRequest(
  { trx }: Between,
  { from, to, most, windowMs }: { from: string; to: string; most: number; windowMs: number },
): Promise<void> {
  const { rows } = await trx.raw<{ rows: object[] }>(
    `insert into friend_changes as c (user_id, other_id, version, state, requests, requests_since)
     values (:from, :to, 0, 'none', 1, now())
     on conflict (user_id, other_id) do update set
       requests = case when c.requests_since > now() - :windowMs * interval '1 ms'
         then c.requests + 1 else 1 end,
       requests_since = case when c.requests_since > now() - :windowMs * interval '1 ms'
         then c.requests_since else now() end
     where c.requests < :most or c.requests_since <= now() - :windowMs * interval '1 ms'
     returning 1`,
    { from, to, most, windowMs },
  );
  if (rows.length === 0) throw new RallyError("asked_too_often", "They were asked lately");
}

/** A request comes to be, and `to` is notified of it. */
export async function writeRequest(between: Between, from: string, to: string): Promise<void> {
  const { friendRequests: most, friendRequestWindow: windowMs } = between.limits;
  await countRequest(between, { from, to, most, windowMs });
  await between
    .trx<FriendshipRow>("friendships")
    .insert({ ...placeOf(from, to), state: "requested", requested_by: from });
  await tellBoth(between, [from, "sent"], [to, "received"]);
  await notify(between.trx, between.after, {
    ...{ userId: to, kind: "friend_request", from, key: requestFrom(from) },
  });
}

/** The two become friends: `other`, who asked, is notified that `one` accepted. */
export async function writeFriends(between: Between, one: string, other: string): Promise<void> {
  await between
    .trx<FriendshipRow>("friendships")
    .where(placeOf(one, other))
    .update({ state: "accepted", accepted_at: new Date() });
  await between
    .trx<FriendChangeRow>("friend_changes")
    .where({ user_id: other, other_id: one })
    .update({ requests: 0 });
  await tellBoth(between, [one, "friends"], [other, "friends"]);
  await settle(between.trx, between.after, { userId: one, key: requestFrom(other) });
  await notify(between.trx, between.after, {
    ...{ userId: other, kind: "friend_accepted", from: one, key: `friend_accepted ${one}` },
  });
}

/**
 * Ends what there is between two people, a friendship or a request of either. Nothing of it is
 * left, but that each one's devices are told of it.
 */
export async function endFriendship(between: Between, one: string, other: string): Promise<void> {
  const gone = await between.trx("friendships").where(placeOf(one, other)).delete();
  if (gone === 0) return;
  await tellBoth(between, [one, "none"], [other, "none"]);
  await settle(between.trx, between.after, { userId: one, key: requestFrom(other) });
  await settle(between.trx, between.after, { userId: other, key: requestFrom(one) });
}

type Side = readonly [user: string, state: FriendState];

async function tellBoth(between: Between, one: Side, other: Side): Promise<void> {
  await tell(between, one, other[0]);
  await tell(between, other, one[0]);
}

async function tell({ trx, after, bus }: Between, [user, state]: Side, of: string): Promise<void> {
  const version = await nextUserVersion(trx, user);
  await trx<FriendChangeRow>("friend_changes")
    .insert({ user_id: user, other_id: of, version, state, at: new Date() })
    .onConflict(["user_id", "other_id"])
    .merge();
  after(() => {
    bus.publish("user", { user, version });
  });
}
