export { durations, slowModeLabel, slowModes, untilLabel } from "./durations.js";
import { msg, str } from "@lit/localize";
import type { Role } from "@rally/shared/members";

export function memberCount(count: number): string {
  return count === 1 ? msg("1 member") : msg(str`${count} members`);
}

/** The name of a role in a group. */
export function roleName(role: Role): string {
  switch (role) {
    case "owner":
      return msg("Owner");
    case "admin":
      return msg("Admin");
    case "moderator":
      return msg("Moderator");
    case "member":
      return msg("Member");
  }
}
export { durationField, durationStyles } from "./duration-field.js";
