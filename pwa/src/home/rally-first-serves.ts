import { localized, msg } from "@lit/localize";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { install, installOffer, isInstalled } from "../installing/index.js";
import { baseStyles, buttonStyles, icon, type IconName } from "../design/index.js";
import { paths } from "../navigation/index.js";
import { Observing } from "../reactive/index.js";

/** What a newcomer does first: find people, say hello, keep Rally at hand. */
@customElement("rally-first-serves")
@localized()
export class RallyFirstServes extends LitElement {
  private readonly offer = new Observing(this, () => installOffer);

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: block;
      }
      h2 {
        margin-block-end: var(--space-sm);
        font-size: var(--text-lg);
      }
      ol {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr));
        gap: var(--space-sm);
      }
      li {
        display: grid;
        grid-template: "icon heading" auto "icon text" auto "icon act" 1fr / auto minmax(0, 1fr);
        column-gap: var(--space-md);
        row-gap: var(--space-2xs);
        align-content: start;
        padding: var(--space-md);
        border: 1px solid var(--color-line);
        border-radius: var(--radius-lg);
        background: var(--color-raised);
      }
      .sign {
        grid-area: icon;
        display: grid;
        place-items: center;
        width: 2.75rem;
        height: 2.75rem;
        border-radius: var(--radius-full);
        background: var(--color-selected);
        color: var(--color-link);
        font-size: 1.1rem;
      }
      h3 {
        font-size: var(--text-md);
      }
      p {
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
        text-wrap: pretty;
      }
      .button {
        grid-area: act;
        align-self: end;
        justify-self: start;
        margin-block-start: var(--space-xs);
      }
    `,
  ];

  override render(): TemplateResult {
    const world = paths.conversation(WORLD_CONVERSATION_ID);
    return html`<h2>${msg("Your first serves")}</h2>
      <ol role="list">
        ${step(
          "users",
          msg("Find people"),
          msg("By name, or in the directory. Then talk, and make friends."),
          html`<a class="button primary" href=${paths.people()}>${msg("Find people")}</a>`,
        )}
        ${step(
          "globe",
          msg("Say hello in the world chat"),
          msg("Everyone here is in it, and newcomers are welcome."),
          html`<a class="button" href=${world}>${msg("To the world chat")}</a>`,
        )}
        ${
          isInstalled()
            ? nothing
            : step(
                "download",
                msg("Keep Rally at hand"),
                this.offer.value
                  ? msg("As an app it opens by itself, and without a network too.")
                  : msg("Choose “Install” or “Add to home screen” in your browser's menu."),
                this.offer.value
                  ? html`<button class="button" @click=${() => void install()}>
                      ${msg("Install")}
                    </button>`
                  : nothing,
              )
        }
      </ol>`;
  }
}

function step(
  sign: IconName,
  heading: string,
  text: string,
  act: TemplateResult | typeof nothing,
): TemplateResult {
  return html`<li>
    <span class="sign">${icon(sign)}</span>
    <h3>${heading}</h3>
    <p>${text}</p>
    ${act}
  </li>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-first-serves": RallyFirstServes;
  }
}
