import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { reportUnlessClosed } from "../database/index.js";
import { baseStyles, buttonStyles, icon, setStyle, type IconName } from "../design/index.js";
import { deviceContext, LiveQueryController, type Device } from "../device/index.js";
import { pathTo } from "../navigation/index.js";
import { getPerson } from "../people/index.js";
import "../people/rally-avatar-editor.js";
import type { RallyAvatarEditor } from "../people/rally-avatar-editor.js";
import { install, installedHere, installOffer, isInstalled } from "../service-worker/index.js";
import { ObservableController } from "../observable/index.js";
import { FIRST_STEPS, keepFirstSteps, type FirstStep } from "./first-steps.js";
import { firstStepsStyles } from "./first-steps-styles.js";
import "./rally-choose-name.js";

/** What a step shows while it is open. */
interface Tile {
  sign: IconName;
  heading: string;
  text: string;
  act: TemplateResult;
}

/**
 * What a newcomer does first, and how much of it is done.
 * @fires page-focus - It was dismissed: the focus belongs to the page.
 */
@customElement("rally-first-steps")
@localized()
export class RallyFirstSteps extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) done: ReadonlySet<FirstStep> = new Set();
  @state() private isNaming = false;
  @query("rally-avatar-editor") private pictures!: RallyAvatarEditor | null;
  private readonly offer = new ObservableController(this, () => installOffer);
  private readonly installed = new ObservableController(this, () => installedHere);
  private readonly own = new LiveQueryController(this, () => {
    const { device } = this;
    return device && (() => getPerson(device.database, device.userId));
  });

  static override styles = [baseStyles, buttonStyles, firstStepsStyles];

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("device")) this.own.restart();
    if (this.device && (changed.has("done") || changed.has("device"))) this.keep(this.done);
  }

  override render(): TemplateResult {
    const [done, all] = [this.done.size, FIRST_STEPS.length];
    return html`<section aria-labelledby="heading">
      <div class="head">
        <h2 id="heading" tabindex="-1">
          ${done < all ? msg("Get started") : msg("You're all set")}
        </h2>
        <div class="progress">
          <span class="bar" aria-hidden="true"
            ><i ${setStyle({ "--share": String(done / all) })}></i
          ></span>
          <span role="status">${msg(str`${done} of ${all} done`)}</span>
        </div>
        <button
          class="icon-button"
          aria-label=${msg("Hide these steps")}
          title=${msg("Hide these steps")}
          @click=${this.dismiss}
        >
          ${icon("x")}
        </button>
      </div>
      <ol role="list">
        ${FIRST_STEPS.map((step) => this.step(step))}
      </ol>
      ${this.installation()}
      <rally-avatar-editor></rally-avatar-editor>
    </section>`;
  }

  private step(step: FirstStep): TemplateResult {
    const { sign, heading, text, act } = this.tile(step);
    if (this.done.has(step)) {
      return html`<li class="done">
        <span class="sign">${icon("check")}</span>
        <h3>${heading} <span class="visually-hidden">${msg("Done")}</span></h3>
      </li>`;
    }
    return html`<li class=${step === "name" && this.isNaming ? "open" : ""}>
      <span class="sign">${icon(sign)}</span>
      <h3>${heading}</h3>
      <p>${text}</p>
      ${act}
    </li>`;
  }

  private tile(step: FirstStep): Tile {
    switch (step) {
      case "picture":
        return {
          sign: "camera",
          heading: msg("Add a picture"),
          text: msg("People recognize you at a glance."),
          act: html`<button class="button act" @click=${() => this.pictures?.choose()}>
            ${msg("Choose picture")}
          </button>`,
        };
      case "name":
        return {
          sign: "pencil",
          heading: msg("Choose your name"),
          text: msg("Use the name that your friends know you by."),
          act: this.isNaming
            ? html`<rally-choose-name
                name=${this.own.value?.displayName ?? ""}
                @name-chosen=${this.named}
                @cancelled=${() => this.stopNaming("#choose-name")}
              ></rally-choose-name>`
            : html`<button
                id="choose-name"
                class="button act"
                @click=${() => (this.isNaming = true)}
              >
                ${msg("Choose name")}
              </button>`,
        };
      case "people":
        return {
          sign: "users",
          heading: msg("Find people"),
          text: msg("Look for friends and send them a request."),
          act: html`<a class="button act" href=${pathTo("people", { tab: "directory" })}
            >${msg("Browse people")}</a
          >`,
        };
      case "hello":
        return {
          sign: "globe",
          heading: msg("Say hello in the world chat"),
          text: msg("Everyone on this server is there, and newcomers are welcome."),
          act: html`<a
            class="button act"
            href=${pathTo("conversation", { id: WORLD_CONVERSATION_ID })}
            >${msg("Open world chat")}</a
          >`,
        };
    }
  }

  private installation(): TemplateResult | typeof nothing {
    if (this.installed.value || isInstalled()) return nothing;
    const offered = this.offer.value !== undefined;
    return html`<div class="install">
      <span class="sign">${icon("download")}</span>
      <h3>${msg("Install Rally")}</h3>
      <p>
        ${
          offered
            ? msg("It opens in its own window and works offline.")
            : msg("Choose “Install” or “Add to Home Screen” in your browser's menu.")
        }
      </p>
      ${
        offered
          ? html`<button class="button act" @click=${() => void install()}>
              ${msg("Install")}
            </button>`
          : nothing
      }
    </div>`;
  }

  private readonly named = (): void => {
    this.keep(["name"]);
    void this.stopNaming("h2");
  };

  /** The form had the focus, and is gone. */
  private async stopNaming(next: "h2" | "#choose-name"): Promise<void> {
    this.isNaming = false;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(next)?.focus();
  }

  private readonly dismiss = (): void => {
    if (!this.device) return;
    keepFirstSteps(this.device.database, { dismissed: true }).catch(reportUnlessClosed);
    this.dispatchEvent(new CustomEvent("page-focus", { bubbles: true, composed: true }));
  };

  private keep(done: Iterable<FirstStep>): void {
    if (this.device) keepFirstSteps(this.device.database, { done }).catch(reportUnlessClosed);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-first-steps": RallyFirstSteps;
  }
}
