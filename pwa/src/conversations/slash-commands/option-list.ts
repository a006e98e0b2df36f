import { msg } from "@lit/localize";
import type { GameId } from "@rally/shared/games";
import type { Person } from "@rally/shared/people";
import { slashCommand } from "@rally/shared/slash-commands";
import { html, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Emoji } from "../../emoji/index.js";
import { emojiTemplate } from "../../expressions/index.js";
import "../../people/rally-avatar.js";
import { icon } from "../../design/index.js";
import { gameEntries } from "../../games/index.js";
import type { GroupMention } from "./mentionable.js";
import type { Completion } from "./completion.js";
import type { DurationOption } from "./duration-options.js";
import { argumentLabel, type SlashCommandItem } from "./describe.js";
import { slashCommandTable } from "./slash-command-table.js";

/** A line of the completion. */
export type SlashOption =
  | { kind: "command"; item: SlashCommandItem }
  | { kind: "person"; person: Person }
  | { kind: "group"; group: GroupMention }
  | { kind: "duration"; duration: DurationOption }
  | { kind: "game"; game: GameId }
  /** `shown` has the device's skin tone. */
  | { kind: "emoji"; shown: string; emoji: Emoji };

interface OptionHandlers {
  take: (option: SlashOption) => void;
  /** The pointer moved over the option at `index`. */
  point: (index: number) => void;
}

/** The options of the completion. Focus stays in the text field, which handles the keys. */
export function optionsList(
  options: readonly SlashOption[],
  active: number,
  { take, point }: OptionHandlers,
): TemplateResult {
  /* eslint-disable lit-a11y/click-events-have-key-events */
  const line = (option: SlashOption, index: number): TemplateResult =>
    html`<li
      id="slash-option-${index}"
      class=${option.kind}
      role="option"
      aria-selected=${index === active ? "true" : "false"}
      @click=${() => take(option)}
      @pointermove=${() => point(index)}
    >
      ${contentOf(option)}
    </li>`;
  /* eslint-enable lit-a11y/click-events-have-key-events */
  return html`<ul
    id="slash-options"
    role="listbox"
    aria-label=${msg("Suggestions")}
    ?hidden=${options.length === 0}
  >
    ${repeat(options, optionKey, line)}
  </ul>`;
}

function contentOf(option: SlashOption): TemplateResult {
  switch (option.kind) {
    case "command":
      return commandLine(option.item);
    case "person":
      return personLine(option.person);
    case "group":
      return html`<span class="symbol">${icon("users")}</span>
        <span class="name" dir="ltr">@${option.group.name}</span>
        <span class="help">${option.group.help}</span>`;
    case "duration":
      return html`<span class="symbol">${icon("clock")}</span>
        <span class="name" dir="ltr">${option.duration.word}</span>
        <span class="help">${option.duration.meaning}</span>`;
    case "game":
      return html`<span class="symbol">${icon("gamepad")}</span>
        <span class="name">${option.game}</span>
        <span class="help">${gameEntries[option.game].name()}</span>`;
    case "emoji":
      return html`<span class="symbol">${emojiTemplate(option.shown)}</span>
        <span class="name">${option.emoji.name}</span>
        <span class="help" dir="ltr">:${option.emoji.shortcodes[0]}:</span>`;
  }
}

/** The command's usage, with the argument that is being typed marked. */
export function argumentHint({
  command,
  argument,
}: Extract<Completion, { type: "argument" }>): TemplateResult {
  const parts = slashCommand(command).arguments.map((one) =>
    one.name === argument.name
      ? html` <mark>${argumentLabel(one)}</mark>`
      : ` ${argumentLabel(one)}`,
  );
  return html`<p class="slash-hint">
    <span class="usage" dir="ltr">/${command}${parts}</span>
    <span class="help">${slashCommandTable[command].help()}</span>
  </p>`;
}

function commandLine({ name, usage, help }: SlashCommandItem): TemplateResult {
  const values = usage.slice(name.length + 1);
  return html`<span class="usage" dir="ltr"><b>/${name}</b>${values}</span>
    <span class="help">${help}</span>`;
}

function personLine({ id, username, displayName, avatar }: Person): TemplateResult {
  return html`<rally-avatar person-id=${id} .name=${displayName} .avatar=${avatar}></rally-avatar>
    <span class="name">${displayName}</span> <span class="help" dir="ltr">@${username}</span>`;
}

function optionKey(option: SlashOption): string {
  switch (option.kind) {
    case "command":
      return option.item.name;
    case "person":
      return option.person.id;
    case "group":
      return option.group.name;
    case "duration":
      return option.duration.word;
    case "game":
      return option.game;
    case "emoji":
      return option.emoji.emoji;
  }
}
