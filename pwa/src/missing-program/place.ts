import { html, type TemplateResult } from "lit";
import { AsyncDirective, directive } from "lit/async-directive.js";

class Place extends AsyncDirective {
  private shown: string | undefined;
  private hasFailed = false;
  private content: unknown;
  private size: "page" | "part" = "page";
  private load: () => Promise<unknown> = () => Promise.resolve();

  override render(
    name: string,
    load: () => Promise<unknown>,
    content: TemplateResult,
    size: "page" | "part" = "page",
  ): unknown {
    this.content = content;
    this.size = size;
    this.load = load;
    if (this.shown !== name) {
      this.shown = name;
      this.hasFailed = false;
      this.start();
    }
    return this.hasFailed ? this.failure() : content;
  }

  private start(): void {
    const { shown } = this;
    this.load().catch((error: unknown) => {
      console.error(error);
      if (this.shown !== shown) return;
      this.hasFailed = true;
      if (this.isConnected) this.setValue(this.failure());
    });
  }

  private failure(): TemplateResult {
    return this.size === "page"
      ? html`<rally-missing-page @try-again=${this.again}></rally-missing-page>`
      : html`<rally-missing-part @try-again=${this.again}></rally-missing-part>`;
  }

  /** With what was rendered last: the page may show something else by now than when it failed. */
  private readonly again = (): void => {
    this.hasFailed = false;
    this.setValue(this.content);
    this.start();
  };
}

/**
 * Shows `content`, whose elements `load` defines. A chunk that fails to load leaves the rest of the
 * app as it is: its place says so, and offers to try again; a `part` of a page in one line.
 */
export const place = directive(Place);
