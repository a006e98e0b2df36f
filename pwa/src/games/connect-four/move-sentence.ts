import { msg, str } from "@lit/localize";
import type { Side } from "@rally/shared/games";

/** "Red drops in column 4." */
export function moveSentence(side: Side, column: number): string {
  return side === 0
    ? msg(str`Red drops in column ${column + 1}.`)
    : msg(str`Yellow drops in column ${column + 1}.`);
}
