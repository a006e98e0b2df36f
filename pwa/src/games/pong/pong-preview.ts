import { html, type TemplateResult } from "lit";

/** A court of Pong for the lobby; decorative. */
export function pongPreview(): TemplateResult {
  return html`<svg viewBox="0 0 160 100" aria-hidden="true" preserveAspectRatio="xMidYMid slice">
    <rect width="160" height="100" fill="var(--color-accent-deep)" />
    <g fill="none" stroke="var(--color-accent-lines)" stroke-width="1.5">
      <path d="M10 6h140v88H10zM10 16h140M10 84h140M44 16v68M116 16v68M44 50h72" />
    </g>
    <path d="M80 0v100" stroke="var(--color-accent-lines)" stroke-width="2.500" />
    <path
      d="M26 58 92 27"
      stroke="var(--color-highlight)"
      stroke-width="2"
      stroke-linecap="round"
      stroke-dasharray=".1 5"
      opacity=".6"
    />
    <circle cx="97" cy="25" r="4" fill="var(--color-highlight)" />
    <rect x="17" y="48" width="4" height="24" rx="2" fill="var(--sticker-white)" />
    <rect x="139" y="20" width="4" height="24" rx="2" fill="var(--sticker-pink)" />
  </svg>`;
}
