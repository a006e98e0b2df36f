import { css, html, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import { backLink } from "./back-link.js";

/** The frame of a page beside the list: a bar with its heading and the way back, then its column. */
export const pageStyles = css`
  :host {
    display: grid;
    grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
    height: 100%;
  }
  .bar {
    display: flex;
    align-items: center;
    gap: var(--space-2xs);
    min-height: var(--size-bar);
    padding: max(var(--space-2xs), env(safe-area-inset-top)) var(--space-md) var(--space-2xs);
    border-block-end: 1px solid var(--color-line);
  }
  .bar h1 {
    font-size: var(--text-lg);
  }
  .bar h1:focus {
    outline: none;
  }
  .column {
    /* What is placed absolutely in it scrolls with it, and not the page. */
    position: relative;
    overflow-y: auto;
    padding: var(--space-lg) var(--space-md) max(var(--space-2xl), env(safe-area-inset-bottom));
  }
  .column > * {
    max-width: 36rem;
    margin-inline: auto;
  }
  .back:dir(rtl) {
    transform: scaleX(-1);
  }
  @media (min-width: 56.25rem) {
    .back {
      display: none;
    }
  }
  @media (max-width: 56.24rem) {
    .bar {
      padding-inline-start: var(--space-2xs);
    }
  }
`;

export function sidePage(
  host: HTMLElement,
  heading: string,
  content: TemplateResult,
): TemplateResult {
  return html`<div class="bar" ${ref(announceHeading(host, heading))}>
      ${backLink()}
      <h1 tabindex="-1">${heading}</h1>
    </div>
    <div class="column">${content}</div>`;
}

/** Tells the shell what the page is called, for the tab's title. */
function announceHeading(host: HTMLElement, heading: string) {
  return (bar: Element | undefined): void => {
    if (!bar) return;
    host.dispatchEvent(
      new CustomEvent("page-heading", { detail: heading, bubbles: true, composed: true }),
    );
  };
}
