import { localized, msg, str } from "@lit/localize";
import { RallyError } from "@rally/shared/errors";
import { newId } from "@rally/shared/ids";
import { acceptInviteRoute, showInvite, type Invitation } from "@rally/shared/invites";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import "../accounts/rally-auth-layout.js";
import { memberCount } from "../members/index.js";
import { baseStyles, buttonStyles } from "../design/index.js";
import { accountPageStyles, formErrorBox } from "../forms/index.js";
import { NetworkError, request } from "../http/index.js";
import { errorSentence } from "../localization/index.js";
import { pathTo, router } from "../navigation/index.js";
import { ObservableController } from "../observable/index.js";
import "../people/rally-avatar.js";
import { session } from "../session/index.js";
import { pendingInvite, setPendingInvite } from "./index.js";

/**
 * What an invite link leads to, and the way in. A visitor without an account creates one first; the
 * link is accepted after that.
 */
@customElement("rally-invite-page")
@localized()
export class RallyInvitePage extends LitElement {
  @property({ attribute: false }) code = "";
  @state() private invitation: Invitation | undefined;
  @state() private phase: "loading" | "shown" | "invalid" | "offline" = "loading";
  @state() private busy = false;
  @state() private problem: string | undefined;
  private readonly session = new ObservableController(this, () => session.state);
  /** The same for each attempt, so that a lost answer uses up nothing of the link. */
  private readonly commandId = newId();

  static override styles = [
    baseStyles,
    buttonStyles,
    accountPageStyles,
    css`
      .place {
        display: flex;
        gap: var(--space-md);
        align-items: center;
        margin-block-end: var(--space-lg);
        --avatar-size: var(--size-avatar-xl);
      }
      .place h1 {
        font-size: var(--text-xl);
        overflow-wrap: anywhere;
      }
      .place p {
        color: var(--color-ink-soft);
      }
      .topic {
        margin-block-end: var(--space-lg);
        overflow-wrap: anywhere;
      }
      .ways {
        display: grid;
        gap: var(--space-sm);
      }
      .ways .button {
        justify-content: center;
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("code")) void this.load();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  override render(): TemplateResult {
    return html`<rally-auth-layout>${this.content()}</rally-auth-layout>`;
  }

  private content(): TemplateResult {
    const { invitation } = this;
    if (invitation) return this.shown(invitation);
    switch (this.phase) {
      case "invalid":
        return html`<div class="heading">
            <h1 tabindex="-1">${msg("This invite link doesn't work")}</h1>
            <p class="lead">${msg("It may have expired or been used up. Ask for a new one.")}</p>
          </div>
          <a class="button primary submit" href=${pathTo("conversations")}
            >${msg("Go to Rally")}</a
          >`;
      case "offline":
        return html`<div class="heading">
            <h1 tabindex="-1">${msg("Couldn't open the invitation")}</h1>
            <p class="lead">${this.problem}</p>
          </div>
          <button class="button primary submit" @click=${this.load}>${msg("Try again")}</button>`;
      default:
        return html`<p role="status">${msg("Opening the invitation…")}</p>`;
    }
  }

  private shown(invitation: Invitation): TemplateResult {
    const { name, topic, picture, conversationId, invitedBy } = invitation;
    return html`<div class="place">
        <rally-avatar
          large
          person-id=${conversationId}
          .name=${name}
          .avatar=${picture}
        ></rally-avatar>
        <div>
          <p>${msg(str`${invitedBy} invites you to`)}</p>
          <h1 tabindex="-1" dir="auto">${name}</h1>
          <p>${memberCount(invitation.memberCount)}</p>
        </div>
      </div>
      ${topic ? html`<p class="topic" dir="auto">${topic}</p>` : nothing}
      ${formErrorBox(this.problem ?? "")} ${this.ways()}`;
  }

  private ways(): TemplateResult {
    if (this.isSignedIn) {
      return html`<button
        class="button primary submit"
        aria-disabled=${this.busy ? "true" : "false"}
        @click=${this.accept}
      >
        ${this.busy ? msg("Joining…") : msg("Join")}
      </button>`;
    }
    const remember = () => setPendingInvite(this.code);
    return html`<div class="ways">
      <a class="button primary" href=${pathTo("register")} @click=${remember}
        >${msg("Create an account and join")}</a
      >
      <a class="button" href=${pathTo("sign-in")} @click=${remember}>${msg("I have an account")}</a>
    </div>`;
  }

  private get isSignedIn(): boolean {
    return this.session.value?.status === "signed-in";
  }

  private readonly load = async (): Promise<void> => {
    this.phase = "loading";
    this.problem = undefined;
    try {
      this.invitation = (await request(showInvite, { params: { code: this.code } })).data;
      this.phase = "shown";
    } catch (error) {
      this.fail(error);
      return;
    }
    // Who has just created an account or signed in for it need not confirm again.
    if (this.isSignedIn && pendingInvite() === this.code) await this.accept();
  };

  private readonly accept = async (): Promise<void> => {
    if (this.busy) return;
    setPendingInvite(undefined);
    this.busy = true;
    this.problem = undefined;
    try {
      const params = { code: this.code };
      const idempotencyKey = this.commandId;
      const { data } = await session.call(acceptInviteRoute, { params, idempotencyKey });
      router.go(pathTo("conversation", { id: data.conversationId }), { replace: true });
    } catch (error) {
      this.fail(error);
    } finally {
      this.busy = false;
    }
  };

  private fail(error: unknown): void {
    const isInvalid =
      error instanceof RallyError && ["not_found", "invalid_input"].includes(error.code);
    if (isInvalid) {
      setPendingInvite(undefined);
      this.invitation = undefined;
      this.phase = "invalid";
    } else if (error instanceof NetworkError) {
      this.phase = "offline";
      this.problem = msg("You're offline. Try again when you're back online.");
    } else if (error instanceof RallyError) {
      this.phase = "offline";
      this.problem = errorSentence(error.code);
    } else throw error;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-invite-page": RallyInvitePage;
  }
}
