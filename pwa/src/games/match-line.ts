import type { Match } from "@rally/shared/games";
import { css, html, nothing, type TemplateResult } from "lit";
import { dateAndTime } from "../localization/index.js";
import { pathTo } from "../navigation/index.js";
import { gameEntries } from "./game-entries.js";
import { ratingDifference, resultSentence, sideOf } from "./match-records.js";

/** An ended match of a user in a list; it opens the replay. */
export function matchLine(match: Match, userId: string): TemplateResult {
  const side = sideOf(match, userId) ?? 0;
  const change = ratingDifference(match, side);
  const time = match.endedAt ?? match.createdAt;
  return html`<li>
    <a class="match" href=${pathTo("match", { id: match.id })}>
      <span class="what" dir="auto">${resultSentence(match, side)}</span>
      <span class="facts">${gameEntries[match.game].name()} · ${dateAndTime(time)}</span>
      ${change === undefined ? nothing : html`<span class="change">${change}</span>`}
    </a>
  </li>`;
}

export const matchLineStyles = css`
  .match {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0 var(--space-md);
    align-items: center;
    min-height: var(--size-touch);
    padding: var(--space-xs) var(--space-sm);
    border-radius: var(--radius-md);
    color: inherit;
    text-decoration: none;
  }
  @media (hover: hover) {
    .match:hover {
      background: var(--color-selected);
    }
  }
  .match .what {
    font-weight: var(--weight-bold);
    overflow-wrap: anywhere;
  }
  .match .facts {
    grid-column: 1;
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
  }
  .match .change {
    grid-area: 1 / 2 / 3 / 3;
    font-variant-numeric: tabular-nums;
  }
`;
