import { RallyError } from "@rally/shared/errors";
import type { Device } from "../device/index.js";
import { NetworkError } from "../http/index.js";

/** When the other one of a conversation was last here; asked for each time they are seen to have gone. */
export class PartnerSeen {
  /** Milliseconds since the epoch; unknown while they are here, or where one may not know. */
  at: number | undefined;
  /** Whether they were here when that was last looked at. */
  private here: boolean | undefined;

  constructor(private readonly changed: () => void) {}

  async look(device: Device, partnerId: string): Promise<void> {
    if (device.connection.value.status !== "online") return;
    const here = device.presence.value.has(partnerId);
    if (here === this.here) return;
    this.here = here;
    if (here) return;
    try {
      const presence = await import("../presence/index.js").catch(() => undefined);
      this.at = (await presence?.askLastSeen(device.session.call, partnerId))?.lastSeenAt;
      this.changed();
    } catch (error) {
      if (!(error instanceof NetworkError || error instanceof RallyError)) throw error;
      // Looked at again when they, or the connection, have come and gone.
    }
  }
}
