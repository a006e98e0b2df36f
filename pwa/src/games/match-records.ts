import { msg, str } from "@lit/localize";
import { otherSide, type Match, type Side } from "@rally/shared/games";
import type { GameRating } from "@rally/shared/ratings";

/** "12 won, 3 lost, 1 drawn". */
export function scoreSentence({
  wins,
  losses,
  draws,
}: Pick<GameRating, "wins" | "losses" | "draws">): string {
  const decided = msg(str`${wins} won, ${losses} lost`);
  return draws === 0 ? decided : msg(str`${decided}, ${draws} drawn`);
}

/** The side of a user in a match; undefined for one that they did not play. */
export function sideOf({ players }: Pick<Match, "players">, userId: string): Side | undefined {
  return ([0, 1] as const).find((side) => players[side]?.id === userId);
}

/** "Won 7–3 against Ada", for the player of that side. */
export function resultSentence(match: Match, side: Side): string {
  const opponent = match.players[otherSide(side)]?.displayName ?? msg("Deleted account");
  const { end, score } = match;
  const points = score ? `${score[side]}–${score[otherSide(side)]}` : "";
  if (match.state !== "finished" || !end) return msg(str`Called off against ${opponent}`);
  if (end.winner === null) return msg(str`Draw against ${opponent}`);
  if (match.game !== "pong") {
    return end.winner === side ? msg(str`Won against ${opponent}`) : msg(str`Lost to ${opponent}`);
  }
  return end.winner === side
    ? msg(str`Won ${points} against ${opponent}`)
    : msg(str`Lost ${points} to ${opponent}`);
}

/** The change of a player's rating, signed; undefined for a match that did not count. */
export function ratingDifference({ ratings }: Match, side: Side): string | undefined {
  if (!ratings) return undefined;
  const { before, after } = ratings[side];
  const difference = Math.round(after) - Math.round(before);
  return difference > 0 ? `+${difference}` : difference < 0 ? `−${-difference}` : "±0";
}
