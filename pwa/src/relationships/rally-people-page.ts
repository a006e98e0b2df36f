import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles, buttonStyles, pageStyles } from "../design/index.js";
import { deviceContext, LiveQueryController, type Device } from "../device/index.js";
import { countRequests, requestCountLabel } from "./index.js";
import {
  pathTo,
  peopleSections,
  sidePage,
  hasTwoPanes,
  sectionTabs,
  sectionTabStyles,
  type PeopleTab,
} from "../navigation/index.js";
import { ObservableController } from "../observable/index.js";
import "./rally-relationships.js";
import "./rally-directory.js";

/** The people page: friends, requests, the directory, and blocked or ignored users. */
@customElement("rally-people-page")
@localized()
export class RallyPeoplePage extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) tab: PeopleTab = "friends";
  private readonly received = new LiveQueryController(this, () => {
    const database = this.device?.database;
    return database && (() => countRequests(database));
  });
  private readonly panes = new ObservableController(this, () => hasTwoPanes);

  static override styles = [baseStyles, buttonStyles, pageStyles, sectionTabStyles];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("device")) this.received.restart();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  override render(): TemplateResult {
    const count = this.received.value ?? 0;
    return sidePage(
      this,
      this.panes.value ? peopleSections[this.tab].title() : msg("People"),
      html`${sectionTabs({
        label: msg("People"),
        sections: peopleSections,
        current: this.tab,
        pathOf: (tab) => pathTo("people", { tab }),
        counts: { requests: { count, words: requestCountLabel(count) } },
      })}
      ${
        this.tab === "directory"
          ? html`<rally-directory></rally-directory>`
          : html`<rally-relationships .tab=${this.tab}></rally-relationships>`
      }`,
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-people-page": RallyPeoplePage;
  }
}
