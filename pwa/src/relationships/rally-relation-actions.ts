import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import type { Person } from "@rally/shared/people";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, icon, type IconName } from "../design/index.js";
import type { RallyConfirmDialog } from "../design/rally-confirm-dialog.js";
import { deviceContext, type Device } from "../device/index.js";
import {
  changeRelation,
  relationCommands as commands,
  type Relation,
  type RelationCommand,
} from "./index.js";
import { errorSentence } from "../localization/index.js";
import { loadChunk } from "../chunk-loading/index.js";
import { pathTo, router } from "../navigation/index.js";
import { discard, retry } from "../outbox/index.js";
import { openReport } from "../reports/index.js";
import { relationLabel } from "./relation-label.js";

interface Action {
  icon: IconName;
  words: string;
  run: () => unknown;
  look?: "primary" | "quiet";
}

/** The actions for a user, depending on the relation; all of them work offline. */
@customElement("rally-relation-actions")
@localized()
export class RallyRelationActions extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) person!: Person;
  @property({ attribute: false }) relation!: Relation;
  /** On the user's profile, where there is room for all actions. */
  @property({ type: Boolean }) whole = false;
  /** Leaves out "Message": the user is in that conversation already. */
  @property({ type: Boolean, attribute: "no-message" }) noMessage = false;
  /** The action that the dialog asks about. */
  @state() private asking: "block" | "remove" = "block";
  @query("rally-confirm-dialog") private dialog!: RallyConfirmDialog | null;

  private acted = false;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: block;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        justify-content: end;
        gap: var(--space-xs);
      }
      :host([whole]),
      :host([whole]) .row {
        display: contents;
      }
      .refused {
        display: flex;
        flex-basis: 100%;
        flex-wrap: wrap;
        align-items: baseline;
        gap: var(--space-2xs) var(--space-sm);
        margin-block-start: var(--space-xs);
        color: var(--color-danger);
        font-size: var(--text-sm);
      }
      .refused button {
        min-height: var(--size-line);
        padding: 0 var(--space-2xs);
        border: 0;
        background: none;
        color: inherit;
        font-weight: var(--weight-bold);
        text-decoration: underline;
        text-underline-offset: 0.2em;
      }
      .quiet {
        color: var(--color-ink-soft);
      }
      .button .icon {
        width: 1.1em;
        height: 1.1em;
      }
    `,
  ];

  /** If the clicked button is gone, the focus moves to the first button. */
  override updated(changed: PropertyValues<this>): void {
    if (!this.acted || !changed.has("relation")) return;
    this.acted = false;
    this.keepFocus();
  }

  private readonly keepFocus = (): void => {
    const root = this.renderRoot as ShadowRoot;
    const isHere = root.activeElement === this.dialog;
    if (document.activeElement !== document.body && !isHere) return;
    // The dialog that closes moves the focus itself at first.
    setTimeout(() => root.querySelector<HTMLElement>(".row button")?.focus());
  };

  override render(): TemplateResult {
    const { person, relation } = this;
    const actions = this.whole ? [...this.first(), ...this.rest()] : this.first();
    return html`
      <div class="row" role="group" aria-label=${msg(str`Actions for ${person.displayName}`)}>
        ${actions.map((action) => this.button(action))}
      </div>
      <span class="visually-hidden" role="status">${relationLabel(relation)}</span>
      ${this.refusal()} ${this.whole ? this.question() : nothing}
    `;
  }

  private button({ icon: name, words, run, look }: Action): TemplateResult {
    const { displayName } = this.person;
    // In a list, each label includes the user's name.
    const label = this.whole ? nothing : `${words}: ${displayName}`;
    return html`<button
      class="button ${look ?? ""}"
      aria-label=${label}
      @click=${() => {
        this.acted = true;
        void run();
      }}
    >
      ${icon(name)}<span>${words}</span>
    </button>`;
  }

  /** The most likely actions. */
  private first(): Action[] {
    const { relation, whole } = this;
    const message = this.message();
    if (relation.blocked) {
      return [{ icon: "ban", words: msg("Unblock"), run: () => this.change(commands.unblockUser) }];
    }
    if (!whole && relation.ignored) return [this.hiding()];
    switch (relation.friend) {
      case "friends":
        return message;
      case "received":
        return [...this.answers(), ...(whole ? message : [])];
      case "sent":
        return [
          ...(whole ? message : []),
          {
            ...{
              icon: "userX" as const,
              words: whole ? msg("Cancel request") : msg("Cancel request"),
            },
            run: () => this.change(commands.withdrawFriend),
          },
        ];
      case "none":
        return [
          ...(whole ? message : []),
          {
            ...{ icon: "userPlus" as const, words: msg("Add friend") },
            run: () => this.change(commands.requestFriend),
          },
        ];
    }
  }

  private message(): Action[] {
    if (this.noMessage) return [];
    const look = this.relation.friend === "received" ? "quiet" : "primary";
    return [
      {
        ...{ icon: "messageCircle", words: msg("Message"), run: () => this.talk() },
        ...(this.whole && { look }),
      },
    ];
  }

  private answers(): Action[] {
    return [
      {
        ...{ icon: "userCheck", words: msg("Accept"), look: "primary" },
        run: () => this.change(commands.acceptFriend),
      },
      { icon: "x", words: msg("Decline"), run: () => this.change(commands.declineFriend) },
    ];
  }

  /** The rarely used actions. */
  private rest(): Action[] {
    const { relation } = this;
    const ask = (asking: "block" | "remove") => () => this.ask(asking);
    return [
      ...(relation.friend === "friends"
        ? [{ icon: "userX" as const, words: msg("Remove friend"), run: ask("remove") }]
        : []),
      ...(relation.blocked
        ? []
        : [this.hiding(), { icon: "ban" as const, words: msg("Block"), run: ask("block") }]),
      { icon: "flag" as const, words: msg("Report"), run: () => this.report() },
    ];
  }

  private hiding(): Action {
    return this.relation.ignored
      ? { icon: "eye", words: msg("Stop ignoring"), run: () => this.change(commands.unignoreUser) }
      : {
          icon: "eyeOff",
          words: msg("Ignore"),
          run: () => this.change(commands.ignoreUser),
        };
  }

  private question(): TemplateResult {
    const { displayName: name } = this.person;
    const block = this.asking === "block";
    return html`<rally-confirm-dialog
      @wa-after-hide=${this.keepFocus}
      .heading=${block ? msg(str`Block ${name}?`) : msg(str`Remove ${name} from your friends?`)}
      .action=${block ? msg("Block") : msg("Remove")}
    >
      <p>
        ${
          block
            ? msg(
                "You won't be able to see or message each other, and you won't be friends anymore. You can unblock them later.",
              )
            : msg("They won't be notified, but they'll no longer see you in their friends list.")
        }
      </p>
    </rally-confirm-dialog>`;
  }

  private refusal(): TemplateResult | typeof nothing {
    const { refused } = this.relation;
    const database = this.device?.database;
    if (!refused || !database) return nothing;
    return html`<p class="refused" role="alert">
      <span
        >${msg("Couldn't do that.")}
        ${errorSentence(refused.code, { isBlocker: this.relation.blocked })}</span
      >
      <button @click=${() => retry(database, refused.id)}>${msg("Try again")}</button>
      <button @click=${() => discard(database, refused.id)}>${msg("Discard")}</button>
    </p>`;
  }

  private async ask(asking: "block" | "remove"): Promise<void> {
    this.asking = asking;
    if (!(await loadChunk(() => import("../design/rally-confirm-dialog.js")))) return;
    await this.updateComplete;
    if (!(await this.dialog?.ask())) return;
    await this.change(asking === "block" ? commands.blockUser : commands.removeFriend);
  }

  private async report(): Promise<void> {
    const { device, person } = this;
    if (!device) return;
    await openReport({ device, name: person.displayName, subject: { userId: person.id } });
  }

  private async change(command: RelationCommand): Promise<void> {
    if (this.device) await changeRelation(this.device.database, command, this.person);
  }

  private async talk(): Promise<void> {
    if (!this.device) return;
    const id = await this.device.startConversation(this.person);
    router.go(pathTo("conversation", { id }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-relation-actions": RallyRelationActions;
  }
}
