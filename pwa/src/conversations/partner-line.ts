import { msg, str } from "@lit/localize";
import type { Presence } from "@rally/shared/people";
import { listTime, presenceWord } from "../localization/index.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Whether the other one is here, or when they last were (milliseconds since the epoch). */
export function partnerLine(presence: Presence, lastSeenAt: number | undefined): string {
  if (presence !== "offline" || lastSeenAt === undefined) return presenceWord(presence);
  const ago = Date.now() - lastSeenAt;
  if (ago < 2 * MINUTE) return msg("Last seen just now");
  if (ago < HOUR) return msg(str`Last seen ${Math.floor(ago / MINUTE)} minutes ago`);
  return msg(str`Last seen: ${listTime(lastSeenAt)}`);
}
