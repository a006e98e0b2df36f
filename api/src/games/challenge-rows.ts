import type { Challenge, ChallengeState, GameId } from "@rally/shared/games";
import { RallyError } from "@rally/shared/errors";
import { runPrepared, type Database, type Transaction } from "@rally/shared/server/database";
import { personJsonSql, personOf, type PersonJson } from "@rally/shared/server/models";

/** A challenge's row, as decisions read it. */
export interface StoredChallenge {
  id: string;
  game: GameId;
  settings: Record<string, unknown>;
  rated: boolean;
  by_id: string;
  opponent_id: string | null;
  code: string | null;
  state: ChallengeState;
  created_at: Date;
  expires_at: Date;
  rematch_of: string | null;
}

interface ChallengeRow extends Pick<StoredChallenge, "id" | "game" | "settings" | "rated"> {
  by: PersonJson | null;
  opponent: PersonJson | null;
  byId: string;
  opponentId: string | null;
  code: string | null;
  state: ChallengeState;
  createdAt: Date;
  expiresAt: Date;
  matchId: string | null;
  rematchOf: string | null;
}

const select = `select c.id, c.game, c.settings, c.rated, ${personJsonSql("c.by_id", "$1::uuid")} as by,
    ${personJsonSql("c.opponent_id", "$1::uuid")} as opponent, c.by_id as "byId",
    c.opponent_id as "opponentId", c.code,
    case when c.state = 'waiting' and c.expires_at <= now() then 'expired' else c.state end as state,
    c.created_at as "createdAt", c.expires_at as "expiresAt", c.rematch_of as "rematchOf",
    (select id from matches where challenge_id = c.id limit 1) as "matchId"`;

type Source = Database | Transaction;

/** The open challenges of a user, sent and received, the newest first. */
export async function openChallengesOf(
  source: Source,
  userId: string,
  limit: number,
): Promise<Challenge[]> {
  const mine = (column: string): string => `(select * from game_challenges
    where ${column} = $1 and state = 'waiting' and expires_at > now() order by id desc limit $2)`;
  const rows = await runPrepared<ChallengeRow>(
    source,
    {
      name: "open_challenges",
      text: `${select} from (${mine("by_id")} union all ${mine("opponent_id")}
        order by id desc limit $2) c order by c.id desc`,
    },
    [userId, limit],
  );
  return rows.filter((row) => !isBlocked(row)).map((row) => challengeOf(row, userId));
}

/** Which challenge to read: by its id, or by its code. */
export type ChallengeKey = { id: string } | { code: string };

/**
 * A challenge for its players and for holders of its code.
 * @throws RallyError `not_found` to others, and where there is a block between a player and the reader
 */
export async function challengeFor(
  source: Source,
  readerId: string,
  key: ChallengeKey,
): Promise<Challenge> {
  const byCode = "code" in key;
  const [row] = await runPrepared<ChallengeRow>(
    source,
    {
      name: byCode ? "challenge_by_code" : "challenge_by_id",
      text: `${select} from game_challenges c where c.${byCode ? "code" : "id"} = $2`,
    },
    [readerId, byCode ? key.code : key.id],
  );
  const isPlayer = row && (row.byId === readerId || row.opponentId === readerId);
  if (!row || isBlocked(row) || !(isPlayer || byCode)) throw noSuchChallenge();
  return challengeOf(row, readerId);
}

const isBlocked = ({ by, opponent }: ChallengeRow): boolean =>
  by?.blocked === true || opponent?.blocked === true;

function challengeOf(row: ChallengeRow, readerId: string): Challenge {
  const { id, game, settings, rated, state, by, opponent } = row;
  return {
    ...{ id, game, settings, rated, state },
    by: by && personOf(by),
    opponent: opponent && personOf(opponent),
    ...(row.code !== null && row.byId === readerId && { code: row.code }),
    ...{ createdAt: row.createdAt.getTime(), expiresAt: row.expiresAt.getTime() },
    ...(row.matchId !== null && { matchId: row.matchId }),
    ...(row.rematchOf !== null && { rematchOf: row.rematchOf }),
  };
}

export const noSuchChallenge = (): RallyError =>
  new RallyError("not_found", "There is no such challenge");
