import type {
  EndReason,
  GameId,
  Match,
  MatchEnd,
  MatchState,
  RatingChange,
  Side,
  StoredRecord,
} from "@rally/shared/games";
import { NIL_ID } from "@rally/shared/ids";
import { RallyError } from "@rally/shared/errors";
import { runPrepared, type Database, type Transaction } from "@rally/shared/server/database";
import { personJsonSql, personOf, type PersonJson } from "@rally/shared/server/models";

/** The columns of a match that its clients see, for the reader `$1`. */
export interface MatchRow {
  id: string;
  game: GameId;
  settings: Record<string, unknown>;
  seed: number;
  rated: boolean;
  firstId: string;
  secondId: string;
  first: PersonJson | null;
  second: PersonJson | null;
  state: MatchState;
  ownerId: string | null;
  createdAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  winner: Side | null;
  reason: EndReason | null;
  score: [number, number] | null;
  steps: number | null;
  ratings: [RatingChange, RatingChange] | null;
  rematchOf: string | null;
}

const columns = (reader: string): string => `
  m.id, m.game, m.settings, m.seed::float8 as seed, m.rated, m.first_id as "firstId",
  m.second_id as "secondId", ${personJsonSql("m.first_id", reader)} as first,
  ${personJsonSql("m.second_id", reader)} as second, m.state, m.owner_id as "ownerId",
  m.created_at as "createdAt", m.started_at as "startedAt", m.ended_at as "endedAt", m.winner,
  m.reason, m.score, m.steps, m.ratings,
  m.rematch_of as "rematchOf"`;

type Source = Database | Transaction;

/** A match with the inputs of its replay; null while it is played. */
export type RecordedMatchRow = MatchRow & { inputs: StoredRecord["inputs"] | null };

/** A match by its id; `readerId` decides whose pictures are left out. */
export async function matchById(
  source: Source,
  readerId: string,
  id: string,
): Promise<RecordedMatchRow | undefined> {
  const [row] = await runPrepared<RecordedMatchRow>(
    source,
    {
      name: "match_by_id",
      text: `select ${columns("$1::uuid")}, m.inputs from matches m where m.id = $2`,
    },
    [readerId, id],
  );
  return row;
}

/** The match that a user is in. */
export async function currentMatchOf(
  source: Source,
  userId: string,
): Promise<MatchRow | undefined> {
  const [row] = await runPrepared<MatchRow>(
    source,
    {
      name: "current_match",
      text: `select ${columns("$1::uuid")} from current_matches c
        cross join lateral (select * from matches where id = c.match_id offset 0) m
        where c.user_id = $1`,
    },
    [userId],
  );
  return row;
}

export interface MatchPage {
  readerId: string;
  userId: string;
  game: GameId | undefined;
  result: "won" | "lost" | "drawn" | undefined;
  /** The last id of the previous page. */
  before: string;
  limit: number;
}

/** Sorts after every id that a server makes. */
export const LAST_ID = NIL_ID.replaceAll("0", "f");

/** A branch of a page: the matches in which the user has one side, in the order of an index. */
function branch(column: string, side: Side, { game, result }: MatchPage): string {
  const results = {
    won: `and m.winner = ${side}`,
    lost: `and m.winner = ${1 - side}`,
    drawn: "and m.winner is null and m.state = 'finished'",
  };
  return `(select * from matches m where m.${column} = $2 and m.ended_at is not null and m.id < $3
    ${game === undefined ? "and $5::text is null" : "and m.game = $5::text"}
    ${result === undefined ? "" : results[result]}
    order by m.id desc limit $4)`;
}

/** The ended matches of a user, the newest first. */
export async function matchesOf(source: Source, page: MatchPage): Promise<MatchRow[]> {
  const { readerId, userId, before, limit, game, result } = page;
  return runPrepared<MatchRow>(
    source,
    {
      name: `matches_of_user_${game === undefined ? "all" : "game"}_${result ?? "any"}`,
      text: `select ${columns("$1::uuid")} from (
          ${branch("first_id", 0, page)} union all ${branch("second_id", 1, page)}
          order by id desc limit $4) m`,
    },
    [readerId, userId, before, limit, game ?? null],
  );
}

/** The user's newest ended matches, as they see them. */
export function newestMatchesOf(
  source: Source,
  userId: string,
  limit: number,
): Promise<MatchRow[]> {
  const everything = { game: undefined, result: undefined, before: LAST_ID };
  return matchesOf(source, { readerId: userId, userId, limit, ...everything });
}

const person = (user: PersonJson | null) => user && personOf(user, { nameOnly: user.blocked });

/** Whether there is a block between the reader and a player of the match. */
export function isHiddenFrom({ first, second }: MatchRow): boolean {
  return first?.blocked === true || second?.blocked === true;
}

export const endOf = ({ winner, reason }: MatchRow): MatchEnd | undefined =>
  reason === null ? undefined : { winner, reason };

/** A match as clients see it. */
export function matchOf(row: MatchRow): Match {
  const { id, game, settings, rated, state, createdAt, startedAt, endedAt } = row;
  const end = endOf(row);
  return {
    ...{ id, game, settings, rated, state, createdAt: createdAt.getTime() },
    players: [person(row.first), person(row.second)],
    ...(end && { end }),
    ...(row.score && { score: row.score }),
    ...(row.ratings && { ratings: row.ratings }),
    ...(startedAt && { startedAt: startedAt.getTime() }),
    ...(endedAt && { endedAt: endedAt.getTime() }),
    ...(row.rematchOf !== null && { rematchOf: row.rematchOf }),
  };
}

export const noSuchMatch = (): RallyError => new RallyError("not_found", "There is no such match");
