import { html, type TemplateResult } from "lit";
import { AsyncDirective, directive } from "lit/async-directive.js";

class ChunkPlace extends AsyncDirective {
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
      : html`<rally-chunk-error @try-again=${this.again}></rally-chunk-error>`;
  }

  /** Uses the latest content: the page may have changed since the failure. */
  private readonly again = (): void => {
    this.hasFailed = false;
    this.setValue(this.content);
    this.start();
  };
}

/**
 * Renders `content`, whose elements `load` defines. If the chunk fails to load, an error with a
 * retry button is shown in its place, for a `part` of a page in one line; the rest of the app is
 * not affected.
 */
export const chunkPlace = directive(ChunkPlace);
