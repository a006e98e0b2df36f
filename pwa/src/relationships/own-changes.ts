import { msg } from "@lit/localize";
import { html, nothing, type TemplateResult } from "lit";
import type { RallyDatabase } from "../database/index.js";
import { errorSentence } from "../localization/index.js";
import { discard, retry } from "../outbox/index.js";
import type { ProfileView } from "../people/index.js";

/** A notice that changes of the user's profile are unsent or refused; styled by `profileStyles`. */
export function ownChanges(
  database: RallyDatabase | undefined,
  { waiting, refused }: ProfileView,
): TemplateResult | typeof nothing {
  if (refused && database) {
    return html`<p class="refused" role="alert">
      <span>${msg("Your changes weren't saved.")} ${errorSentence(refused.code)}</span>
      <button class="button" @click=${() => retry(database, refused.id)}>
        ${msg("Try again")}
      </button>
      <button class="button" @click=${() => discard(database, refused.id)}>
        ${msg("Discard")}
      </button>
    </p>`;
  }
  return waiting
    ? html`<p class="since">${msg("Your changes are waiting to be sent.")}</p>`
    : nothing;
}
