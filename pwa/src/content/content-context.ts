import type { PollResult } from "@rally/shared/conversations";
import type { TextContext } from "./markdown/render-markdown.js";

/** What a poll needs to know besides its content. */
export interface PollContext extends PollResult {
  /** The reader's choices, by their places from 0. */
  mine: readonly number[];
  /** Whether the reader can vote, if the poll is not closed. */
  canVote: boolean;
  /** Why the reader's last vote was refused, as a sentence. */
  error: string | undefined;
  vote: (choices: readonly number[]) => void;
  showVoters: () => void;
  dismissError: () => void;
}

/** What the body of a message needs to know besides its content. */
export interface ContentContext extends TextContext {
  /** Of a poll. */
  poll?: PollContext | undefined;
  /** Of a forward: who wrote the message, as the reader knows them. */
  originName?: string | undefined;
}
