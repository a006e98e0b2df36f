import type { Side } from "@rally/shared/games";
import { html, type TemplateResult } from "lit";

/** A disc: side 0 is red with a ring, side 1 yellow with a star, so that shapes tell them apart too. */
export function disc(side: Side, className = ""): TemplateResult {
  return side === 0
    ? html`<svg class="disc ${className}" viewBox="0 0 20 20" aria-hidden="true">
        <circle class="fill first" cx="10" cy="10" r="9" />
        <circle class="mark" cx="10" cy="10" r="4.500" fill="none" stroke-width="2.200" />
      </svg>`
    : html`<svg class="disc ${className}" viewBox="0 0 20 20" aria-hidden="true">
        <circle class="fill second" cx="10" cy="10" r="9" />
        <path
          class="mark solid"
          d="m10 4.800 1.500 3.400 3.700.4-2.800 2.500.8 3.600-3.200-1.900-3.200 1.900.8-3.600-2.800-2.500 3.700-.4z"
        />
      </svg>`;
}
