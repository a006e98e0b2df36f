import { localized, msg } from "@lit/localize";
import { isGameId } from "@rally/shared/games";
import type { GameRating } from "@rally/shared/ratings";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles } from "../design/index.js";
import { pathTo } from "../navigation/index.js";
import { gameEntries } from "./game-entries.js";
import { scoreSentence } from "./match-records.js";

/** A user's ratings in each game, with a link to their matches. */
@customElement("rally-ratings")
@localized()
export class RallyRatings extends LitElement {
  @property({ attribute: false }) ratings: readonly GameRating[] = [];
  @property({ attribute: false }) username = "";

  static override styles = [
    baseStyles,
    css`
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-xs);
        margin: 0 0 var(--space-xs);
        padding: 0;
        list-style: none;
      }
      li {
        flex: 1 1 var(--width-xs);
        padding: var(--space-sm) var(--space-md);
        border: 1px solid var(--color-line);
        border-radius: var(--radius-md);
        background: var(--color-raised);
      }
      .rating {
        font-size: var(--text-xl);
        font-weight: var(--weight-bold);
        font-variant-numeric: tabular-nums;
      }
      .rating span {
        color: var(--color-ink-soft);
        font-weight: var(--weight-normal);
      }
      .score {
        color: var(--color-ink-soft);
        font-size: var(--text-sm);
      }
    `,
  ];

  override render(): TemplateResult | typeof nothing {
    if (this.ratings.length === 0) return nothing;
    return html`<ul role="list" aria-label=${msg("Ratings")}>
        ${this.ratings.map((rating) => this.entry(rating))}
      </ul>
      <a href=${pathTo("matches", { username: this.username })}>${msg("Past matches")}</a>`;
  }

  private entry(rating: GameRating): TemplateResult | typeof nothing {
    // A game that only a newer server knows has no name here.
    if (!isGameId(rating.game)) return nothing;
    return html`<li>
      <p>${gameEntries[rating.game].name()}</p>
      <p class="rating">
        ${Math.round(rating.rating)}${
          rating.provisional ? html`<span title=${msg("Few matches so far")}>?</span>` : nothing
        }
      </p>
      <p class="score">${scoreSentence(rating)}</p>
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-ratings": RallyRatings;
  }
}
