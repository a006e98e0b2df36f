import { msg, str } from "@lit/localize";
import { otherSide, type JoinedMatch, type MatchEnd, type Side } from "@rally/shared/games";
import type { EndView, MatchView } from "./match-view.js";

/** The name of a player; of a deleted account, what it is called. */
export function playerName({ joined }: MatchView, side: Side): string {
  return joined.players[side]?.displayName ?? msg("Deleted account");
}

/** How the match ended, for this user. */
export function endSentence({ joined }: MatchView, end: MatchEnd): string {
  return endSentenceOf(joined.players, joined.side, end);
}

/** How a match ended, for the player of side `own`, or for a spectator. */
export function endSentenceOf(
  players: JoinedMatch["players"],
  own: Side | null,
  { winner, reason }: MatchEnd,
): string {
  const nameOf = (side: Side): string => players[side]?.displayName ?? msg("Deleted account");
  if (reason === "noShow") return msg("Not everyone came. The match was called off.");
  if (reason === "aborted") return msg("The match was called off.");
  if (reason === "interrupted") return msg("The server stopped. The match doesn't count.");
  if (winner === null) return msg("It's a draw.");
  const loser = nameOf(otherSide(winner));
  const why: Partial<Record<MatchEnd["reason"], string>> = {
    resigned: own === otherSide(winner) ? msg("You resigned.") : msg(str`${loser} resigned.`),
    timeout:
      own === otherSide(winner) ? msg("You ran out of time.") : msg(str`${loser} ran out of time.`),
    claimed: msg(str`${loser} didn't come back.`),
  };
  const result = own === winner ? msg("You win!") : msg(str`${nameOf(winner)} wins!`);
  return reason in why ? `${why[reason]} ${result}` : result;
}

/** What the match waits for, if it is not for a move. */
export function waitSentence(view: MatchView): string | undefined {
  const own = view.joined.side;
  const missing = ([0, 1] as const).find(
    (side) => side !== own && !view.connections[side].connected,
  );
  if (missing === undefined) return undefined;
  const name = playerName(view, missing);
  return view.phase === "waiting"
    ? msg(str`Waiting for ${name}…`)
    : msg(str`${name} lost the connection.`);
}

/** The change of this user's rating, or of both for a spectator: "1500 → 1662". */
export function ratingSentence(view: MatchView, { ratings }: EndView): string | undefined {
  if (!ratings) return undefined;
  const { side } = view.joined;
  const sides = side === null ? ([0, 1] as const) : [side];
  return sides
    .map((one) => {
      const { before, after } = ratings[one];
      return msg(str`Rating ${Math.round(before)} → ${Math.round(after)}`);
    })
    .join(" · ");
}
