import { msg, str } from "@lit/localize";
import { RallyError } from "@rally/shared/errors";
import type { Presence } from "@rally/shared/people";
import type { Device } from "../../device/index.js";
import { NetworkError } from "../../http/index.js";
import { listTime, presenceLabel } from "../../localization/index.js";

/** When the partner was last online; fetched each time the partner goes offline. */
export class PartnerSeen {
  /** Epoch milliseconds; undefined while the partner is online, or if it is not visible. */
  at: number | undefined;
  /** Whether the partner was online at the last check. */
  private wasOnline: boolean | undefined;

  constructor(private readonly changed: () => void) {}

  async check(device: Device, partnerId: string): Promise<void> {
    if (device.connection.value.status !== "online") return;
    const isOnline = device.presence.value.has(partnerId);
    if (isOnline === this.wasOnline) return;
    this.wasOnline = isOnline;
    if (isOnline) return;
    try {
      const presence = await import("../../presence/index.js").catch(() => undefined);
      this.at = (await presence?.askLastSeen(device.session.call, partnerId))?.lastSeenAt;
      this.changed();
    } catch (error) {
      if (!(error instanceof NetworkError || error instanceof RallyError)) throw error;
      // Fetched again at the next change of presence or connection.
    }
  }
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The partner's presence, or when they were last online (epoch milliseconds). */
export function partnerLine(presence: Presence, lastSeenAt: number | undefined): string {
  if (presence !== "offline" || lastSeenAt === undefined) return presenceLabel(presence);
  const ago = Date.now() - lastSeenAt;
  if (ago < 2 * MINUTE) return msg("Last seen just now");
  if (ago < HOUR) return msg(str`Last seen ${Math.floor(ago / MINUTE)} minutes ago`);
  return msg(str`Last seen: ${listTime(lastSeenAt)}`);
}
