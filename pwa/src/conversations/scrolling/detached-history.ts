import { msg } from "@lit/localize";
import { RallyError } from "@rally/shared/errors";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { MessageRow } from "@rally/shared/conversations";
import type { ConversationRow, DetachedBounds, DetachedPart } from "../../database/index.js";
import type { Device } from "../../device/index.js";
import { NetworkError } from "../../http/index.js";
import { errorSentence } from "../../localization/index.js";

/**
 * Messages that a link, a quote or a pin leads to and that this device does not have. They are on
 * the screen only, apart from the stored history, until nothing is missing between the two.
 */
export class DetachedHistory implements ReactiveController {
  part: DetachedPart | undefined;
  /** The seq after which the part has every message, if it was opened after one. */
  after: number | undefined;
  /** Why the message could not be shown; empty: it was. */
  problem = "";

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {}

  dismiss(): void {
    this.setProblem("");
  }

  /** The message is in another conversation. */
  refuse(): undefined {
    this.setProblem(msg("There's no such message in this chat."));
  }

  close(): void {
    this.part = undefined;
    this.after = undefined;
    this.setProblem("");
  }

  /**
   * Fetches a message and those around it.
   * @returns its seq; undefined if it cannot be shown, for which `problem` is the reason.
   */
  async open(
    device: Device,
    conversation: ConversationRow,
    around: string,
  ): Promise<number | undefined> {
    const offline = msg(
      "This message isn't on this device yet. Open it again when you're back online.",
    );
    const part = await this.fetch(device, conversation, { around }, offline);
    return part?.rows.find((row) => row.id === around)?.seq;
  }

  /**
   * Fetches the messages after a seq.
   * @returns the first one; undefined if there is none or it cannot be shown, as `problem` says.
   */
  async openAfter(
    device: Device,
    conversation: ConversationRow,
    after: number,
  ): Promise<MessageRow | undefined> {
    const offline = msg(
      "These messages aren't on this device yet. Try again when you're back online.",
    );
    const part = await this.fetch(device, conversation, { after }, offline);
    return part?.rows[0];
  }

  private async fetch(
    device: Device,
    { id }: ConversationRow,
    bounds: DetachedBounds,
    offline: string,
  ): Promise<DetachedPart | undefined> {
    this.setProblem("");
    try {
      const part = await device.fetchPart(id, bounds);
      if (part.rows.length === 0) return undefined;
      this.part = part;
      this.after = "after" in bounds ? bounds.after : undefined;
      await this.join(device, id);
      return part;
    } catch (error) {
      if (error instanceof NetworkError) this.setProblem(offline);
      else if (error instanceof RallyError)
        this.setProblem(
          error.code === "not_found"
            ? msg("There's no such message in this chat.")
            : errorSentence(error.code),
        );
      else throw error;
      return undefined;
    }
  }

  /** Fetches the next page at one of its ends. @throws NetworkError, RallyError */
  async extend(device: Device, { id }: ConversationRow, end: "older" | "newer"): Promise<void> {
    const { part } = this;
    const [first, last] = [part?.rows[0], part?.rows.at(-1)];
    if (!part || !first || !last) return;
    const bounds = end === "older" ? { before: first.seq } : { after: last.seq };
    const next = await device.fetchPart(id, bounds);
    if (this.part !== part) return;
    const { older, newer, rows } = part;
    this.part =
      next.lineage !== part.lineage
        ? undefined
        : end === "older"
          ? { ...part, newer, older: next.older, rows: [...next.rows, ...rows] }
          : { ...part, older, newer: next.newer, rows: [...rows, ...next.rows] };
    await this.join(device, id);
  }

  /** Whether nothing is missing any more between it and the stored history. */
  touches({ oldestSeq }: ConversationRow): boolean {
    const last = this.part?.rows.at(-1)?.seq;
    return last !== undefined && oldestSeq !== null && last + 1 >= oldestSeq;
  }

  /** Adds it to the stored history if they touch, and then ends. */
  async join(device: Device, conversationId: string): Promise<void> {
    const { part } = this;
    if (!part || !(await device.joinPart(conversationId, part))) return;
    if (this.part === part) this.part = undefined;
  }

  private setProblem(problem: string): void {
    this.problem = problem;
    this.host.requestUpdate();
  }
}
