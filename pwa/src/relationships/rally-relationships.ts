import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { baseStyles, buttonStyles, emptyState, emptyStateStyles } from "../design/index.js";
import { deviceContext, LiveQueryController, type Device } from "../device/index.js";
import { readRelationships, type Relationships, type PersonLine } from "./index.js";
import { pathTo, type PeopleTab } from "../navigation/index.js";
import { ObservableController } from "../observable/index.js";
import { personLine, personLineStyles } from "./person-line.js";

/** The list of friends, requests, or blocked and ignored users; works offline. */
@customElement("rally-relationships")
@localized()
export class RallyRelationships extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) tab: Exclude<PeopleTab, "directory"> = "friends";
  private refreshed = false;
  private readonly circle = new LiveQueryController(
    this,
    () => {
      const database = this.device?.database;
      return database && (() => readRelationships(database));
    },
    (circle) => {
      this.refresh(circle);
    },
  );
  private readonly presence = new ObservableController(this, () => this.device?.presence);

  static override styles = [
    baseStyles,
    buttonStyles,
    emptyStateStyles,
    personLineStyles,
    css`
      :host {
        display: block;
      }
      /* The pictures stand below the page's heading, the hover reaches beyond them. */
      ul {
        margin-inline: calc(-1 * var(--space-xs));
      }
      h2 {
        margin-block: var(--space-lg) var(--space-xs);
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
      }
      h2:first-child {
        margin-block-start: 0;
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("device")) return;
    this.circle.restart();
    this.presence.follow();
  }

  override render(): TemplateResult | typeof nothing {
    const circle = this.circle.value;
    if (!circle) return nothing;
    switch (this.tab) {
      case "friends":
        return circle.friends.length > 0
          ? html`${this.lines(this.hereFirst(circle.friends))}`
          : emptyState({
              icon: "users",
              heading: msg("No friends yet"),
              words: msg("Find someone you know, or make a new friend."),
              action: { href: pathTo("people", { tab: "directory" }), words: msg("Find people") },
            });
      case "requests":
        return circle.received.length + circle.sent.length > 0
          ? html`${this.section(msg("Requests received"), circle.received)}
            ${this.section(msg("Requests sent"), circle.sent)}`
          : emptyState({
              icon: "userPlus",
              heading: msg("No friend requests"),
              words: msg("Requests you send and receive stay here until they're answered."),
              action: { href: pathTo("people", { tab: "directory" }), words: msg("Find people") },
            });
      case "apart":
        return circle.blockedOrIgnored.length > 0
          ? html`${this.lines(circle.blockedOrIgnored)}`
          : emptyState({
              icon: "ban",
              heading: msg("You haven’t blocked or ignored anyone"),
              words: msg(
                "If you block someone, neither of you can see or message the other. If you ignore someone, only you stop seeing their messages.",
              ),
            });
    }
  }

  private section(heading: string, lines: readonly PersonLine[]): TemplateResult | typeof nothing {
    if (lines.length === 0) return nothing;
    return html`<h2>${heading} (${lines.length})</h2>
      ${this.lines(lines)}`;
  }

  private lines(lines: readonly PersonLine[]): TemplateResult {
    return html`<ul role="list">
      ${repeat(
        lines,
        ({ person }) => person.id,
        ({ person, relation }) =>
          personLine(person, relation, {
            presence:
              relation.friend === "friends"
                ? (this.presence.value?.get(person.id) ?? "offline")
                : undefined,
          }),
      )}
    </ul>`;
  }

  /** Once each time the page is opened: updates names and pictures without opening profiles. */
  private refresh({ friends, received, sent, blockedOrIgnored }: Relationships): void {
    if (this.refreshed) return;
    this.refreshed = true;
    const ids = [...friends, ...received, ...sent, ...blockedOrIgnored].map(
      ({ person }) => person.id,
    );
    void this.device?.refreshPeople(ids);
  }

  /** Online users first. */
  private hereFirst(lines: readonly PersonLine[]): PersonLine[] {
    const rank = ({ person }: PersonLine): number => (this.presence.value?.has(person.id) ? 0 : 1);
    return lines.toSorted((a, b) => rank(a) - rank(b));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-relationships": RallyRelationships;
  }
}
