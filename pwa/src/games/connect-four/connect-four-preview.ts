import { html, svg, type TemplateResult } from "lit";

/** Discs of the preview as column, row from the top, and side. */
const DISCS = [
  ...[
    [3, 4, 0],
    [2, 4, 1],
    [3, 3, 1],
    [4, 4, 0],
    [1, 4, 1],
    [4, 3, 0],
    [2, 3, 1],
  ],
  ...[
    [5, 4, 1],
    [4, 2, 0],
    [3, 2, 0],
  ],
] as const;

/** A board for the lobby; decorative. */
export function connectFourPreview(): TemplateResult {
  return html`<svg viewBox="0 0 160 100" aria-hidden="true" preserveAspectRatio="xMidYMid slice">
    <rect width="160" height="100" fill="var(--color-selected)" />
    <rect x="17" y="8" width="126" height="100" rx="8" fill="var(--color-accent-deep)" />
    ${[0, 1, 2, 3, 4].map((row) =>
      [0, 1, 2, 3, 4, 5, 6].map((column) => {
        const side = DISCS.find(([x, y]) => x === column && y === row)?.[2];
        const fill =
          side === undefined
            ? "var(--color-selected)"
            : side === 0
              ? "var(--sticker-red)"
              : "var(--sticker-gold)";
        return svg`<circle cx=${29 + column * 17} cy=${20 + row * 17} r="6.5" fill=${fill} />`;
      }),
    )}
  </svg>`;
}
