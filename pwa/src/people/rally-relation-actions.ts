import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import type { Person } from "@rally/shared/people";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { startConversation } from "../conversations/index.js";
import { baseStyles, buttonStyles, icon, type IconName } from "../design/index.js";
import type { RallyConfirmDialog } from "../design/rally-confirm-dialog.js";
import type { Device } from "../device/index.js";
import {
  changeRelation,
  relationCommands as commands,
  type Relation,
  type RelationCommand,
} from "../friends/index.js";
import { errorSentence } from "../localization/index.js";
import { loadChunk } from "../missing-program/index.js";
import { paths, router } from "../navigation/index.js";
import { discard, retry } from "../outbox/index.js";
import { deviceContext } from "../watching/index.js";
import { relationWords } from "./relation-words.js";

interface Action {
  icon: IconName;
  words: string;
  run: () => unknown;
  look?: "primary" | "quiet";
}

/** What one can do about somebody, as they stand to oneself; all of it works offline. */
@customElement("rally-relation-actions")
@localized()
export class RallyRelationActions extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) person!: Person;
  @property({ attribute: false }) relation!: Relation;
  /** On somebody's own page, where there is room for all of it. */
  @property({ type: Boolean }) whole = false;
  /** What is asked before it is done. */
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
        min-height: 1.5rem;
        padding: 0 var(--space-2xs);
        border: 0;
        background: none;
        color: inherit;
        font-weight: var(--weight-medium);
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

  /** The button that was pressed may be gone: a keyboard goes on from the first one then. */
  override updated(changed: PropertyValues<this>): void {
    if (!this.acted || !changed.has("relation")) return;
    this.acted = false;
    if (document.activeElement !== document.body) return;
    this.renderRoot.querySelector<HTMLElement>(".row button")?.focus();
  }

  override render(): TemplateResult {
    const { person, relation } = this;
    const actions = this.whole ? [...this.first(), ...this.rest()] : this.first();
    return html`
      <div class="row" role="group" aria-label=${msg(str`Actions for ${person.displayName}`)}>
        ${actions.map((action) => this.button(action))}
      </div>
      <span class="visually-hidden" role="status">${relationWords(relation)}</span>
      ${this.refusal()} ${this.whole ? this.question() : nothing}
    `;
  }

  private button({ icon: name, words, run, look }: Action): TemplateResult {
    const { displayName } = this.person;
    // In a list of many, each says whom it is about.
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

  /** What one most likely wants. */
  private first(): Action[] {
    const { relation, whole } = this;
    const message: Action = {
      ...{ icon: "messageCircle", words: msg("Message"), run: () => this.talk() },
      ...(whole && { look: "primary" as const }),
    };
    if (relation.blocked) {
      return [{ icon: "ban", words: msg("Unblock"), run: () => this.change(commands.unblockUser) }];
    }
    if (!whole && relation.restrained) return [this.hiding()];
    switch (relation.friend) {
      case "friends":
        return [message];
      case "received":
        return [...this.answers(), ...(whole ? [{ ...message, look: "quiet" as const }] : [])];
      case "sent":
        return [
          ...(whole ? [message] : []),
          {
            ...{ icon: "userX" as const, words: whole ? msg("Withdraw request") : msg("Withdraw") },
            run: () => this.change(commands.withdrawFriend),
          },
        ];
      case "none":
        return [
          ...(whole ? [message] : []),
          {
            ...{ icon: "userPlus" as const, words: msg("Add friend") },
            run: () => this.change(commands.requestFriend),
          },
        ];
    }
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

  /** What one seldom wants. */
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
    ];
  }

  private hiding(): Action {
    return this.relation.restrained
      ? { icon: "eye", words: msg("Show again"), run: () => this.change(commands.unrestrainUser) }
      : {
          icon: "eyeOff",
          words: msg("Hide messages"),
          run: () => this.change(commands.restrainUser),
        };
  }

  private question(): TemplateResult {
    const { displayName: name } = this.person;
    const block = this.asking === "block";
    return html`<rally-confirm-dialog
      .heading=${block ? msg(str`Block ${name}?`) : msg(str`Remove ${name} from your friends?`)}
      .action=${block ? msg("Block") : msg("Remove")}
    >
      <p>
        ${
          block
            ? msg(
                "You no longer see each other or write to each other, and you are no longer friends. You can take it back, but not the friendship.",
              )
            : msg("They are not told, but they no longer see you among their friends.")
        }
      </p>
    </rally-confirm-dialog>`;
  }

  private refusal(): TemplateResult | typeof nothing {
    const { refused } = this.relation;
    const database = this.device?.database;
    if (!refused || !database) return nothing;
    return html`<p class="refused" role="alert">
      <span>${msg("Not done.")} ${errorSentence(refused.code)}</span>
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

  private async change(command: RelationCommand): Promise<void> {
    if (this.device) await changeRelation(this.device.database, command, this.person);
  }

  private async talk(): Promise<void> {
    if (!this.device) return;
    router.go(paths.conversation(await startConversation(this.device.database, this.person)));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-relation-actions": RallyRelationActions;
  }
}
