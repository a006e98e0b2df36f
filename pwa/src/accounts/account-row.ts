import { LitElement, type CSSResultGroup } from "lit";
import { property, state } from "lit/decorators.js";
import type { Me } from "@rally/shared/accounts";
import { baseStyles, buttonStyles, fieldStyles } from "../design/index.js";
import type { Session } from "../session/index.js";
import { accountSettingsStyles } from "./account-settings-styles.js";

/** What the rows of the account's settings share: who one is, and whether the row is open. */
export abstract class AccountRow extends LitElement {
  @property({ attribute: false }) me: Me | undefined;
  @property({ attribute: false }) session: Session | undefined;
  @state() protected open = false;
  /** What has just been done, said once. */
  @state() protected said = "";

  static override styles: CSSResultGroup = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    accountSettingsStyles,
  ];

  protected async openForm(): Promise<void> {
    this.open = true;
    this.said = "";
    await this.updateComplete;
    this.renderRoot.querySelector("input")?.focus();
  }

  protected async closeForm(said = ""): Promise<void> {
    this.open = false;
    this.said = said;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".change")?.focus();
  }
}
