import { msg, str } from "@lit/localize";
import { html, type TemplateResult } from "lit";
import { AsyncDirective, directive } from "lit/async-directive.js";
import { icon } from "../../design/index.js";
import type { Highlight } from "./highlight.js";
import { visibleCode } from "./visible-code.js";

/** Milliseconds for which the button says that the code was copied. */
const COPIED_MS = 2_000;
/** Characters of code that is coloured: grammars can be slow on long hostile code. */
const COLOURED = 4_000;

let highlight: Highlight | undefined;

/** A code block with a button that copies it. Its colours follow when their chunk is loaded. */
class CodeBlock extends AsyncDirective {
  private language = "";
  private code = "";
  private tabIndex = "0";
  private copied: ReturnType<typeof setTimeout> | undefined;
  private hasFailed = false;

  override render(language: string, code: string, tabIndex: string): TemplateResult {
    this.language = language;
    this.code = code;
    this.tabIndex = tabIndex;
    if (!highlight && this.isColoured) void this.load();
    return this.template();
  }

  private get isColoured(): boolean {
    return this.language !== "" && this.code.length <= COLOURED;
  }

  private async load(): Promise<void> {
    try {
      highlight = (await import("./highlight.js")).highlight;
    } catch (error) {
      // The code can be read without colours.
      console.error("failed to load the highlighter", error);
      return;
    }
    if (this.isConnected) this.setValue(this.template());
  }

  private template(): TemplateResult {
    const text = visibleCode(this.code);
    const shown = this.isColoured ? (highlight?.(this.language, text) ?? text) : text;
    const label = this.language ? msg(str`Code in ${this.language}`) : msg("Code");
    return html`<div class="code-block" dir="ltr">
      <div class="code-head">
        <span class="code-language">${this.language || msg("Code")}</span
        ><button type="button" class="code-copy" tabindex=${this.tabIndex} @click=${this.copy}>
          ${icon(this.copied ? "check" : "copy")}<span aria-live="polite">${this.words()}</span>
        </button>
      </div>
      <pre tabindex="0" role="group" aria-label=${label}><code>${shown}</code></pre>
    </div>`;
  }

  private words(): string {
    if (this.hasFailed) return msg("Couldn't copy");
    return this.copied ? msg("Copied") : msg("Copy code");
  }

  private readonly copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(this.code);
      this.hasFailed = false;
    } catch (error) {
      console.error("failed to copy code", error);
      this.hasFailed = true;
    }
    clearTimeout(this.copied);
    this.copied = setTimeout(() => {
      this.copied = undefined;
      this.hasFailed = false;
      if (this.isConnected) this.setValue(this.template());
    }, COPIED_MS);
    this.setValue(this.template());
  };
}

export const codeBlock = directive(CodeBlock);
