import { msg, str } from "@lit/localize";
import type { Person } from "@rally/shared/people";
import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../design/index.js";
import { clockTime, errorSentence } from "../localization/index.js";
import { paths } from "../navigation/index.js";
import "../people/rally-avatar.js";
import { authorName } from "./conversation-name.js";
import { actionsFor, type MessageAction } from "./message-actions.js";
import type { MessageListRow } from "./message-rows.js";
import { isEmojiOnly, messageText } from "./message-text.js";
import "./rally-message-menu.js";
import type { MessageView } from "./view.js";

export interface MessageContext {
  ownId: string;
  people: ReadonlyMap<string, Person>;
  /** Whether authors are named: not where there are only two. */
  named: boolean;
  /** Whether the user can write here. */
  writable: boolean;
  /** The one message that Tab reaches; arrow keys go on from there. */
  focusable: string | undefined;
  highlighted: string | undefined;
  /** Whether each has its menu already; words are drawn before what one can do with them. */
  menus: boolean;
  act: (action: MessageAction, view: MessageView) => void;
  showQuoted: (id: string) => void;
}

/** One message: a template rather than an element, so that a page of them lays out at once. */
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
        ${view.deleted ? deletedBubble(view) : bubble(view, context)}
        ${context.menus ? menu(view, name, context) : nothing}
      </div>
      ${refusal(view, context)}
    </div>
  </li>`;
}

function authorLine(view: MessageView, name: string, context: MessageContext): TemplateResult {
  const person = context.people.get(view.author ?? "");
  if (!person) return html`<p class="author"><bdi>${name}</bdi></p>`;
  return html`<p class="author">
    <a href=${paths.profile(person.username)} tabindex=${tabIndex(view, context)}
      ><bdi>${name}</bdi></a
    >
  </p>`;
}

/** Tab goes through what is in the one message that it reaches, and past all others. */
function tabIndex(view: MessageView, { focusable }: MessageContext): "0" | "-1" {
  return focusable === view.id ? "0" : "-1";
}

function menu(view: MessageView, name: string, context: MessageContext): TemplateResult {
  return html`<rally-message-menu
    .actions=${actionsFor(view, context.writable)}
    .reachable=${context.focusable === view.id}
    .label=${msg(str`Actions for the message by ${view.own ? msg("you") : name}`)}
    @action-chosen=${(event: CustomEvent<MessageAction>) => {
      context.act(event.detail, view);
    }}
  ></rally-message-menu>`;
}

function nameOf(author: string | null, context: MessageContext): string {
  if (author === context.ownId) return msg("You");
  return authorName(author === null ? undefined : context.people.get(author));
}

function avatar(view: MessageView, name: string, { people }: MessageContext): TemplateResult {
  const person = people.get(view.author ?? "");
  const picture = html`<rally-avatar
    person-id=${view.author ?? ""}
    .name=${name}
    .avatar=${person?.avatar}
  ></rally-avatar>`;
  if (!person) return picture;
  // The name beside it is the same link.
  return html`<a href=${paths.profile(person.username)} tabindex="-1" aria-hidden="true"
    >${picture}</a
  >`;
}

function bubble(view: MessageView, context: MessageContext): TemplateResult {
  const body = view.content?.body ?? "";
  const large = isEmojiOnly(body) && !view.quote;
  return html`<div class="bubble ${large ? "large" : ""}">
    ${view.quote ? quote(view, view.quote, context) : nothing}
    <div class="body" dir="auto">
      <span class="text">${messageText(body)}</span>${room(view)}${meta(view)}
    </div>
  </div>`;
}

function deletedBubble(view: MessageView): TemplateResult {
  return html`<div class="bubble">
    <em class="text">${msg("Message deleted")}</em>${room(view)}${meta(view)}
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
    <span class="quoted" dir="auto">${quoted.content?.body ?? msg("Message deleted")}</span>
  </button>`;
}

/** Room for the meta line at the end of the last line of text, where it is laid over. */
function room(view: MessageView): TemplateResult {
  const edited = view.editedAt !== undefined && !view.deleted;
  const words = `${edited ? msg("edited") : ""} ${clockTime(view.at)}`;
  const ticked = view.own && progress(view) !== nothing;
  return html`<span class="room ${ticked ? "ticked" : ""}" data-words=${words}></span>`;
}

/** When it was written, whether it was changed, and how far it has come. */
function meta(view: MessageView): TemplateResult {
  return html`<span class="meta"
    >${
      view.editedAt !== undefined && !view.deleted
        ? html`<time class="edited" datetime=${new Date(view.editedAt).toISOString()}
            >${msg("edited")}</time
          > `
        : nothing
    }<time datetime=${new Date(view.at).toISOString()}>${clockTime(view.at)}</time
    >${view.own ? progress(view) : nothing}</span
  >`;
}

function progress(view: MessageView): TemplateResult | typeof nothing {
  const state = view.change && view.state !== "refused" ? view.change.state : view.state;
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
  const { change } = view;
  const refusedChange = change?.state === "refused" ? change : undefined;
  if (view.state !== "refused" && !refusedChange) return nothing;
  const reason = errorSentence((refusedChange ?? view).error?.code ?? "internal");
  const said = refusedChange
    ? refusedChange.kind === "edit"
      ? msg("Your change was not accepted.")
      : msg("It was not deleted.")
    : msg("Not sent.");
  const button = (action: MessageAction, words: string): TemplateResult =>
    html`<button
      type="button"
      @click=${() => {
        context.act(action, view);
      }}
    >
      ${words}
    </button>`;
  // What is deleted stays deleted: its words can only go another way.
  const gone = refusedChange?.error?.code === "message_deleted";
  return html`<p class="refusal">
    <span>${said} ${reason}</span>
    <span>
      ${
        gone ? button("send-anew", msg("Send as a new message")) : button("retry", msg("Try again"))
      }
      ${gone || !context.writable || refusedChange?.kind === "delete" ? nothing : button("edit", msg("Edit"))}
      ${button("discard", msg("Discard"))}
    </span>
  </p>`;
}
