import { consume } from "@lit/context";
import { localized, msg } from "@lit/localize";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { baseStyles } from "../design/index.js";
import { deviceContext, LiveQueryController, type Device } from "../device/index.js";
import { countRequests, requestCountLabel } from "./index.js";
import {
  pathTo,
  peopleSections,
  sectionList,
  sectionListStyles,
  type PeopleTab,
} from "../navigation/index.js";

/** The navigation of the people page, for the left pane of wide screens. */
@customElement("rally-people-sections")
@localized()
export class RallyPeopleSections extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  @property({ attribute: false }) tab: PeopleTab = "friends";
  private readonly requests = new LiveQueryController(this, () => {
    const database = this.device?.database;
    return database && (() => countRequests(database));
  });

  static override styles = [baseStyles, sectionListStyles];

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has("device")) this.requests.restart();
  }

  override render(): TemplateResult {
    const count = this.requests.value ?? 0;
    return html`<div class="bar"><h2>${msg("People")}</h2></div>
      <div class="scroll">
        ${sectionList({
          sections: peopleSections,
          current: this.tab,
          pathOf: (tab) => pathTo("people", { tab }),
          counts: { requests: { count, words: requestCountLabel(count) } },
        })}
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-people-sections": RallyPeopleSections;
  }
}
