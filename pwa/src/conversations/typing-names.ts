import { msg } from "@lit/localize";
import { RallyError } from "@rally/shared/errors";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Device } from "../device/index.js";
import { NetworkError } from "../http/index.js";
import { fetchUnknownPeople, peopleOf } from "../people/index.js";
import type { RoomPresence } from "../rooms/index.js";

/** The names of the people who are writing in a conversation just now. */
export class TypingNames implements ReactiveController {
  names: readonly string[] = [];

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {}

  /** Looks up the names of those in the room who are writing; people whom the user ignores are left out. */
  async update(device: Device, { viewers }: RoomPresence): Promise<void> {
    const hidden = device.restrained.value;
    const ids = [...viewers]
      .filter(([id, viewer]) => viewer.typing && !hidden.has(id))
      .map(([id]) => id);
    const { database, session } = device;
    try {
      if (ids.length > 0) await fetchUnknownPeople(database, session.call, ids);
    } catch (error) {
      if (!(error instanceof NetworkError || error instanceof RallyError)) throw error;
      // They stay nameless until the server can be asked.
    }
    const people = await peopleOf(database, ids);
    this.names = ids.map((id) => people.get(id)?.displayName ?? msg("Somebody"));
    this.host.requestUpdate();
  }
}
