import { css, html, nothing, type TemplateResult } from "lit";
import { phone, twoPanes } from "../design/index.js";
import type { SectionCount } from "./section-list.js";
import type { Section } from "./sections.js";

/** The links to a page's sections above their content, where the left pane does not show them. */
export function sectionTabs<Name extends string>(shown: {
  label: string;
  sections: Readonly<Record<Name, Section>>;
  current: Name;
  pathOf: (name: Name) => string;
  counts?: Partial<Record<Name, SectionCount>>;
}): TemplateResult {
  const { label, sections, current, pathOf, counts = {} } = shown;
  return html`<nav aria-label=${label}>
    ${(Object.keys(sections) as Name[]).map((name) => {
      const { title, short = title } = sections[name];
      const { count = 0, words = "" } = (counts as Partial<Record<Name, SectionCount>>)[name] ?? {};
      return html`<a href=${pathOf(name)} aria-current=${name === current ? "page" : nothing}>
        ${short()}
        ${
          count > 0
            ? html`<span class="count" aria-hidden="true">${count}</span>
                <span class="visually-hidden">${words}</span>`
            : nothing
        }
      </a>`;
    })}
  </nav>`;
}

export const sectionTabStyles = css`
  nav {
    display: flex;
    gap: var(--space-2xs);
    margin-block-end: var(--space-lg);
    padding-block-end: var(--space-xs);
    flex-wrap: wrap;
  }
  nav a {
    display: inline-flex;
    flex: none;
    align-items: center;
    gap: var(--space-xs);
    min-height: var(--size-target);
    padding: 0 var(--space-sm);
    border-radius: var(--radius-full);
    color: var(--color-ink-soft);
    font-weight: var(--weight-bold);
    text-decoration: none;
  }
  nav a:hover {
    background: var(--color-hover);
    color: var(--color-ink);
  }
  nav a[aria-current] {
    background: var(--color-selected);
    color: var(--color-ink);
  }
  @media (forced-colors: active) {
    nav a[aria-current] {
      border: var(--stroke-focus) solid Highlight;
    }
  }
  .count {
    min-width: var(--size-badge);
    padding: 0 var(--space-2xs);
    border-radius: var(--radius-full);
    background: var(--color-highlight);
    color: var(--color-on-highlight);
    font-size: var(--text-xs);
    font-weight: var(--weight-bold);
    line-height: var(--size-badge);
    text-align: center;
  }
  /* The left pane shows them there. */
  @media ${twoPanes} {
    nav {
      display: none;
    }
  }
  @media ${phone} {
    nav {
      gap: 0;
    }
    nav a {
      gap: var(--space-2xs);
      padding: 0 var(--space-xs);
      font-size: var(--text-sm);
    }
  }
`;
