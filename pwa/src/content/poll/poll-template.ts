import { msg, str } from "@lit/localize";
import { isPollClosed, type PollContent } from "@rally/shared/conversations";
import { html, nothing, type TemplateResult } from "lit";
import { icon, setStyle } from "../../design/index.js";
import { timeUntil } from "../../localization/index.js";
import type { ContentContext, PollContext } from "../content-context.js";

/**
 * A poll: its question, its choices as radio buttons or checkboxes, and how many voted. How many
 * voted for each choice is shown once the reader has voted, or the poll is closed.
 */
export function pollTemplate(content: PollContent, context: ContentContext): TemplateResult {
  const { poll = withoutResult(content) } = context;
  const isClosed = isPollClosed(content, poll, Date.now());
  const shown: ShownPoll = {
    ...{ content, poll, isClosed, tabIndex: context.tabIndex },
    hasResult: isClosed || poll.mine.length > 0,
    canVote: poll.canVote && !isClosed,
  };
  return html`<span class="poll">
    <span class="poll-kind">${icon("chart")}<span>${kindOf(content)}</span></span>
    <span class="poll-question" dir="auto">${content.question}</span>
    <span
      class="poll-choices"
      role=${content.multiple ? "group" : "radiogroup"}
      aria-label=${content.question}
      aria-disabled=${shown.canVote ? nothing : "true"}
      @keydown=${steer}
    >
      ${content.choices.map((choice, place) => choiceTemplate(shown, choice, place))}
    </span>
    ${foot(shown)}${poll.error === undefined ? nothing : refusal(poll.error, shown)}
  </span>`;
}

interface ShownPoll {
  content: PollContent;
  poll: PollContext;
  isClosed: boolean;
  hasResult: boolean;
  canVote: boolean;
  tabIndex: "0" | "-1";
}

function kindOf({ multiple, anonymous }: PollContent): string {
  const many = multiple ? msg("Choose one or more") : msg("Choose one");
  return anonymous ? `${msg("Anonymous poll")} · ${many}` : `${msg("Poll")} · ${many}`;
}

function choiceTemplate(shown: ShownPoll, choice: string, place: number): TemplateResult {
  const { content, poll, hasResult, canVote } = shown;
  const isMine = poll.mine.includes(place);
  const count = poll.counts[place] ?? 0;
  const share = poll.voters > 0 ? Math.round((count / poll.voters) * 100) : 0;
  const isFirst = hasResult && count > 0 && count === Math.max(...poll.counts);
  return html`<button
    type="button"
    class="poll-choice ${isFirst ? "first" : ""}"
    role=${content.multiple ? "checkbox" : "radio"}
    aria-checked=${isMine ? "true" : "false"}
    aria-disabled=${canVote ? nothing : "true"}
    tabindex=${reachable(shown, place) ? shown.tabIndex : "-1"}
    @click=${() => {
      if (canVote) poll.vote(after(shown, place));
    }}
  >
    <span class="poll-mark ${content.multiple ? "square" : ""}"
      >${isMine ? icon("check") : nothing}</span
    >
    <span class="poll-text" dir="auto">${choice}</span>
    ${
      hasResult
        ? html`<span class="poll-count">
              <span class="visually-hidden">${votesText(count)},</span>${percent(share)}
            </span>
            <span class="poll-bar" ${setStyle({ "--share": `${share}%` })}></span>`
        : nothing
    }
  </button>`;
}

/** One radio button of a group is reached with Tab, and every checkbox. */
function reachable({ content, poll }: ShownPoll, place: number): boolean {
  return content.multiple || place === (poll.mine[0] ?? 0);
}

/** The reader's choices after a click on one: a second click takes it back. */
function after({ content, poll: { mine } }: ShownPoll, place: number): readonly number[] {
  if (mine.includes(place)) return mine.filter((choice) => choice !== place);
  return content.multiple ? [...mine, place].sort((a, b) => a - b) : [place];
}

function foot({ content, poll, isClosed, hasResult, tabIndex }: ShownPoll): TemplateResult {
  const closesAt = content.closesAt;
  const time = isClosed
    ? msg("Closed")
    : closesAt === undefined
      ? ""
      : msg(str`Closes ${timeUntil(closesAt)}`);
  const isListed = hasResult && !content.anonymous && poll.voters > 0;
  return html`<span class="poll-foot">
    <span>${[votesText(poll.voters), time].filter(Boolean).join(" · ")}</span>
    ${
      isListed
        ? html`<button
            type="button"
            class="poll-link"
            tabindex=${tabIndex}
            @click=${poll.showVoters}
          >
            ${msg("Show votes")}
          </button>`
        : nothing
    }
  </span>`;
}

function refusal(error: string, { poll, tabIndex }: ShownPoll): TemplateResult {
  return html`<span class="poll-foot poll-error" role="alert">
    <span>${msg("Your vote didn't count.")} ${error}</span>
    <button type="button" class="poll-link" tabindex=${tabIndex} @click=${poll.dismissError}>
      ${msg("OK")}
    </button>
  </span>`;
}

function votesText(count: number): string {
  if (count === 0) return msg("No votes yet");
  return count === 1 ? msg("1 vote") : msg(str`${count} votes`);
}

function percent(share: number): string {
  return msg(str`${share}%`);
}

/** Arrow keys, Home and End move among the choices, without voting. */
function steer(event: KeyboardEvent): void {
  const group = event.currentTarget as HTMLElement;
  const choices = [...group.querySelectorAll<HTMLElement>(".poll-choice")];
  const place = choices.indexOf(event.target as HTMLElement);
  const steps: Partial<Record<string, number>> = {
    ArrowUp: place - 1,
    ArrowLeft: place - 1,
    ArrowDown: place + 1,
    ArrowRight: place + 1,
    Home: 0,
    End: -1,
  };
  const to = steps[event.key];
  if (to === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  choices.at(to % choices.length)?.focus();
}

/** A poll that is not in a list of messages. */
function withoutResult({ choices }: PollContent): PollContext {
  const nothingDone = (): void => undefined;
  return {
    ...{ counts: choices.map(() => 0), voters: 0, mine: [], canVote: false, error: undefined },
    ...{ vote: nothingDone, showVoters: nothingDone, dismissError: nothingDone },
  };
}
