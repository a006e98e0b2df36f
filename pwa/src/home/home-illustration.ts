import { html, svg, type TemplateResult } from "lit";

/** The illustration at the top of home: a tennis court from its baseline, and a ball. */
export function homeIllustration(): TemplateResult {
  return html`<svg
    class="court"
    viewBox="0 0 1200 260"
    preserveAspectRatio="xMaxYMid slice"
    aria-hidden="true"
  >
    ${svg`
      <path class="painted" d="M520 300 L690 70 H1110 L1280 300 M627 155 H1173 M900 70 V155 M592 202 H1208" />
      <path class="net" d="M560 110 H1240" />
      <path class="flight" d="M640 236 C700 60 880 10 1010 150 C1030 172 1040 190 1046 200 C1066 120 1100 84 1130 70" />
      <circle class="ball" cx="1142" cy="64" r="12" />
    `}
  </svg>`;
}
