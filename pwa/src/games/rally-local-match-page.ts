import { localized, msg } from "@lit/localize";
import { isGameId, type GameId } from "@rally/shared/games";
import { connectFour } from "@rally/shared/games";
import { pong } from "@rally/shared/games";
import { html, LitElement, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import * as z from "zod/mini";
import { baseStyles, buttonStyles, pageStyles } from "../design/index.js";
import { sidePage } from "../navigation/index.js";
import "./connect-four/rally-local-connect-four.js";
import { gameEntries, levelLabel } from "./game-entries.js";
import { readChoice } from "./local-choice.js";
import { matchPageStyles } from "./match-frame.js";
import "./pong/rally-local-pong.js";

/** A match on this device: against the computer, or of two players. It needs no network. */
@customElement("rally-local-match-page")
@localized()
export class RallyLocalMatchPage extends LitElement {
  @property({ attribute: false }) game: string = connectFour.id;
  @property({ attribute: false }) opponent: "computer" | "friend" = "computer";

  static override styles = [baseStyles, buttonStyles, pageStyles, matchPageStyles];

  override focus(): void {
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(".column > *")?.focus(),
    );
  }

  override render(): TemplateResult {
    const id: GameId = isGameId(this.game) ? this.game : pong.id;
    const { level } = readChoice(id);
    const opponent =
      this.opponent === "computer"
        ? `${msg("Computer")}, ${levelLabel(level)}`
        : msg("Two players");
    return sidePage(
      this,
      `${gameEntries[id].name()} · ${opponent}`,
      this.match(id, this.opponent === "computer" ? level : undefined),
    );
  }

  private match(id: GameId, level: ReturnType<typeof readChoice>["level"] | undefined) {
    switch (id) {
      case "pong": {
        const settings = z.safeParse(pong.settings, readChoice(id).settings);
        return html`<rally-local-pong
          .level=${level}
          .settings=${settings.success ? settings.data : z.parse(pong.settings, {})}
        ></rally-local-pong>`;
      }
      case "connect-four":
        return html`<rally-local-connect-four .level=${level}></rally-local-connect-four>`;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-local-match-page": RallyLocalMatchPage;
  }
}
