import { consume } from "@lit/context";
import { localized, msg, str } from "@lit/localize";
import { computerLevels, gameIds, type GameId } from "@rally/shared/games";
import type { Person } from "@rally/shared/people";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { baseStyles, buttonStyles, icon, pageStyles, selectStyles } from "../design/index.js";
import { deviceContext, LiveQueryController, type Device } from "../device/index.js";
import { FormSubmission, formErrorBox } from "../forms/index.js";
import { pathTo, router, sidePage } from "../navigation/index.js";
import { findKnownPerson, readProfile } from "../people/index.js";
import { createChallenge } from "./challenge-actions.js";
import { gameEntries, levelLabel } from "./game-entries.js";
import { gameIcon } from "./game-icons.js";
import { gamesPageStyles } from "./games-page-styles.js";
import { readChoice, storeChoice, type LocalChoice } from "./local-choice.js";
import "./rally-challenges.js";
import type { RallyChallenges } from "./rally-challenges.js";
import { settingFields, settingFieldStyles } from "./setting-fields.js";

/** The lobby: open challenges, and a card for each game with its settings and opponents. */
@customElement("rally-games-page")
@localized()
export class RallyGamesPage extends LitElement {
  @consume({ context: deviceContext, subscribe: true })
  @property({ attribute: false })
  device: Device | undefined;
  /** The username of the user to challenge; empty: any opponent can be chosen. */
  @property({ attribute: false }) opponent = "";
  @query("rally-challenges") private readonly challenges!: RallyChallenges | null;
  private readonly submission = new FormSubmission(this);
  private readonly person = new LiveQueryController(this, () => {
    const { device, opponent } = this;
    return device && opponent !== "" ? () => personOf(device, opponent) : undefined;
  });
  @state() private choices = new Map(gameIds.map((id) => [id, readChoice(id)]));

  static override styles = [
    baseStyles,
    buttonStyles,
    selectStyles,
    pageStyles,
    settingFieldStyles,
    gamesPageStyles,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    this.toggleAttribute("challenging", this.opponent !== "");
    if (changed.has("device") || changed.has("opponent")) this.person.restart();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  override render(): TemplateResult {
    const name = this.person.value?.displayName ?? this.opponent;
    return sidePage(
      this,
      this.opponent === "" ? msg("Games") : msg(str`Challenge ${name}`),
      html`${formErrorBox(this.submission.formError)}
        ${this.opponent === "" ? html`<rally-challenges></rally-challenges>${this.links()}` : nothing}
        <ul class="games" role="list">
          ${gameIds.map((id) => this.card(id))}
        </ul>`,
    );
  }

  private links(): TemplateResult {
    const session = this.device?.session.state.value;
    const username = session?.status === "signed-in" ? session.username : undefined;
    return html`<nav class="links" aria-label=${msg("Results")}>
      <a class="button" href=${pathTo("leaderboard", { game: "pong" })}>${msg("Leaderboard")}</a>
      ${
        username === undefined
          ? nothing
          : html`<a class="button" href=${pathTo("matches", { username })}
              >${msg("Past matches")}</a
            >`
      }
    </nav>`;
  }

  private card(id: GameId): TemplateResult {
    const { name, hint, preview, fields } = gameEntries[id];
    const choice = this.choices.get(id) ?? readChoice(id);
    return html`<li class="game" aria-labelledby="game-${id}">
      <div class="picture">${preview()}</div>
      <div class="body">
        <div>
          <h2 id="game-${id}">${name()}</h2>
          <p class="hint">${hint()}</p>
        </div>
        ${this.opponent === "" ? this.opponents(id, choice) : this.challengeButton(id)}
        ${
          fields.length > 0
            ? html`<details>
                <summary>${msg("Settings of the game")}</summary>
                ${settingFields(fields, choice.settings, (settings) =>
                  this.choose(id, { ...choice, settings }),
                )}
              </details>`
            : nothing
        }
      </div>
    </li>`;
  }

  private challengeButton(id: GameId): TemplateResult {
    const person = this.person.value;
    return html`<div class="actions">
      <button
        class="button primary"
        ?disabled=${!person || this.submission.busy}
        @click=${() => this.challenge(id, person?.id ?? null)}
      >
        ${icon("gamepad")}<span>${msg("Send challenge")}</span>
      </button>
    </div>`;
  }

  private opponents(id: GameId, choice: LocalChoice): TemplateResult {
    return html`<div class="actions">
        <button class="button primary" @click=${() => this.challenges?.joinQueue(id)}>
          ${icon("gamepad")}<span>${msg("Play now")}</span>
        </button>
        <button
          class="button"
          ?disabled=${this.submission.busy}
          @click=${() => this.challenge(id, null)}
        >
          ${icon("link")}<span>${msg("Invite by link")}</span>
        </button>
      </div>
      <div class="local">
        <fieldset class="levels">
          <legend>${msg("Level of the computer")}</legend>
          ${computerLevels.map(
            (level) =>
              html`<label
                ><input
                  type="radio"
                  name="level-${id}"
                  .checked=${choice.level === level}
                  @change=${() => this.choose(id, { ...choice, level })}
                /><span>${levelLabel(level)}</span></label
              >`,
          )}
        </fieldset>
        <div class="actions">
          <a class="button" href=${pathTo("local-match", { game: id, opponent: "computer" })}
            >${gameIcon("bot")}<span>${msg("Play the computer")}</span></a
          >
          <a class="button" href=${pathTo("local-match", { game: id, opponent: "friend" })}
            >${icon("users")}<span>${msg("Two on this device")}</span></a
          >
        </div>
      </div>`;
  }

  /** Challenges a user, or anyone who gets the link. */
  private async challenge(id: GameId, opponent: string | null): Promise<void> {
    const { device } = this;
    if (!device) return;
    await this.submission.submit(async () => {
      await createChallenge(device.session, id, opponent);
      if (this.opponent === "") await this.challenges?.reload();
      else router.go(pathTo("games"));
    });
  }

  private choose(id: GameId, choice: LocalChoice): void {
    storeChoice(id, choice);
    this.choices = new Map(this.choices).set(id, choice);
  }
}

async function personOf({ database }: Device, username: string): Promise<Person | undefined> {
  return (await readProfile(database, username)) ?? (await findKnownPerson(database, username));
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-games-page": RallyGamesPage;
  }
}
