import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { baseStyles, buttonStyles } from "../design/index.js";
import type { Device } from "../device/index.js";
import { readCircle, type Circle, type PersonLine } from "../friends/index.js";
import { paths, type PeopleTab } from "../navigation/index.js";
import { Observing } from "../reactive/index.js";
import { deviceContext, Watching } from "../watching/index.js";
import { emptyState, emptyStateStyles } from "./empty-state.js";
import { personLine, personLineStyles } from "./person-line.js";

/** One's friends, requests, or those one keeps apart: from the device, with no network too. */
@customElement("rally-circle")
@localized()
export class RallyCircle extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) tab: Exclude<PeopleTab, "directory"> = "friends";
  private refreshed = false;
  private readonly circle = new Watching(
    this,
    () => {
      const database = this.device?.database;
      return database && (() => readCircle(database));
    },
    (circle) => {
      this.refresh(circle);
    },
  );
  private readonly presence = new Observing(this, () => this.device?.presence);

  static override styles = [
    baseStyles,
    buttonStyles,
    emptyStateStyles,
    personLineStyles,
    css`
      :host {
        display: block;
      }
      h2 {
        margin: var(--space-lg) var(--space-xs) var(--space-xs);
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
              heading: msg("No friends here yet"),
              words: msg("Find somebody you know, or somebody you would like to play against."),
              action: { href: paths.people("directory"), words: msg("Find people") },
            });
      case "requests":
        return circle.received.length + circle.sent.length > 0
          ? html`${this.section(msg("Received"), circle.received)}
            ${this.section(msg("Sent"), circle.sent)}`
          : emptyState({
              icon: "userPlus",
              heading: msg("No open requests"),
              words: msg(
                "Whoever asks to be your friend, and whom you ask, stands here until it is answered.",
              ),
              action: { href: paths.people("directory"), words: msg("Find people") },
            });
      case "apart":
        return circle.apart.length > 0
          ? html`${this.lines(circle.apart)}`
          : emptyState({
              icon: "ban",
              heading: msg("Nobody is blocked or hidden"),
              words: msg(
                "Block somebody on their page, and neither of you sees or reaches the other. Hide them, and only you no longer see what they write.",
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

  /** Once each time the page is opened: a new name or picture shows here without opening a profile. */
  private refresh({ friends, received, sent, apart }: Circle): void {
    if (this.refreshed) return;
    this.refreshed = true;
    const ids = [...friends, ...received, ...sent, ...apart].map(({ person }) => person.id);
    void this.device?.refreshPeople(ids);
  }

  /** Those who are there stand above the others. */
  private hereFirst(lines: readonly PersonLine[]): PersonLine[] {
    const rank = ({ person }: PersonLine): number => (this.presence.value?.has(person.id) ? 0 : 1);
    return lines.toSorted((a, b) => rank(a) - rank(b));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-circle": RallyCircle;
  }
}
