import { css, html, nothing, type TemplateResult } from "lit";
import { countStyles, icon, paneStyles, twoPanes } from "../design/index.js";
import type { Section } from "./sections.js";

/** The number of items in a section that the user has to see. */
export interface SectionCount {
  count: number;
  /** The count in words, for screen readers. */
  words: string;
}

/** The links to a page's sections, for the left pane of wide screens, or a narrow screen of its own. */
export function sectionList<Name extends string>(shown: {
  sections: Readonly<Record<Name, Section>>;
  current: Name | undefined;
  pathOf: (name: Name) => string;
  counts?: Partial<Record<Name, SectionCount>>;
}): TemplateResult {
  const { sections, current, pathOf, counts = {} } = shown;
  const names = Object.keys(sections) as Name[];
  return html`<ul role="list" class="sections">
    ${names.map((name) => {
      const { title, hint, icon: sign } = sections[name];
      const { count = 0, words = "" } = (counts as Partial<Record<Name, SectionCount>>)[name] ?? {};
      return html`<li>
        <a href=${pathOf(name)} aria-current=${name === current ? "page" : nothing}>
          <span class="sign">${icon(sign)}</span>
          <span class="words">
            <span class="title">${title()}</span>
            ${hint ? html`<span class="hint">${hint()}</span>` : nothing}
          </span>
          ${
            count > 0
              ? html`<span class="count" aria-hidden="true">${count}</span>
                  <span class="visually-hidden">${words}</span>`
              : nothing
          }
          <span class="chevron">${icon("chevronRight")}</span>
        </a>
      </li>`;
    })}
  </ul>`;
}

/** The frame of a page's navigation, like that of the list of conversations. */
export const sectionListStyles = css`
  ${paneStyles}
  ${countStyles}
  .bar {
    padding-inline: calc(var(--space-xs) + var(--space-sm));
  }
  .bar h2 {
    font-size: var(--text-lg);
  }
  .scroll {
    position: relative;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: var(--space-xs) var(--space-xs) max(var(--space-md), env(safe-area-inset-bottom));
    scrollbar-width: thin;
    scrollbar-color: var(--color-line) transparent;
  }
  .sections {
    display: grid;
    gap: 1px;
  }
  .sections a {
    display: flex;
    align-items: center;
    gap: var(--space-sm);
    min-height: var(--size-touch);
    padding: var(--space-xs) var(--space-sm);
    border-radius: var(--radius-md);
    color: var(--color-ink);
    text-decoration: none;
    transition: background-color var(--motion-quick);
  }
  .sections a:focus-visible {
    outline-offset: calc(-1 * var(--stroke-focus));
  }
  @media (hover: hover) {
    .sections a:hover {
      background: var(--color-hover);
    }
  }
  .sign {
    display: grid;
    flex: none;
    place-items: center;
    width: var(--size-line);
    color: var(--color-ink-soft);
  }
  .words {
    display: grid;
    flex: 1;
    min-width: 0;
  }
  .title {
    font-weight: var(--weight-bold);
    overflow-wrap: anywhere;
  }
  .hint {
    color: var(--color-ink-faint);
    font-size: var(--text-sm);
  }
  .count {
    flex: none;
  }
  .chevron {
    flex: none;
    color: var(--color-ink-faint);
  }
  .chevron:dir(rtl) {
    transform: scaleX(-1);
  }
  @media ${twoPanes} {
    .sections a[aria-current] {
      background: var(--color-selected);
    }
    .sections a[aria-current] .sign {
      color: var(--color-link);
    }
    .hint,
    .chevron {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .sections a[aria-current] {
      outline: var(--stroke-focus) solid Highlight;
      outline-offset: calc(-1 * var(--stroke-focus));
    }
  }
`;
