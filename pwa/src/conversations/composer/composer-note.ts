import { msg, str } from "@lit/localize";
import { limits } from "@rally/shared/limits";
import { html, nothing, type TemplateResult } from "lit";
import { slowModeLabel } from "../../members/index.js";
import type { SlashNote } from "./slash-field.js";

/** Remaining characters below which the limit is shown. */
const NEAR = 500;

interface NoteState {
  /** Remaining characters; negative above the limit. */
  left: number;
  /** The text could not be stored. */
  failed: boolean;
  /** Seconds of slow mode, where it concerns the user. */
  slowMode: number | undefined;
  slash: SlashNote | undefined;
  /** The text mentions more users than are notified. */
  mentionsCut: boolean;
  /** Sends text that looks like a command as a message. */
  sendAnyway: () => void;
}

/** Below the field: why the text cannot be sent, or the result of a command. */
export function composerNote(state: NoteState): TemplateResult {
  const { left, failed, slash, sendAnyway } = state;
  const isWrong = left < 0 || failed || slash?.type === "refused";
  const mayBeMessage = slash?.type === "refused" && slash.isMessage;
  return html`<div class="notes">
    <p class="note ${isWrong ? "wrong" : ""}" id="note" aria-live="polite">${sentence(state)}</p>
    ${
      mayBeMessage
        ? html`<button type="button" class="button plain" @click=${sendAnyway}>
            ${msg("Send as a message")}
          </button>`
        : nothing
    }
  </div>`;
}

function sentence(state: NoteState): string | typeof nothing {
  const { left, failed, slowMode, slash, mentionsCut } = state;
  if (failed)
    return msg("Couldn't save this on your device. Your message is still here: try again.");
  if (left < 0)
    return msg(str`Characters over the limit: ${-left}. Shorten your message to send it.`);
  if (slash?.sentence) return slash.sentence;
  if (mentionsCut)
    return msg(str`Only the first ${limits.mentionsInText} people you mention are notified.`);
  if (left < NEAR) return msg(str`Characters left: ${left}`);
  if (slowMode === undefined) return nothing;
  return msg(str`Slow mode: ${slowModeLabel(slowMode)} between messages`);
}
