import { localized, msg, str } from "@lit/localize";
import { gameIds } from "@rally/shared/games";
import { slashCommand, type SlashCommandName } from "@rally/shared/slash-commands";
import type { Person } from "@rally/shared/people";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { loadChunk } from "../../chunk-loading/index.js";
import { getConversation } from "../data/read-conversations.js";
import { reportUnlessClosed, type ConversationRow } from "../../database/index.js";
import { LiveQueryController, type Device } from "../../device/index.js";
import { completionAt, type Completion } from "./completion.js";
import {
  emojiOfShortcode,
  loadEmoji,
  rememberEmoji,
  searchEmoji,
  SERVER_GROUP,
  skinTone,
  withSkinTone,
  type Emoji,
} from "../../emoji/index.js";
import { customEmoji } from "../../expressions/index.js";
import { typeText } from "../composer/type-text.js";
import { argumentHint, optionsList, type SlashOption } from "./option-list.js";
import { durationsLike } from "./duration-options.js";
import { usageOf } from "./describe.js";
import { groupMentions, mentionableHere, mentionableOnServer } from "./mentionable.js";
import { namedLike, peopleFor } from "./people-offered.js";
import type { RallySlashHelp } from "./rally-slash-help.js";
import { slashCommandTable } from "./slash-command-table.js";
import { shortcodeBefore, wordCompletionAt, type Range } from "./word-completion.js";
import { slashStyles } from "./slash-styles.js";

/** Milliseconds without a key after which the server is asked for users of the world chat. */
const DEBOUNCE_MS = 180;
/** Emoji in the list. */
const SHOWN_EMOJI = 8;

/** Keys that move the caret away from the typed text. */
const MOVING = new Set(["ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"]);

/**
 * Completes slash commands, their arguments and the names of emoji in a text field: the list is above the field, which
 * keeps the focus. Renders into the field's own tree, because `aria-activedescendant` can only
 * reference an element of the same tree.
 */
@customElement("rally-slash-commands")
@localized()
export class RallySlashCommands extends LitElement {
  @property({ attribute: false }) device!: Device;
  @property({ attribute: false }) conversationId = "";
  /** In the field of an edit, whose text is never a command. */
  @property({ attribute: false }) isEdit = false;
  /** Does not change while this element is connected. */
  @property({ attribute: false }) field!: HTMLTextAreaElement;

  /** The typed part; undefined while the list is closed. */
  @state() private completion: Completion | undefined;
  @state() private people: readonly Person[] = [];
  /** Loaded when the first one is typed. */
  @state() private emoji: readonly Emoji[] | undefined;
  /** The custom emoji that `emoji` has. */
  private emojiOf: unknown;
  /** The option that Enter selects; -1: none until the user selects one. */
  @state() private active = -1;
  /** What `people` was read for: a command, or a mention with the text that the server was asked. */
  private peopleOf: SlashCommandName | `@${string}` | undefined;
  private pause: ReturnType<typeof setTimeout> | undefined;
  /** False after the list was closed, until the user types again. */
  private isTyping = true;
  @query("rally-slash-help") private help!: RallySlashHelp | null;
  private readonly conversation = new LiveQueryController(
    this,
    () => () => getConversation(this.device.database, this.conversationId),
    () => this.refresh(),
  );

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    adoptInto(this.getRootNode());
    const { field } = this;
    field.addEventListener("input", this.typed);
    field.addEventListener("keydown", this.keys, { capture: true });
    field.addEventListener("blur", this.close);
    field.ariaAutoComplete = "list";
    field.ariaHasPopup = "listbox";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    const { field } = this;
    field.removeEventListener("input", this.typed);
    field.removeEventListener("keydown", this.keys, { capture: true });
    field.removeEventListener("blur", this.close);
    clearTimeout(this.pause);
    for (const name of ["autocomplete", "haspopup", "controls", "activedescendant"]) {
      field.removeAttribute(`aria-${name}`);
    }
  }

  override updated(): void {
    const isListed = this.options.length > 0;
    setOrRemove(this.field, "aria-controls", isListed ? "slash-options" : undefined);
    const active = isListed && this.active >= 0 ? `slash-option-${this.active}` : undefined;
    setOrRemove(this.field, "aria-activedescendant", active);
    if (active) this.querySelector(`#${active}`)?.scrollIntoView({ block: "nearest" });
  }

  override render(): TemplateResult {
    const { completion, options } = this;
    const isArgument = completion?.type === "argument";
    return html`<div
        class="slash-panel"
        tabindex="0"
        ?hidden=${!isArgument && options.length === 0}
        @mousedown=${keepFocus}
        @focus=${this.giveBackFocus}
      >
        ${isArgument ? argumentHint(completion) : nothing}
        ${optionsList(options, this.active, {
          take: this.take,
          point: (index) => {
            this.active = index;
          },
        })}
      </div>
      <p class="visually-hidden" role="status">${this.announcement(options.length)}</p>
      <rally-slash-help></rally-slash-help>`;
  }

  /** A part that scrolls has to be focusable; the keys of this one are those of the field. */
  private readonly giveBackFocus = (): void => {
    this.field.focus();
  };

  /** Closes the list until the user types again. */
  readonly close = (): void => {
    this.isTyping = false;
    this.completion = undefined;
    this.peopleOf = undefined;
  };

  /** Shows the commands that are available in this conversation. */
  async showHelp(): Promise<void> {
    if (!(await loadChunk(() => import("./rally-slash-help.js")))) return;
    const conversation = await getConversation(this.device.database, this.conversationId);
    if (conversation) this.help?.show(conversation, this.field);
  }

  private get options(): readonly SlashOption[] {
    const { completion } = this;
    if (!completion) return [];
    if (completion.type === "command") {
      return completion.items.map((item) => ({ kind: "command", item }));
    }
    if (completion.type === "mention") return this.mentionLike(completion.typed);
    if (completion.type === "emoji") return this.emojiLike(completion.typed);
    if (completion.argument.type === "duration") {
      return durationsLike(completion.typed).map((duration) => ({ kind: "duration", duration }));
    }
    if (completion.argument.type === "game") {
      const typed = completion.typed.toLowerCase();
      const games = gameIds.filter((game) => game.startsWith(typed));
      return games.map((game) => ({ kind: "game", game }));
    }
    if (completion.argument.type !== "person") return [];
    return namedLike(this.people, completion.typed).map((person) => ({ kind: "person", person }));
  }

  private mentionLike(typed: string): SlashOption[] {
    const { value: conversation } = this.conversation;
    const people = namedLike(this.people, typed);
    const groups = conversation ? groupMentions(conversation, typed) : [];
    return [
      ...people.map((person) => ({ kind: "person" as const, person })),
      ...groups.map((group) => ({ kind: "group" as const, group })),
    ];
  }

  private emojiLike(typed: string): SlashOption[] {
    return searchEmoji(this.emoji ?? [], typed, SHOWN_EMOJI).map((emoji) => ({
      ...{ kind: "emoji", emoji },
      shown: withSkinTone(emoji, skinTone.value),
    }));
  }

  private announcement(count: number): string {
    if (count > 0) {
      return msg(str`Suggestions: ${count}. Use the up and down arrow keys to choose.`);
    }
    const { completion } = this;
    if (completion?.type !== "argument") return "";
    return `${usageOf(completion.command)}. ${slashCommandTable[completion.command].help()}`;
  }

  private readonly typed = (event: Event): void => {
    // What is deleted or undone is not replaced again.
    const { inputType } = event as Partial<InputEvent>;
    if (inputType?.startsWith("insert")) this.replaceShortcode();
    this.isTyping = true;
    this.refresh();
    this.chooseFirst();
  };

  /** A shortcode that was typed with both colons becomes its emoji. */
  private replaceShortcode(): void {
    const { field } = this;
    const found = shortcodeBefore(field.value, field.selectionStart);
    const emoji = found && emojiOfShortcode(this.emoji ?? [], found.shortcode);
    if (!found || !emoji) return;
    // A custom emoji is typed as what it is stored as.
    if (emoji.group === SERVER_GROUP) rememberEmoji(emoji.emoji);
    else this.insertEmoji(withSkinTone(emoji, skinTone.value), found);
  }

  private insertEmoji(emoji: string, { from, to }: Range): void {
    rememberEmoji(emoji);
    typeText(this.field, emoji, from, to);
  }

  private async readEmoji(): Promise<void> {
    this.emojiOf = customEmoji.value;
    try {
      this.emoji = await loadEmoji();
      this.refresh();
    } catch (error) {
      this.emojiOf = undefined;
      // The text can be sent as it is.
      console.warn("failed to load the emoji", error);
    }
  }

  private chooseFirst(): void {
    const { completion } = this;
    const isEmpty =
      (completion?.type === "argument" || completion?.type === "mention") &&
      completion.typed.replace("@", "") === "";
    this.active = isEmpty ? -1 : 0;
  }

  /** Also runs when the conversation changes, for example with each message: the choice stays. */
  private refresh(): void {
    const { value: conversation } = this.conversation;
    const { value, selectionStart } = this.field;
    if (!conversation || !this.isTyping) return;
    const completion = this.completionOf(value, selectionStart, conversation);
    const wasListed = this.completion !== undefined;
    this.completion = completion;
    if (!wasListed || this.active >= this.options.length) this.chooseFirst();
    if (completion?.type === "emoji" && this.emojiOf !== customEmoji.value) void this.readEmoji();
    if (completion?.type === "mention") this.refreshMentionable(conversation, completion.typed);
    if (completion?.type !== "argument" || completion.argument.type !== "person") return;
    if (completion.command === this.peopleOf) return;
    this.people = [];
    this.peopleOf = completion.command;
    this.readPeople(completion.command).catch(reportUnlessClosed);
  }

  private completionOf(text: string, caret: number, place: ConversationRow) {
    return this.isEdit ? wordCompletionAt(text, caret) : completionAt(text, caret, place);
  }

  /** The server is asked once for the members; in the world chat for each text, after a pause. */
  private refreshMentionable(conversation: ConversationRow, typed: string): void {
    const read = conversation.kind === "world" ? (`@${typed}` as const) : "@";
    if (this.peopleOf === read) return;
    const isNew = !this.peopleOf?.startsWith("@");
    if (isNew) this.people = [];
    this.peopleOf = read;
    clearTimeout(this.pause);
    const ask = async (): Promise<void> => {
      if (this.peopleOf !== read) return;
      this.addPeople(read, await mentionableOnServer(this.device, conversation, typed));
    };
    const delay = read === "@" ? 0 : DEBOUNCE_MS;
    this.pause = setTimeout(() => void ask().catch(reportUnlessClosed), delay);
    if (!isNew) return;
    mentionableHere(this.device.database, conversation)
      .then((people) => this.addPeople(this.peopleOf, people))
      .catch(reportUnlessClosed);
  }

  private addPeople(read: typeof this.peopleOf, people: readonly Person[]): void {
    if (this.peopleOf !== read || !read?.startsWith("@")) return;
    const known = new Set(this.people.map(({ id }) => id));
    this.people = [...this.people, ...people.filter(({ id }) => !known.has(id))];
  }

  private async readPeople(command: SlashCommandName): Promise<void> {
    const { value: conversation } = this.conversation;
    if (!conversation) return;
    const people = await peopleFor(this.device.database, command, conversation);
    if (this.peopleOf === command) this.people = people;
  }

  private readonly keys = (event: KeyboardEvent): void => {
    const { completion, options } = this;
    if (!completion || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (MOVING.has(event.key)) this.close();
    else if (this.steer(event, options)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  };

  /** @returns whether the list handled the key. */
  private steer({ key, shiftKey }: KeyboardEvent, options: readonly SlashOption[]): boolean {
    const { length } = options;
    if (key === "Escape") {
      this.close();
      return true;
    }
    if (length === 0 || shiftKey) return false;
    if (key === "ArrowDown") this.active = (this.active + 1) % length;
    else if (key === "ArrowUp") this.active = (Math.max(this.active, 0) + length - 1) % length;
    else if (key === "Tab") this.take(options[Math.max(this.active, 0)]);
    else if (key === "Enter") {
      const option = options[this.active];
      if (!option || this.isTyped(option)) return false;
      this.take(option);
    } else return false;
    return true;
  }

  /** Whether the text is already this option, and is a command that can be run. */
  private isTyped(option: SlashOption): boolean {
    const typed = this.completion?.typed.toLowerCase();
    if (option.kind === "emoji") return false;
    if (option.kind === "group") return typed === option.group.name;
    if (option.kind === "duration") return typed === option.duration.word;
    if (option.kind === "game") return typed === option.game;
    if (option.kind === "person") return typed?.replace(/^@/, "") === option.person.username;
    const { name } = option.item;
    return typed === name && slashCommand(name).arguments.every(({ optional }) => optional);
  }

  /** Replaces the typed part with an option, as if the user had typed it. */
  private readonly take = (option: SlashOption | undefined): void => {
    const { field } = this;
    const { value: conversation } = this.conversation;
    // Text from another device may have arrived since the list was rendered.
    const range =
      conversation && this.completionOf(field.value, field.selectionStart, conversation);
    if (!option || !range) return;
    if (option.kind === "emoji") {
      this.insertEmoji(option.shown, range);
      return;
    }
    const isCommand = option.kind === "command";
    const isWhole = isCommand && slashCommand(option.item.name).arguments.length === 0;
    const word = wordOf(option);
    const space = isWhole || /\s/.test(field.value[range.to] ?? "") ? "" : " ";
    typeText(field, word + space, range.from, range.to);
    if (isWhole) this.close();
  };
}

function wordOf(option: Exclude<SlashOption, { kind: "emoji" }>): string {
  switch (option.kind) {
    case "command":
      return `/${option.item.name}`;
    case "person":
      return `@${option.person.username}`;
    case "group":
      return `@${option.group.name}`;
    case "duration":
      return option.duration.word;
    case "game":
      return option.game;
  }
}

/** Keeps the focus in the field, and so a phone's keyboard open, on a click on the list. */
function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

function setOrRemove(element: HTMLElement, name: string, value: string | undefined): void {
  if (value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

/** The list has no shadow root for its styles. */
function adoptInto(root: Node): void {
  const sheet = slashStyles.styleSheet;
  if (!(root instanceof ShadowRoot) || !sheet || root.adoptedStyleSheets.includes(sheet)) return;
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

declare global {
  interface HTMLElementTagNameMap {
    "rally-slash-commands": RallySlashCommands;
  }
}
