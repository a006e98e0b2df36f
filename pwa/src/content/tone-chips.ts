import { msg } from "@lit/localize";
import type { ToneIndicator } from "@rally/shared/text";
import { css, html, type TemplateResult } from "lit";

/** What a tone indicator means. */
export function toneMeaning(tone: ToneIndicator): string {
  const meanings: Record<ToneIndicator, () => string> = {
    c: () => msg("copypasta"),
    g: () => msg("genuine"),
    gen: () => msg("genuine"),
    genq: () => msg("genuine question"),
    hj: () => msg("half joking"),
    hyp: () => msg("exaggerated"),
    ij: () => msg("inside joke"),
    j: () => msg("joking"),
    lh: () => msg("light-hearted"),
    li: () => msg("literally"),
    lu: () => msg("a little upset"),
    m: () => msg("metaphorically"),
    nbh: () => msg("about nobody here"),
    neg: () => msg("meant negatively"),
    neu: () => msg("meant neutrally"),
    nf: () => msg("no pressure"),
    nm: () => msg("not mad"),
    nsrs: () => msg("not serious"),
    p: () => msg("platonic"),
    pos: () => msg("meant positively"),
    r: () => msg("romantic"),
    ref: () => msg("a reference"),
    rh: () => msg("rhetorical question"),
    s: () => msg("sarcastic"),
    sarc: () => msg("sarcastic"),
    srs: () => msg("serious"),
    t: () => msg("teasing"),
    th: () => msg("a threat"),
  };
  return meanings[tone]();
}

/** The indicators as they were typed, each with its meaning. */
export function toneChips(tones: readonly ToneIndicator[]): TemplateResult[] {
  return tones.map((tone, index) => {
    const meaning = toneMeaning(tone);
    const space = index > 0 ? " " : "";
    return html`${space}<span class="tone" role="img" aria-label=${meaning} title=${meaning}
        >/${tone}</span
      >`;
  });
}

export const toneStyles = css`
  .tone {
    display: inline-block;
    padding-inline: var(--space-2xs);
    border: 1px solid var(--color-line-strong);
    border-radius: var(--radius-full);
    color: var(--color-ink-soft);
    font-size: var(--text-sm);
    line-height: var(--leading-tight);
    cursor: help;
  }
`;
