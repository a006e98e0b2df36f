import { msg, str } from "@lit/localize";
import { html, nothing, type TemplateResult } from "lit";

/** Who is writing just now, in words; empty when nobody is. */
export function typingWords(names: readonly string[]): string {
  const [first, second] = names;
  if (first === undefined) return "";
  if (second === undefined) return msg(str`${first} is writing`);
  if (names.length === 2) return msg(str`${first} and ${second} are writing`);
  return msg("Several people are writing");
}

/** The line above the composer; it keeps its room, so that nothing jumps when it fills. */
export function typingLine(names: readonly string[]): TemplateResult {
  const words = typingWords(names);
  return html`<p class="typing" role="status" aria-label=${words ? nothing : ""}>
    ${
      words
        ? html`<span class="bounce" aria-hidden="true"><i></i><i></i><i></i></span>${words}`
        : nothing
    }
  </p>`;
}
