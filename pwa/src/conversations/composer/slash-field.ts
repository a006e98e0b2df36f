import { msg } from "@lit/localize";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { html, nothing, type TemplateResult } from "lit";
import type { Device } from "../../device/index.js";
import type { runSlashCommand, SlashOutcome } from "../slash-commands/index.js";
import { errorSentence } from "../../localization/index.js";
import { getConversation } from "../index.js";

/** The message below the field about the last command. */
export type SlashNote = Extract<SlashOutcome, { sentence?: string }>;

/** What becomes of a text: it is sent as this message, it was a command and is done, or it is kept. */
export type EnteredText = { send: string } | "done" | "kept";

type Host = ReactiveControllerHost & { renderRoot: ParentNode };

/**
 * Slash commands and the completion in the composer. They are not needed for the first paint: their
 * chunk is loaded when a text starts with a slash, or has something that can be completed.
 */
export class SlashField implements ReactiveController {
  note: SlashNote | undefined;
  private isLoaded = false;

  constructor(private readonly host: Host) {
    host.addController(this);
  }

  hostConnected(): void {}

  /** Call it on each input. */
  typed(text: string): void {
    this.note = undefined;
    if (!this.isLoaded && (isSlashText(text) || COMPLETED.test(text))) void this.load();
  }

  /** Call it when the user sends the text: closes the completion and removes the note. */
  entered(): void {
    this.note = undefined;
    this.list?.close();
  }

  /** The completion of `field`; nothing until it is loaded. */
  template(
    device: Device | undefined,
    conversationId: string,
    field: HTMLTextAreaElement | null,
    isEdit: boolean,
  ): TemplateResult | typeof nothing {
    if (!this.isLoaded || !device || !field) return nothing;
    return html`<rally-slash-commands
      .device=${device}
      .conversationId=${conversationId}
      .field=${field}
      .isEdit=${isEdit}
    ></rally-slash-commands>`;
  }

  /**
   * Runs the text if it is a command, and stores its message as `note`. A text that is `kept` stays
   * in the field.
   */
  async run(device: Device, conversationId: string, text: string): Promise<EnteredText> {
    if (!isSlashText(text)) return { send: text };
    const outcome = await this.outcomeOf(device, conversationId, text);
    // It opens while its chunk is loaded, also for a text that was entered meanwhile.
    this.list?.close();
    if (outcome.type === "message") return { send: outcome.text };
    this.note = outcome;
    this.host.requestUpdate();
    return outcome.type === "done" ? "done" : "kept";
  }

  private get list() {
    return this.host.renderRoot.querySelector("rally-slash-commands");
  }

  private async outcomeOf(
    device: Device,
    conversationId: string,
    text: string,
  ): Promise<SlashOutcome> {
    const runCommand = await this.load();
    if (!runCommand) {
      return refused(msg("Couldn't load this. Check your connection, or reload Rally."));
    }
    const showHelp = () => this.list?.showHelp();
    try {
      const conversation = await getConversation(device.database, conversationId);
      if (!conversation) return refused(errorSentence("not_found"));
      return await runCommand({ device, conversation, showHelp }, text);
    } catch (error) {
      console.error("failed to run a slash command", error);
      return refused(
        msg("Couldn't save this on your device. Your message is still here: try again."),
      );
    }
  }

  /** @returns undefined if the chunk cannot be loaded. */
  private async load(): Promise<typeof runSlashCommand | undefined> {
    try {
      const { runSlashCommand: run } = await import("../slash-commands/index.js");
      this.isLoaded = true;
      this.host.requestUpdate();
      await this.host.updateComplete;
      return run;
    } catch (error) {
      console.error("failed to load the slash commands", error);
      return undefined;
    }
  }
}

function refused(sentence: string): SlashOutcome {
  return { type: "refused", sentence };
}

/** The beginning of an emoji's name, or of a mention. */
const COMPLETED = /(?<![\p{L}\p{N}])(?::[\p{L}\p{N}+-]|@)/u;

/** Whether a text may be a command, or starts with two slashes, which stand for one. */
function isSlashText(text: string): boolean {
  return text.trimStart().startsWith("/");
}
