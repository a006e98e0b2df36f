import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { RallyError } from "@rally/shared/errors";
import { css, html, LitElement, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { reportUnlessClosed } from "../database/index.js";
import { baseStyles, buttonStyles, rowStyles } from "../design/index.js";
import {
  deviceContext,
  LiveQueryController,
  OnlineController,
  type Device,
} from "../device/index.js";
import { NetworkError } from "../http/index.js";
import { session } from "../session/index.js";
import { ObservableController } from "../observable/index.js";
import { fetchProfile, readProfile } from "../people/index.js";
import { ownChanges } from "./own-changes.js";
import { profileStyles } from "./profile-styles.js";
import "../people/rally-profile-editor.js";

/** A form for the user's own profile: the stored copy at once, then the server's. */
@customElement("rally-profile-settings")
@localized()
export class RallyProfileSettings extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  /** Whether the server could not be reached. */
  @state() private unreached = false;
  private username = "";
  private readonly session = new ObservableController(this, () => session.state);
  private readonly profile = new LiveQueryController(this, () => {
    const { device, username } = this;
    return device && (() => readProfile(device.database, username));
  });
  private readonly online = new OnlineController(
    this,
    () => this.device,
    () => {
      this.ask().catch(reportUnlessClosed);
    },
  );

  static override styles = [
    baseStyles,
    buttonStyles,
    rowStyles,
    profileStyles,
    css`
      .row {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-md);
        padding: var(--space-md);
      }
    `,
  ];

  override willUpdate(changed: Map<string, unknown>): void {
    const state = this.session.value;
    const username = state && state.status !== "signed-out" ? state.username : "";
    if (!changed.has("device") && username === this.username) return;
    this.username = username;
    this.profile.restart();
    this.online.follow();
  }

  override render(): TemplateResult {
    const profile = this.profile.value;
    const isAway = this.unreached || this.device?.connection.value.status !== "online";
    return html`<div class="row">
      ${
        profile
          ? html`${ownChanges(this.device?.database, profile)}
              <rally-profile-editor stays .profile=${profile}></rally-profile-editor>`
          : html`<p class="since" role="status">
              ${isAway ? msg("Can't reach the server. Your profile will show when you're back online.") : msg("Loading…")}
            </p>`
      }
    </div>`;
  }

  private async ask(): Promise<void> {
    if (!this.device || !this.username) return;
    try {
      await fetchProfile(this.device, this.username);
      this.unreached = false;
    } catch (error) {
      if (!(error instanceof NetworkError || error instanceof RallyError)) throw error;
      this.unreached = true;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-profile-settings": RallyProfileSettings;
  }
}
