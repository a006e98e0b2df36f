import { localized, msg, str } from "@lit/localize";
import type { Data } from "@rally/shared/http";
import { listProviders, unlinkProvider, type Security } from "@rally/shared/sign-in";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { FormSubmission, formErrorBox } from "../forms/index.js";
import type { Confirming } from "./confirming.js";
import { baseStyles, buttonStyles, cardStyles, fieldStyles } from "../design/index.js";
import { session } from "../session/index.js";
import { visitProvider } from "./providers.js";
import { securityStyles } from "./security-styles.js";

/** The linked provider accounts; nothing if the server has no providers. */
@customElement("rally-linked-accounts")
@localized()
export class RallyLinkedAccounts extends LitElement {
  @property({ attribute: false }) identities: Security["identities"] = [];
  @property({ attribute: false }) confirming!: Confirming;
  @state() private providers: Data<typeof listProviders> = [];
  private readonly submission = new FormSubmission(this);

  static override styles = [baseStyles, buttonStyles, cardStyles, fieldStyles, securityStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.submission.submit(async () => {
      this.providers = (await session.call(listProviders)).data;
    });
  }

  override render(): TemplateResult | typeof nothing {
    if (this.providers.length === 0 && this.identities.length === 0) return nothing;
    const linked = new Map(this.identities.map((identity) => [identity.provider, identity]));
    const gone = this.identities
      .filter(({ provider }) => !this.providers.some(({ id }) => id === provider))
      .map(({ provider }) => ({ id: provider, name: provider }));
    return html`<section class="card">
      <h3>${msg("Linked accounts")}</h3>
      ${formErrorBox(this.submission.formError)}
      <ul role="list" class="rows">
        ${[...this.providers, ...gone].map(({ id, name }) => {
          const label = linked.get(id)?.label;
          return html`<li class="line">
            <div>
              <p class="name">${name}</p>
              ${label === undefined ? nothing : html`<p class="when">${label}</p>`}
            </div>
            ${
              label === undefined
                ? html`<button
                    class="button"
                    aria-label=${msg(str`Link ${name}`)}
                    @click=${() => this.change(() => visitProvider(id, "link"))}
                  >
                    ${msg("Link")}
                  </button>`
                : html`<button
                    class="button"
                    aria-label=${msg(str`Unlink ${name}`)}
                    @click=${() => this.change(() => this.unlink(id))}
                  >
                    ${msg("Unlink")}
                  </button>`
            }
          </li>`;
        })}
      </ul>
    </section>`;
  }

  private change(change: () => Promise<void>): Promise<boolean> {
    return this.submission.submit(async () => void (await this.confirming(change)));
  }

  private async unlink(provider: string): Promise<void> {
    await session.call(unlinkProvider, { params: { provider } });
    this.dispatchEvent(new CustomEvent("security-changed", { bubbles: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-linked-accounts": RallyLinkedAccounts;
  }
}
