import {
  html,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from "lit";
import { loadChunk } from "../chunk-loading/index.js";
import { registerShortcuts, type OverlayEvent } from "../shortcuts/index.js";

/** A dialog over the page. */
interface Overlay extends HTMLElement {
  /** Opens it; some close when they are open. */
  show(): void;
  hide(): void;
}

/** The tag of each dialog and its chunk, which is loaded when it first opens; by the event that opens it. */
const overlays: Readonly<Record<OverlayEvent, { tag: string; load: () => Promise<unknown> }>> = {
  "open-palette": {
    tag: "rally-palette",
    load: () => import("../palette/rally-palette.js"),
  },
  "open-shortcuts": {
    tag: "rally-shortcuts",
    load: () => import("../shortcuts/rally-shortcuts.js"),
  },
  "new-chat": {
    tag: "rally-new-conversation",
    load: () => import("../conversations/rally-new-conversation.js"),
  },
};
const names = Object.keys(overlays) as OverlayEvent[];

/** Opens the dialogs that belong to no page: by a shortcut, or by an event of an element in the host. */
export class Overlays implements ReactiveController {
  private release: (() => void) | undefined;

  constructor(private readonly host: ReactiveControllerHost & HTMLElement) {
    host.addController(this);
  }

  hostConnected(): void {
    this.release = registerShortcuts((name) => void this.open(name));
    for (const name of names) this.host.addEventListener(name, this.asked);
  }

  hostDisconnected(): void {
    this.release?.();
    for (const name of names) this.host.removeEventListener(name, this.asked);
  }

  render(): TemplateResult {
    return html`<rally-palette></rally-palette>
      <rally-shortcuts></rally-shortcuts>
      <rally-new-conversation></rally-new-conversation>`;
  }

  private readonly asked = ({ type }: Event): void => {
    void this.open(type as OverlayEvent);
  };

  private async open(name: OverlayEvent): Promise<void> {
    const { tag, load } = overlays[name];
    if (!(await loadChunk(load))) return;
    for (const other of names) if (other !== name) this.find(overlays[other].tag)?.hide();
    this.find(tag)?.show();
  }

  /** The element of a chunk that is loaded. */
  private find(tag: string): Overlay | undefined {
    const element = this.host.shadowRoot?.querySelector(tag);
    return element?.matches(":defined") ? (element as Overlay) : undefined;
  }
}
