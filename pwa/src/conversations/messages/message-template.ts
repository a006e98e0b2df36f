import { msg, str } from "@lit/localize";
import type { ForwardContent } from "@rally/shared/conversations";
import type { Person } from "@rally/shared/people";
import { html, nothing, type TemplateResult } from "lit";
import { icon, setStyle } from "../../design/index.js";
import { clockTime, errorSentence } from "../../localization/index.js";
import { pathTo } from "../../navigation/index.js";
import { avatarHue } from "../../people/rally-avatar.js";
import type { Standing } from "../data/blocked.js";
import { authorName } from "../conversation-name.js";
import { actionsFor, canReact, type Allowed, type MessageAction } from "./message-actions.js";
import type { MessageListRow } from "./message-rows.js";
import {
  contentBody,
  contentPreview,
  isEditable,
  isLargeContent,
  type ContentContext,
  type PollContext,
} from "../../content/index.js";
import "./rally-message-menu.js";
import { reactionsTemplate } from "./reactions-template.js";
import type { MessageView, PollView } from "./message-views.js";

export interface MessageContext {
  ownId: string;
  /** The user name by which messages mention the reader. */
  ownName: string | undefined;
  people: ReadonlyMap<string, Person>;
  /** Whether authors are named; not in a conversation of two users. */
  named: boolean;
  standing: Standing;
  mayPin: boolean;
  /** Whether messages may leave the conversation. */
  forwards: boolean;
  /** Whether the device knows who has read what. */
  knowsReaders: boolean;
  /** Whether the reader may close polls of others. */
  closesPolls: boolean;
  /** The message that Tab reaches; arrow keys move to the others. */
  focusable: string | undefined;
  highlighted: string | undefined;
  /** Whether the menu of a message is rendered; messages are painted first. */
  hasMenu: (id: string) => boolean;
  act: (action: MessageAction, view: MessageView) => void;
  showQuoted: (id: string) => void;
}

/** A message. A template rather than an element, so that a page of messages lays out at once. */
export function messageTemplate(
  row: Extract<MessageListRow, { kind: "message" }>,
  context: MessageContext,
): TemplateResult {
  const { view, opens, closes } = row;
  const name = nameOf(view.author, context);
  const picture = context.named && !view.own;
  const classes = [
    "message",
    view.own ? "own" : "other",
    opens ? "opens" : "",
    closes ? "closes" : "",
    view.state,
    view.deleted ? "deleted" : "",
    context.highlighted === view.id ? "highlighted" : "",
  ];
  return html`<li
    class=${classes.filter(Boolean).join(" ")}
    data-id=${view.id}
    data-seq=${view.seq ?? nothing}
    data-state=${view.state}
    tabindex=${tabIndex(view, context)}
  >
    ${picture ? html`<span class="picture">${opens ? avatar(view, name, context) : nothing}</span>` : nothing}
    <div class="stack">
      ${
        opens && picture
          ? authorLine(view, name, context)
          : html`<span class="visually-hidden">${view.own ? msg("You:") : `${name}:`}</span>`
      }
      <div class="beside">
        ${view.deleted ? deletedBubble(view, context) : bubble(view, context)}
        ${context.hasMenu(view.id) ? menu(view, name, context) : nothing}
      </div>
      ${
        view.reactions &&
        reactionsTemplate(view.reactions, {
          tabIndex: tabIndex(view, context),
          disabled: context.standing !== "open",
          toggle(emoji) {
            context.act(`react ${emoji}`, view);
          },
        })
      }
      ${refusal(view, context)}
    </div>
  </li>`;
}

function authorLine(view: MessageView, name: string, context: MessageContext): TemplateResult {
  const person = context.people.get(view.author ?? "");
  const tint = setStyle({ "--avatar-hue": String(avatarHue(view.author ?? "")) });
  if (!person?.username) return html`<p class="author" ${tint}><bdi>${name}</bdi></p>`;
  return html`<p class="author" ${tint}>
    <a href=${pathTo("profile", { username: person.username })} tabindex=${tabIndex(view, context)}
      ><bdi>${name}</bdi></a
    >
  </p>`;
}

/** Tab stops only inside the focusable message. */
function tabIndex(view: MessageView, { focusable }: MessageContext): "0" | "-1" {
  return focusable === view.id ? "0" : "-1";
}

function menu(view: MessageView, name: string, context: MessageContext): TemplateResult {
  return html`<rally-message-menu
    .actions=${actionsFor(view, allowedIn(context))}
    .canReact=${canReact(view, context.standing === "open")}
    .reachable=${context.focusable === view.id}
    .label=${actionsLabel(view, name)}
    @action-chosen=${(event: CustomEvent<MessageAction>) => {
      context.act(event.detail, view);
    }}
  ></rally-message-menu>`;
}

/** What the user may do with the messages of a list. */
export function allowedIn(context: MessageContext): Allowed {
  const { standing, mayPin, closesPolls, forwards, knowsReaders } = context;
  return { writable: standing === "open", mayPin, closesPolls, forwards, knowsReaders };
}

/** The accessible name of a message's menu, and of the sheet with the same actions. */
export function actionsLabel(view: MessageView, name: string): string {
  return msg(str`Actions for the message from ${view.own ? msg("you") : name}`);
}

export function nameOf(
  author: string | null,
  context: Pick<MessageContext, "ownId" | "people">,
): string {
  if (author === context.ownId) return msg("You");
  return authorName(author, context.people);
}

function avatar(view: MessageView, name: string, { people }: MessageContext): TemplateResult {
  const person = people.get(view.author ?? "");
  const picture = html`<rally-avatar
    person-id=${view.author ?? ""}
    .name=${name}
    .avatar=${person?.avatar}
  ></rally-avatar>`;
  if (!person?.username) return picture;
  // The name beside it is the same link.
  return html`<a
    href=${pathTo("profile", { username: person.username })}
    tabindex="-1"
    aria-hidden="true"
    >${picture}</a
  >`;
}

function bubble(view: MessageView, context: MessageContext): TemplateResult {
  const { content } = view;
  const large = content && isLargeContent(content) && !view.quote;
  const shown: ContentContext = {
    ...{ id: view.id, ownName: context.ownName, tabIndex: tabIndex(view, context) },
    poll: view.poll && pollContext(view, view.poll, context),
    originName: content?.kind === "forward" ? originName(content, context) : undefined,
  };
  return html`<div class="bubble ${large ? "large" : ""}">
    ${view.quote ? quote(view, view.quote, context) : nothing}
    <div class="body" dir="auto">
      <span class="text">${content ? contentBody(content, shown) : nothing}</span
      >${metaSpacer(view)}${meta(view, context)}
    </div>
  </div>`;
}

/** The author of a forwarded message in the words of "Forwarded from …". */
function originName({ origin }: ForwardContent, context: MessageContext): string {
  return origin.author === context.ownId ? msg("you") : authorName(origin.author, context.people);
}

function pollContext(view: MessageView, poll: PollView, context: MessageContext): PollContext {
  const { error, ...result } = poll;
  const act = (action: MessageAction) => () => {
    context.act(action, view);
  };
  return {
    ...result,
    // A poll that the server does not know yet has no votes.
    canVote: context.standing === "open" && view.seq !== undefined,
    error: error && errorSentence(error.code, { isBlocker: context.standing === "blocked" }),
    vote(choices) {
      context.act(`vote ${choices.join(" ")}`, view);
    },
    showVoters: act("show-voters"),
    dismissError: act("dismiss-vote"),
  };
}

function deletedBubble(view: MessageView, context: MessageContext): TemplateResult {
  return html`<div class="bubble">
    <em class="text">${msg("Message deleted")}</em>${metaSpacer(view)}${meta(view, context)}
  </div>`;
}

function quote(
  view: MessageView,
  quoted: NonNullable<MessageView["quote"]>,
  context: MessageContext,
): TemplateResult {
  return html`<button
    class="quote"
    type="button"
    tabindex=${tabIndex(view, context)}
    @click=${() => {
      context.showQuoted(quoted.id);
    }}
  >
    <span class="visually-hidden">${msg("In reply to")}</span>
    <span class="quoted-author"><bdi>${nameOf(quoted.author, context)}</bdi></span>
    <span class="quoted" dir="auto"
      >${contentPreview(quoted.content) ?? msg("Message deleted")}</span
    >
  </button>`;
}

/** Reserves space for the meta line at the end of the last line of text, which it overlays. */
function metaSpacer(view: MessageView): TemplateResult {
  const edited = view.editedAt !== undefined && !view.deleted;
  const words = `${edited ? msg("edited") : ""} ${clockTime(view.at)}`;
  const ticked = view.own && progress(view) !== nothing;
  return html`<span
    class="meta-spacer ${ticked ? "ticked" : ""} ${view.pinned ? "pinned" : ""}"
    data-words=${words}
  ></span>`;
}

/** The time, whether the message was edited, and whether it was sent or read. */
function meta(view: MessageView, context: MessageContext): TemplateResult {
  return html`<span class="meta"
    >${view.pinned ? pinMark() : nothing}${
      view.editedAt !== undefined && !view.deleted
        ? html`<button
            type="button"
            class="edited"
            title=${msg("Show edits")}
            tabindex=${tabIndex(view, context)}
            @click=${() => {
              context.act("edits", view);
            }}
          >
            <time datetime=${new Date(view.editedAt).toISOString()}>${msg("edited")}</time>
          </button> `
        : nothing
    }<time datetime=${new Date(view.at).toISOString()}>${clockTime(view.at)}</time
    >${view.own ? progress(view) : nothing}</span
  >`;
}

function pinMark(): TemplateResult {
  return html`<span class="pin" title=${msg("Pinned")}
    >${icon("pin")}<span class="visually-hidden">${msg("Pinned")}</span></span
  >`;
}

function progress(view: MessageView): TemplateResult | typeof nothing {
  const state =
    view.unconfirmedEdit && view.state !== "refused" ? view.unconfirmedEdit.state : view.state;
  switch (state) {
    case "pending":
    case "sending":
      return tick("clock", msg("Waiting to be sent"), state);
    case "sent":
      return view.deleted ? nothing : tick("check", msg("Sent"), state);
    case "read":
      return view.deleted ? nothing : tick("checkCheck", msg("Read"), state);
    case "refused":
      return tick("alert", msg("Not sent"), state);
  }
}

function tick(name: "clock" | "check" | "checkCheck" | "alert", words: string, state: string) {
  return html`<span class="tick ${state}" title=${words}
    >${icon(name)}<span class="visually-hidden">${words}</span></span
  >`;
}

function refusal(view: MessageView, context: MessageContext): TemplateResult | typeof nothing {
  const { unconfirmedEdit } = view;
  const refusedEdit = unconfirmedEdit?.state === "refused" ? unconfirmedEdit : undefined;
  if (view.state !== "refused" && !refusedEdit) return nothing;
  const reason = errorSentence((refusedEdit ?? view).error?.code ?? "internal", {
    isBlocker: context.standing === "blocked",
  });
  const sentence = refusedEdit
    ? refusedEdit.kind === "edit"
      ? msg("Your edit wasn't saved.")
      : msg("This message wasn't deleted.")
    : msg("Couldn't send.");
  const button = (action: MessageAction, words: string): TemplateResult =>
    html`<button
      type="button"
      @click=${() => {
        context.act(action, view);
      }}
    >
      ${words}
    </button>`;
  // A deleted message cannot be edited; the text can only be sent as a new message.
  const gone = refusedEdit?.error?.code === "message_deleted";
  return html`<p class="refusal">
    <span>${sentence} ${reason}</span>
    <span>
      ${gone ? button("send-again", msg("Send as new message")) : button("retry", msg("Try again"))}
      ${gone || context.standing !== "open" || refusedEdit?.kind === "delete" || !isEditable(view.content) ? nothing : button("edit", msg("Edit"))}
      ${button("discard", msg("Discard"))}
    </span>
  </p>`;
}
