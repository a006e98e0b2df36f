import { html, type TemplateResult } from "lit";
import { AsyncDirective, directive } from "lit/async-directive.js";

class Place extends AsyncDirective {
  private shown: string | undefined;
  private failed: TemplateResult | undefined;

  override render(name: string, load: () => Promise<unknown>, content: TemplateResult): unknown {
    if (this.shown !== name) {
      this.shown = name;
      this.failed = undefined;
      this.load(name, load, content);
    }
    return this.failed ?? content;
  }

  private load(name: string, load: () => Promise<unknown>, content: TemplateResult): void {
    load().catch((error: unknown) => {
      console.error(error);
      if (this.shown !== name || !this.isConnected) return;
      const again = (): void => {
        this.failed = undefined;
        this.setValue(content);
        this.load(name, load, content);
      };
      this.failed = html`<rally-missing-page @try-again=${again}></rally-missing-page>`;
      this.setValue(this.failed);
    });
  }
}

/**
 * Shows `content`, whose elements `load` defines. A chunk that fails to load leaves the rest of the
 * app as it is: its place says so, and offers to try again.
 */
export const place = directive(Place);
