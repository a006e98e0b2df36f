import { localized, msg, str } from "@lit/localize";
import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles, icon } from "../../design/index.js";
import { untilLabel } from "../../members/index.js";
import { noticeStyles } from "./notice-styles.js";

/** The longest time that a timer takes. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Shown in place of the composer while a moderator has muted the user.
 * @fires mute-ended - The user can write again.
 */
@customElement("rally-muted-notice")
@localized()
export class RallyMutedNotice extends LitElement {
  /** Milliseconds since the epoch. */
  @property({ type: Number }) until = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  static override styles = [baseStyles, noticeStyles];

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("until")) this.wait();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.wait();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  override render(): TemplateResult {
    const until = untilLabel(this.until);
    return html`<section role="status">
      <div>
        ${icon("ban")}
        <p>
          <strong>${until ? msg(str`You're muted ${until}`) : msg("You're muted here")}</strong>
          ${msg("You can read, but not write or react. Your draft is kept.")}
        </p>
      </div>
    </section>`;
  }

  private wait(): void {
    clearTimeout(this.timer);
    const left = this.until - Date.now();
    if (left <= 0) this.dispatchEvent(new CustomEvent("mute-ended"));
    else
      this.timer = setTimeout(
        () => {
          this.wait();
        },
        Math.min(left, LONGEST_MS),
      );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-muted-notice": RallyMutedNotice;
  }
}
