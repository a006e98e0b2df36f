import { consume } from "@lit/context";
import { LitElement, type CSSResultGroup } from "lit";
import { property } from "lit/decorators.js";
import type { Me } from "@rally/shared/accounts";
import { reportUnlessClosed } from "../database/index.js";
import { baseStyles, buttonStyles, fieldStyles, rowStyles } from "../design/index.js";
import {
  deviceContext,
  LiveQueryController,
  OnlineController,
  type Device,
} from "../device/index.js";
import { session } from "../session/index.js";
import { ObservableController } from "../observable/index.js";
import { refreshAccount } from "./own-account.js";

/** The base of the account settings: reads the account. */
export abstract class AccountSetting extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  private readonly state = new ObservableController(this, () => session.state);
  /** The account as last fetched, for a start offline. */
  private readonly stored = new LiveQueryController(this, () => {
    const database = this.device?.database;
    return database && (() => database.getMeta("me"));
  });
  private readonly online = new OnlineController(
    this,
    () => this.device,
    () => {
      refreshAccount().catch(reportUnlessClosed);
    },
  );

  static override styles: CSSResultGroup = [baseStyles, buttonStyles, fieldStyles, rowStyles];

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("device")) return;
    this.stored.restart();
    this.online.follow();
  }

  /** The account as last fetched; undefined if this device never fetched it. */
  protected get me(): Me | undefined {
    const state = this.state.value;
    return (state?.status === "signed-in" ? state.me : undefined) ?? this.stored.value;
  }
}
