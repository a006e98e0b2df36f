import { msg } from "@lit/localize";
import type { Visibility } from "@rally/shared/conversations";
import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";

/** Who can join a channel, and whether the directory shows it. */
export interface ChannelAccess {
  visibility: Visibility;
  listed: boolean;
}

/** Radio buttons for who can join a channel; needs `choiceStyles`. */
export function visibilityChoice(
  current: ChannelAccess,
  choose: (access: ChannelAccess) => void,
): TemplateResult {
  const isCurrent = ({ visibility, listed }: ChannelAccess): boolean =>
    visibility === current.visibility && (visibility === "public" || listed === current.listed);
  return html`<fieldset class="choices">
    <legend>${msg("Who can join")}</legend>
    ${choices().map(
      ({ access, label, hint }) =>
        html`<label>
          <input
            type="radio"
            name="visibility"
            .checked=${live(isCurrent(access))}
            @change=${() => {
              choose(access);
            }}
          />
          <span><span class="choice">${label}</span><span class="hint">${hint}</span></span>
        </label>`,
    )}
  </fieldset>`;
}

function choices(): { access: ChannelAccess; label: string; hint: string }[] {
  return [
    {
      access: { visibility: "public", listed: true },
      label: msg("Public"),
      hint: msg("Everyone on this server can find it, join and read it."),
    },
    {
      access: { visibility: "private", listed: true },
      label: msg("By request"),
      hint: msg("Everyone sees its name and topic, and can ask an admin to join."),
    },
    {
      access: { visibility: "private", listed: false },
      label: msg("Private"),
      hint: msg("Only people you invite can join. Nobody else sees that it exists."),
    },
  ];
}
