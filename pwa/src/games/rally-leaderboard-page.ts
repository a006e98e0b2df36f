import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import type { Data } from "@rally/shared/http";
import {
  gameIds,
  leaderboard,
  leaderboardScopes,
  type GameId,
  type LeaderboardScope,
} from "@rally/shared/games";
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import {
  baseStyles,
  buttonStyles,
  emptyState,
  emptyStateStyles,
  pageStyles,
} from "../design/index.js";
import { deviceContext, type Device } from "../device/index.js";
import { PagedList, pagedListStyles } from "../forms/index.js";
import { pathTo, router, sidePage } from "../navigation/index.js";
import "../people/rally-avatar.js";
import { choiceButtons, choiceButtonStyles } from "./choice-buttons.js";
import { gameEntries } from "./game-entries.js";
import { scoreSentence } from "./match-records.js";

type Player = Data<typeof leaderboard>[number];

/** The best players of a game. */
@customElement("rally-leaderboard-page")
@localized()
export class RallyLeaderboardPage extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) game: GameId = gameIds[0];
  @state() private scope: LeaderboardScope = "all";
  private readonly list = new PagedList<Player>(this, async (after) => {
    if (!this.device) return { data: [], meta: {} };
    const query = { scope: this.scope, ...(after !== undefined && { after }) };
    return this.device.session.call(leaderboard, { params: { game: this.game }, query });
  });

  static override styles = [
    baseStyles,
    buttonStyles,
    pageStyles,
    emptyStateStyles,
    pagedListStyles,
    choiceButtonStyles,
    css`
      ol {
        margin: 0 0 var(--space-xs);
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: minmax(var(--space-lg), auto) auto minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--space-sm);
        min-height: var(--size-touch);
        padding-block: var(--space-2xs);
        border-block-start: 1px solid var(--color-line);
        --avatar-size: var(--size-avatar-sm);
      }
      li:first-child {
        border-block-start: 0;
      }
      li.own {
        font-weight: var(--weight-bold);
      }
      .place,
      .rating {
        font-variant-numeric: tabular-nums;
      }
      .place {
        color: var(--color-ink-soft);
        text-align: end;
      }
      .name {
        overflow: hidden;
        color: inherit;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .score {
        display: block;
        white-space: normal;
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
        font-weight: var(--weight-normal);
      }
      .rating {
        font-size: var(--text-lg);
        font-weight: var(--weight-bold);
      }
      .provisional {
        color: var(--color-ink-soft);
        font-weight: var(--weight-normal);
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("device") || changed.has("game")) this.list.restart();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  override render(): TemplateResult {
    const { rows } = this.list;
    return sidePage(
      this,
      msg("Leaderboard"),
      html`${choiceButtons(
        msg("Game"),
        gameIds.map((id) => [id, gameEntries[id].name()] as const),
        this.game,
        (game) => router.go(pathTo("leaderboard", { game }), { replace: true }),
      )}
      ${choiceButtons(
        msg("Players"),
        leaderboardScopes.map((scope) => [scope, scopeLabel(scope)] as const),
        this.scope,
        (scope) => {
          this.scope = scope;
          this.list.restart();
        },
      )}
      ${this.list.problem()}
      ${
        rows?.length === 0
          ? emptyState({
              icon: "gamepad",
              heading: msg("No rated matches yet"),
              words: msg("The first match puts its players here."),
              action: { href: pathTo("games"), words: msg("Play") },
            })
          : html`<ol role="list" aria-label=${msg("Leaderboard")}>
              ${rows?.map((player, index) => this.line(player, index + 1))}
            </ol>`
      }
      ${this.list.more()}`,
    );
  }

  private line(player: Player, place: number): TemplateResult {
    const { user, rating, provisional } = player;
    return html`<li class=${user.id === this.device?.userId ? "own" : nothing}>
      <span class="place">${place}</span>
      <rally-avatar
        person-id=${user.id}
        .name=${user.displayName}
        .avatar=${user.avatar}
      ></rally-avatar>
      <span class="name">
        <a href=${pathTo("profile", { username: user.username })} dir="auto">${user.displayName}</a>
        <span class="score">${scoreSentence(player)}</span>
      </span>
      <span class="rating"
        >${Math.round(rating)}${
          provisional
            ? html`<span class="provisional" title=${msg("Few matches so far")}>?</span>`
            : nothing
        }</span
      >
    </li>`;
  }
}

function scopeLabel(scope: LeaderboardScope): string {
  const labels: Record<LeaderboardScope, () => string> = {
    all: () => msg("All players"),
    friends: () => msg("Friends"),
    season: () => msg("This season"),
  };
  return labels[scope]();
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-leaderboard-page": RallyLeaderboardPage;
  }
}
