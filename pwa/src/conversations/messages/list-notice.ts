import { msg } from "@lit/localize";
import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from "lit";
import { icon } from "../../design/index.js";

/** Milliseconds for which the result of an action is shown. */
const SHOWN_MS = 4_000;

/**
 * A sentence above the messages, which screen readers announce: why a link, a quote or a pin leads
 * to no message, or the result of an action, which disappears by itself.
 */
export class ListNotice implements ReactiveController {
  private result = "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.timer);
  }

  /** Shows the result of an action. */
  show(sentence: string): void {
    this.setResult(sentence);
    this.timer = setTimeout(() => {
      this.setResult("");
    }, SHOWN_MS);
  }

  /** @param problem Shown if there is no result; `dismissProblem` removes it. */
  template(problem: string, dismissProblem: () => void): TemplateResult {
    const sentence = this.result || problem;
    const dismiss = (): void => {
      if (this.result) this.setResult("");
      else dismissProblem();
    };
    return html`<div class="notice" role="status">
      ${
        sentence
          ? html`<p>${sentence}</p>
              <button class="icon-button" aria-label=${msg("Close")} @click=${dismiss}>
                ${icon("x")}
              </button>`
          : nothing
      }
    </div>`;
  }

  private setResult(sentence: string): void {
    clearTimeout(this.timer);
    this.result = sentence;
    this.host.requestUpdate();
  }
}
