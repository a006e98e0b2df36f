import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { answerJoinRequestRoute, listJoinRequests, type JoinRequest } from "@rally/shared/channels";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { baseStyles, buttonStyles } from "../design/index.js";
import { deviceContext, type Device } from "../device/index.js";
import { FormSubmission } from "../forms/index.js";
import { listTime } from "../localization/index.js";
import { pathTo } from "../navigation/index.js";
import "../people/rally-avatar.js";

/** The requests to join a private channel, with the buttons that answer them. */
@customElement("rally-join-requests")
@localized()
export class RallyJoinRequests extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) conversationId = "";
  @state() private requests: readonly JoinRequest[] | undefined;
  @state() private next: string | undefined;
  private readonly submission = new FormSubmission(this);

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template: "picture who" auto "picture ways" auto / auto minmax(0, 1fr);
        gap: var(--space-2xs) var(--space-sm);
        padding-block: var(--space-xs);
        --avatar-size: var(--size-avatar-sm);
      }
      rally-avatar {
        grid-area: picture;
      }
      .who {
        overflow: hidden;
        white-space: nowrap;
        text-overflow: ellipsis;
      }
      .who a {
        color: inherit;
        font-weight: var(--weight-bold);
        text-decoration: none;
      }
      .who a:hover {
        text-decoration: underline;
      }
      time,
      .none,
      .problem {
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
      }
      .problem {
        color: var(--color-danger);
      }
      .offline {
        color: var(--color-ink-soft);
      }
      .problem:empty {
        display: none;
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-xs);
        grid-area: ways;
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("device") || changed.has("conversationId"))
      this.run((device) => this.load(device));
  }

  override render(): TemplateResult {
    return html`<p class="problem ${this.submission.unreached ? "offline" : ""}" role="status">
        ${this.submission.formError}
      </p>
      ${
        this.requests?.length === 0
          ? html`<p class="none">${msg("No one is waiting.")}</p>`
          : html`<ul role="list">
              ${this.requests?.map((request) => this.line(request))}
            </ul>`
      }
      ${
        this.next === undefined
          ? nothing
          : html`<button
              class="button"
              @click=${() => this.run((device) => this.load(device, this.next))}
            >
              ${msg("Show more")}
            </button>`
      }`;
  }

  private line({ user, at }: JoinRequest): TemplateResult {
    const { id, username, displayName } = user;
    const answer = (state: "accepted" | "rejected") => () =>
      this.run((device) => this.answer(device, id, state));
    return html`<li>
      <rally-avatar person-id=${id} .name=${displayName} .avatar=${user.avatar}></rally-avatar>
      <span class="who">
        <a href=${pathTo("profile", { username })} dir="auto">${displayName}</a>
        <time>${listTime(at)}</time>
      </span>
      <span class="ways">
        <button
          class="button primary"
          aria-label=${msg(str`Accept ${displayName}`)}
          @click=${answer("accepted")}
        >
          ${msg("Accept")}
        </button>
        <button
          class="button"
          aria-label=${msg(str`Decline ${displayName}`)}
          @click=${answer("rejected")}
        >
          ${msg("Decline")}
        </button>
      </span>
    </li>`;
  }

  private async answer(
    { session }: Device,
    userId: string,
    state: "accepted" | "rejected",
  ): Promise<void> {
    const params = { id: this.conversationId, userId };
    await session.call(answerJoinRequestRoute, { params, body: { state } });
    this.requests = this.requests?.filter(({ user }) => user.id !== userId);
  }

  private async load({ session }: Device, after?: string): Promise<void> {
    const id = this.conversationId;
    const query = after === undefined ? {} : { after };
    const { data, meta } = await session.call(listJoinRequests, { params: { id }, query });
    if (id !== this.conversationId) return;
    this.requests = after === undefined ? data : [...(this.requests ?? []), ...data];
    this.next = meta.next;
  }

  /** Runs an action, one at a time. */
  private run(action: (device: Device) => Promise<void>): void {
    const { device, submission } = this;
    if (device && !submission.busy) void submission.submit(() => action(device));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-join-requests": RallyJoinRequests;
  }
}
