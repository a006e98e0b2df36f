import type { MarkerRow } from "../../../conversations/index.js";
import { limits } from "../../../limits/index.js";
import { runPrepared, type Prepared } from "../../database/index.js";
import { blockedUsersSql, Membership } from "../../models/index.js";
import type { LogBatch } from "../log-batch.js";
import type { RowList } from "../row-list.js";
import type { ChangeSource } from "./change-source.js";

interface MarkerToWrite {
  user: string;
  marker: number;
  version: number;
}

/** Read markers that a batch moves. */
export const movedMarkers: RowList<MarkerToWrite> = {
  name: "markers",
  columns: ["n integer", "user_id uuid", "marker bigint", "version bigint"],
  cells: ({ user, marker, version }, n) => [n, user, marker, version],
  write: () => `marked as (
      update memberships m set version = k.version, marker = greatest(m.marker, k.marker)
      from markers k join locked l using (n)
      where m.conversation_id = any(array[l.id]) and m.user_id = any(array[k.user_id]))`,
};

/** Moves a member's read marker; `isLogged` only in rooms small enough to show who has read what. */
export function appendMarker(
  batch: LogBatch,
  user: string,
  { seq, isLogged }: { seq: number; isLogged: boolean },
): void {
  const member = batch.requireMember(user);
  const version = isLogged
    ? batch.add({ type: "marker", user, seq, author: user }).version
    : member.version;
  if (!isLogged) batch.countWrite();
  Object.assign(member, { marker: seq, version });
  batch.rows(movedMarkers).set(user, { user, marker: seq, version });
}

/**
 * The markers of a conversation's members, for the first page of history. Markers of large
 * conversations are not in the log, so it finds none there. Members with a block between them and
 * the user are left out [S14].
 */
const markersWithHistory: Prepared = {
  name: "history_markers",
  text: `select m.user_id as user, m.marker as seq, m.version
    from memberships me
    cross join lateral (select * from memberships
      where conversation_id = $1 and version > 0 and user_id <> all(${blockedUsersSql("$2")})
      order by version limit $3) m
    where me.conversation_id = $1 and me.user_id = $2`,
};

export const markerSource: ChangeSource = {
  name: "markers",
  newest: "(select max(version) from memberships where conversation_id = $1)",
  async read(database, { conversationId, userId, between, limit }) {
    const markers = await Membership.query(database)
      .where("conversation_id", conversationId)
      .whereBetween("version", between)
      .whereRaw(`user_id <> all(${blockedUsersSql(":userId")})`, { userId })
      .orderBy("version")
      .limit(limit);
    return markers.map(({ userId: user, marker: seq, version }) => ({
      type: "marker",
      ...{ user, seq, version },
    }));
  },
  // A marker may have moved since: it then comes again by its new version.
  async readWithHistory(database, { conversationId, userId, isNewest }) {
    if (!isNewest) return [];
    const values = [conversationId, userId, limits.smallRoomMembers];
    const markers = await runPrepared<Omit<MarkerRow, "type">>(
      database,
      markersWithHistory,
      values,
    );
    return markers.map((marker) => ({ type: "marker", ...marker }));
  },
};
