import { localized, msg } from "@lit/localize";
import { css, html, LitElement, svg, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { twoPanes, baseStyles, bareMark } from "../design/index.js";

/**
 * The layout of pages for signed-out users: an illustration on one side, a form on the other.
 * @slot - The form, with its own heading.
 */
@customElement("rally-auth-layout")
@localized()
export class RallyAuthLayout extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-rows: auto 1fr;
        height: 100%;
        overflow: auto;
        background: var(--color-surface);
      }
      .court {
        position: relative;
        display: flex;
        align-items: center;
        gap: var(--space-sm);
        overflow: hidden;
        padding: var(--space-lg) var(--space-lg);
        padding-block-start: max(var(--space-lg), env(safe-area-inset-top));
        background: var(--color-accent-deep);
        color: var(--color-on-accent-deep);
      }
      .name {
        font-size: var(--text-xl);
        font-weight: var(--weight-bold);
        letter-spacing: var(--tracking-tight);
      }
      .promise,
      .lines {
        display: none;
      }
      main {
        display: grid;
        align-content: start;
        justify-items: center;
        padding: var(--space-xl) var(--space-lg) var(--space-2xl);
      }
      main > div {
        width: min(var(--width-md), 100%);
      }

      .brand {
        display: flex;
        align-items: center;
        gap: var(--space-sm);
      }
      @media ${twoPanes} {
        :host {
          grid-template: 1fr / minmax(var(--width-md), 46%) 1fr;
        }
        .court {
          display: grid;
          grid-template: auto minmax(0, 1fr) auto / 1fr;
          align-items: start;
          gap: 0;
          padding: var(--space-2xl);
        }
        .promise {
          display: block;
          max-width: 17em;
          padding-block-start: var(--space-lg);
          font-size: clamp(var(--text-xl), 2.5vw, var(--text-3xl));
          font-weight: var(--weight-bold);
          line-height: 1.2;
          letter-spacing: -0.022em;
          text-wrap: balance;
        }
        .lines {
          display: block;
          width: calc(100% + 2 * var(--space-2xl));
          height: 100%;
          margin-inline: calc(var(--space-2xl) * -1);
        }
        main {
          align-content: center;
        }
      }
      .painted {
        fill: none;
        stroke: var(--color-accent-lines);
        stroke-width: 4;
      }
      .flight {
        fill: none;
        stroke: var(--color-on-accent-deep);
        stroke-width: 4;
        stroke-linecap: round;
        stroke-dasharray: 0.1 15;
        opacity: 0.6;
      }
      .ball {
        fill: var(--color-highlight);
      }
    `,
  ];

  override render(): TemplateResult {
    return html`
      <header class="court">
        <div class="brand">${bareMark(2.25)}<span class="name">Rally</span></div>
        ${accentLines()}
        <p class="promise">${msg("Chat with your community, even when you're offline.")}</p>
      </header>
      <main id="main">
        <div><slot></slot></div>
      </main>
    `;
  }
}

/** Illustration: the far end of a tennis court, and a ball that bounces on its line. */
function accentLines(): TemplateResult {
  return html`<svg
    class="lines"
    viewBox="0 0 600 500"
    preserveAspectRatio="xMidYMax slice"
    aria-hidden="true"
  >
    ${svg`
      <path class="painted" d="M-400 497 H1000 M96 497 L214 190 M504 497 L386 190 M-400 190 H1000 M300 190 V497" />
      <path class="flight" d="M34 176 C112 186 176 330 198 488 C232 300 300 120 436 88" />
      <circle class="ball" cx="462" cy="84" r="21" />
    `}
  </svg>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-auth-layout": RallyAuthLayout;
  }
}
