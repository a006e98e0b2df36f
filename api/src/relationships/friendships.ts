import { RallyError } from "@rally/shared/errors";
import type { Limits } from "@rally/shared/limits";
import type { FriendState } from "@rally/shared/relationships";
import type { Transaction } from "@rally/shared/server/database";
import { notify, settle } from "../notifications/index.js";
import { writeChange, type Change } from "./changes.js";

interface FriendshipRow {
  user_a: string;
  user_b: string;
  state: "requested" | "accepted";
  requested_by: string;
  accepted_at: Date | null;
}

/** What a change of a friendship needs; the rows of both users are locked (`lockPeople`). */
export interface FriendshipChange extends Change {
  limits: Limits;
}

const pairOf = (one: string, other: string) => {
  const [user_a, user_b] = one < other ? [one, other] : [other, one];
  return { user_a, user_b };
};

/** The state of `other` as `one` sees it. */
export async function stateBetween(
  trx: Transaction,
  one: string,
  other: string,
): Promise<FriendState> {
  const row = await trx<FriendshipRow>("friendships").where(pairOf(one, other)).first();
  if (!row) return "none";
  if (row.state === "accepted") return "friends";
  return row.requested_by === one ? "sent" : "received";
}

const requestFrom = (user: string): string => `friend_request ${user}`;

/**
 * Counts a request against the number of requests that a user may send to the same user; an accepted
 * request resets the count. The count is in the sender's row of `friend_changes`.
 * @throws RallyError `asked_too_often`
 */
async function countRequest(
  { trx }: Change,
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
  if (rows.length === 0) {
    throw new RallyError("asked_too_often", "Too many requests to this user within a week");
  }
}

/** Creates a friend request and notifies `to`. */
export async function writeRequest(
  change: FriendshipChange,
  from: string,
  to: string,
): Promise<void> {
  const { friendRequests: most, friendRequestWindow: windowMs } = change.limits;
  await countRequest(change, { from, to, most, windowMs });
  await change
    .trx<FriendshipRow>("friendships")
    .insert({ ...pairOf(from, to), state: "requested", requested_by: from });
  await writeBoth(change, [from, "sent"], [to, "received"]);
  await notify(change.trx, change.after, {
    ...{ userId: to, kind: "friend_request", from, key: requestFrom(from) },
  });
}

/** Makes the two users friends and notifies `other`, who sent the request. */
export async function writeFriends(
  change: FriendshipChange,
  one: string,
  other: string,
): Promise<void> {
  await change
    .trx<FriendshipRow>("friendships")
    .where(pairOf(one, other))
    .update({ state: "accepted", accepted_at: new Date() });
  await change
    .trx<{ user_id: string; other_id: string; requests: number }>("friend_changes")
    .where({ user_id: other, other_id: one })
    .update({ requests: 0 });
  await writeBoth(change, [one, "friends"], [other, "friends"]);
  await settle(change.trx, change.after, { userId: one, key: requestFrom(other) });
  await notify(change.trx, change.after, {
    ...{ userId: other, kind: "friend_accepted", from: one, key: `friend_accepted ${one}` },
  });
}

/** Ends the friendship of two users, or the request of either, and publishes it to both users' devices. */
export async function endFriendship(
  change: FriendshipChange,
  one: string,
  other: string,
): Promise<void> {
  const deleted = await change.trx("friendships").where(pairOf(one, other)).delete();
  if (deleted === 0) return;
  await writeBoth(change, [one, "none"], [other, "none"]);
  await settle(change.trx, change.after, { userId: one, key: requestFrom(other) });
  await settle(change.trx, change.after, { userId: other, key: requestFrom(one) });
}

type Side = readonly [userId: string, state: FriendState];

async function writeBoth(change: Change, one: Side, other: Side): Promise<void> {
  const at = new Date();
  for (const [[userId, state], [otherId]] of [
    [one, other],
    [other, one],
  ] as const) {
    await writeChange(change, "friend", { userId, otherId }, { state, at });
  }
}
