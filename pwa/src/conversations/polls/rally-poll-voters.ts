import "@awesome.me/webawesome/dist/components/dialog/dialog.js";
import { localized, msg, str } from "@lit/localize";
import { listVotes, type Voter } from "@rally/shared/conversations";
import { RallyError } from "@rally/shared/errors";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { reportUnlessClosed } from "../../database/index.js";
import {
  baseStyles,
  buttonStyles,
  DialogController,
  dialogHead,
  dialogStyles,
} from "../../design/index.js";
import { NetworkError } from "../../http/index.js";
import { errorSentence } from "../../localization/index.js";
import { keepPeople } from "../../people/index.js";
import "../../people/rally-avatar.js";
import type { MessageDialog, ShownMessage } from "../messages/message-dialog.js";

/** How many votes are fetched at once. */
const PAGE = 50;

/** A dialog with who voted for what in a poll. The server is asked each time. */
@customElement("rally-poll-voters")
@localized()
export class RallyPollVoters extends LitElement implements MessageDialog {
  @state() private poll: ShownMessage | undefined;
  @state() private voters: readonly Voter[] = [];
  /** What is below the votes: a sentence, or undefined. */
  @state() private note: string | undefined;
  @state() private next: string | undefined;
  private readonly modal = new DialogController(this);

  static override styles = [
    baseStyles,
    buttonStyles,
    dialogStyles,
    css`
      section + section {
        margin-block-start: var(--space-md);
      }
      h3 {
        display: flex;
        justify-content: space-between;
        gap: var(--space-sm);
        padding-block-end: var(--space-2xs);
        border-block-end: 1px solid var(--color-line);
        font-size: var(--text-base);
      }
      h3 span:last-child {
        flex: none;
      }
      h3 span:last-child,
      p {
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
        font-weight: var(--weight-normal);
      }
      li {
        display: flex;
        align-items: center;
        gap: var(--space-sm);
        min-height: var(--size-target);
        padding-block: var(--space-2xs);
        --avatar-size: var(--size-avatar-sm);
      }
      p {
        padding-block: var(--space-xs);
      }
    `,
  ];

  show(shown: ShownMessage, opener?: HTMLElement): void {
    this.poll = shown;
    this.voters = [];
    this.next = undefined;
    this.modal.show(opener);
    this.load();
  }

  override render(): TemplateResult {
    const content = this.poll?.view.content;
    return html`<wa-dialog
      without-header
      light-dismiss
      label=${msg("Votes")}
      ?open=${this.modal.open}
      @wa-after-hide=${this.modal.hidden}
    >
      ${dialogHead(html`<bdi>${content?.kind === "poll" ? content.question : ""}</bdi>`, this.modal)}
      ${content?.kind === "poll" ? content.choices.map((choice, place) => this.choice(choice, place)) : nothing}
      ${this.note === undefined ? nothing : html`<p role="status">${this.note}</p>`}
      ${
        this.next === undefined
          ? nothing
          : html`<button type="button" class="button" @click=${this.load}>
              ${msg("Show more")}
            </button>`
      }
    </wa-dialog>`;
  }

  private choice(choice: string, place: number): TemplateResult {
    const voters = this.voters.filter(({ choices }) => choices.includes(place));
    const count = this.poll?.view.poll?.counts[place] ?? 0;
    return html`<section>
      <h3>
        <span dir="auto">${choice}</span>
        <span>${count === 1 ? msg("1 vote") : msg(str`${count} votes`)}</span>
      </h3>
      <ul role="list">
        ${voters.map(
          ({ user }) =>
            html`<li>
              <rally-avatar
                person-id=${user.id}
                .name=${user.displayName}
                .avatar=${user.avatar}
              ></rally-avatar>
              <bdi>${user.id === this.poll?.device.userId ? msg("You") : user.displayName}</bdi>
            </li>`,
        )}
      </ul>
    </section>`;
  }

  private readonly load = (): void => {
    this.note = msg("Loading…");
    this.loadPage()
      .catch((error: unknown) => {
        if (error instanceof NetworkError) {
          this.note = msg("You're offline. Votes will show when you're back online.");
        } else if (error instanceof RallyError) this.note = errorSentence(error.code);
        else throw error;
      })
      .catch(reportUnlessClosed);
  };

  private async loadPage(): Promise<void> {
    const { poll, next } = this;
    if (!poll) return;
    const { device } = poll;
    const { data, meta } = await device.session.call(listVotes, {
      params: { id: poll.conversationId, messageId: poll.view.id },
      query: { limit: PAGE, ...(next !== undefined && { after: next }) },
    });
    await keepPeople(
      device.database,
      data.map(({ user }) => user),
    );
    if (this.poll !== poll) return;
    const ignored = device.ignored.value;
    this.voters = [...this.voters, ...data.filter(({ user }) => !ignored.has(user.id))];
    this.next = meta.next;
    this.note = undefined;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-poll-voters": RallyPollVoters;
  }
}
