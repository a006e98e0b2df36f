import { msg } from "@lit/localize";
import { html, type TemplateResult } from "lit";
import { AsyncDirective, directive } from "lit/async-directive.js";
import { icon } from "../../design/index.js";

/** The revealed spoilers, for as long as the app runs: a message that scrolls back stays revealed. */
const revealed = new Set<string>();

/**
 * Hidden text with the button that shows it. The text takes its place from the beginning, so that
 * nothing moves, but cannot be read out, selected or found until it is shown.
 */
class Spoiler extends AsyncDirective {
  private key = "";
  private content: unknown;
  private tabIndex = "0";

  override render(key: string, content: unknown, tabIndex: string): TemplateResult {
    this.key = key;
    this.content = content;
    this.tabIndex = tabIndex;
    return this.template();
  }

  private template(): TemplateResult {
    const isShown = revealed.has(this.key);
    const label = isShown ? msg("Spoiler: hide the text") : msg("Spoiler: show the text");
    // eslint-disable-next-line lit-a11y/click-events-have-key-events -- keyboards use the button
    return html`<span class="spoiler ${isShown ? "shown" : ""}" @click=${this.show}
      ><button
        type="button"
        class="spoiler-button"
        aria-expanded=${isShown ? "true" : "false"}
        aria-label=${label}
        title=${label}
        tabindex=${this.tabIndex}
        @click=${this.toggle}
      >
        ${icon(isShown ? "eyeOff" : "eye")}</button
      ><span class="spoiler-text" ?inert=${!isShown}>${this.content}</span></span
    >`;
  }

  private readonly show = (): void => {
    if (!revealed.has(this.key)) this.set(true);
  };

  private readonly toggle = (event: Event): void => {
    event.stopPropagation();
    this.set(!revealed.has(this.key));
  };

  private set(isShown: boolean): void {
    if (isShown) revealed.add(this.key);
    else revealed.delete(this.key);
    this.setValue(this.template());
  }
}

export const spoiler = directive(Spoiler);
