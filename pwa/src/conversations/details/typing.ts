import { msg, str } from "@lit/localize";
import { RallyError } from "@rally/shared/errors";
import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from "lit";
import type { Device, RoomPresence } from "../../device/index.js";
import { NetworkError } from "../../http/index.js";
import { fetchUnknownPeople, peopleOf } from "../../people/index.js";

/** The names of the users who are typing in a conversation. */
export class TypingNames implements ReactiveController {
  names: readonly string[] = [];

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {}

  /** Looks up the names of typing users; ignored users are left out. */
  async update(device: Device, { viewers }: RoomPresence): Promise<void> {
    const hidden = device.ignored.value;
    const ids = [...viewers]
      .filter(([id, viewer]) => viewer.typing && !hidden.has(id))
      .map(([id]) => id);
    const { database, session } = device;
    try {
      if (ids.length > 0) await fetchUnknownPeople(database, session.call, ids);
    } catch (error) {
      if (!(error instanceof NetworkError || error instanceof RallyError)) throw error;
      // Shown without names until the server can be asked.
    }
    const people = await peopleOf(database, ids);
    this.names = ids.map((id) => people.get(id)?.displayName ?? msg("Someone"));
    this.host.requestUpdate();
  }
}

/** The typing users as a sentence; empty if there are none. */
export function typingText(names: readonly string[]): string {
  const [first, second] = names;
  if (first === undefined) return "";
  if (second === undefined) return msg(str`${first} is typing`);
  if (names.length === 2) return msg(str`${first} and ${second} are typing`);
  return msg("Several people are typing");
}

/** The line above the composer; its height is constant, so that nothing shifts. */
export function typingLine(names: readonly string[]): TemplateResult {
  const words = typingText(names);
  return html`<p class="typing" role="status" aria-label=${words ? nothing : ""}>
    ${
      words
        ? html`<span class="bounce" aria-hidden="true"><i></i><i></i><i></i></span>${words}`
        : nothing
    }
  </p>`;
}
