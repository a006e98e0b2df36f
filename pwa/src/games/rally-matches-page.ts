import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { gameIds, listMatches, type GameId, type Match } from "@rally/shared/games";
import type { Person } from "@rally/shared/people";
import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import {
  baseStyles,
  buttonStyles,
  emptyState,
  emptyStateStyles,
  pageStyles,
} from "../design/index.js";
import { deviceContext, type Device } from "../device/index.js";
import { PagedList, pagedListStyles, type ListPage } from "../forms/index.js";
import { pathTo, sidePage } from "../navigation/index.js";
import { fetchProfile, findKnownPerson } from "../people/index.js";
import { choiceButtons, choiceButtonStyles } from "./choice-buttons.js";
import { gameEntries } from "./game-entries.js";
import { matchLine, matchLineStyles } from "./match-line.js";

type Result = "won" | "lost" | "drawn" | "all";

/** The ended matches of a user, each of which opens its replay. */
@customElement("rally-matches-page")
@localized()
export class RallyMatchesPage extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) username = "";
  @state() private game: GameId | "all" = "all";
  @state() private result: Result = "all";
  @state() private person: Person | undefined;
  private readonly list = new PagedList<Match>(this, (before) => this.page(before));

  static override styles = [
    baseStyles,
    buttonStyles,
    pageStyles,
    emptyStateStyles,
    pagedListStyles,
    choiceButtonStyles,
    matchLineStyles,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("device") || changed.has("username")) {
      this.person = undefined;
      this.list.restart();
    }
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  override render(): TemplateResult {
    const { rows } = this.list;
    const name = this.person?.displayName ?? this.username;
    const restart = () => this.list.restart();
    return sidePage(
      this,
      msg(str`Matches of ${name}`),
      html`${choiceButtons(
        msg("Game"),
        [
          ["all", msg("All games")] as const,
          ...gameIds.map((id) => [id, gameEntries[id].name()] as const),
        ],
        this.game,
        (game) => {
          this.game = game;
          restart();
        },
      )}
      ${choiceButtons<Result>(
        msg("Result"),
        [
          ["all", msg("All results")],
          ["won", msg("Won")],
          ["lost", msg("Lost")],
          ["drawn", msg("Drawn")],
        ],
        this.result,
        (result) => {
          this.result = result;
          restart();
        },
      )}
      ${this.list.problem()}
      ${
        rows?.length === 0
          ? emptyState({
              icon: "gamepad",
              heading: msg("No matches"),
              words: msg("Ended matches appear here."),
              action: { href: pathTo("games"), words: msg("Play") },
            })
          : html`<ul role="list" aria-label=${msg("Matches")}>
              ${rows?.map((match) => matchLine(match, this.person?.id ?? ""))}
            </ul>`
      }
      ${this.list.more()}`,
    );
  }

  private async page(before: string | undefined): Promise<ListPage<Match, string>> {
    const { device, username, game, result } = this;
    if (!device) return { data: [], meta: {} };
    this.person ??= await this.find(device, username);
    if (!this.person) return { data: [], meta: {} };
    return device.session.call(listMatches, {
      query: {
        user: this.person.id,
        ...(game !== "all" && { game }),
        ...(result !== "all" && { result }),
        ...(before !== undefined && { before }),
      },
    });
  }

  private async find(device: Device, username: string): Promise<Person | undefined> {
    const stored = await findKnownPerson(device.database, username);
    if (stored) return stored;
    await fetchProfile(device, username);
    return findKnownPerson(device.database, username);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-matches-page": RallyMatchesPage;
  }
}
