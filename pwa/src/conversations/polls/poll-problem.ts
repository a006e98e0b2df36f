import { msg, str } from "@lit/localize";
import { pollContentSchema, type PollContent } from "@rally/shared/conversations";
import { parseInput, RallyError } from "@rally/shared/errors";
import { limits } from "@rally/shared/limits";

export interface PollProblem {
  /** `question`, `choices`, or the place of one of the choices. */
  field: "question" | "choices" | number;
  sentence: string;
}

/** The first reason why a poll cannot be sent; undefined if it can. */
export function pollProblem(content: PollContent): PollProblem | undefined {
  try {
    parseInput(pollContentSchema, content);
    return undefined;
  } catch (error) {
    if (!(error instanceof RallyError)) throw error;
    return Object.entries(error.fields ?? {})
      .map(problemOf)
      .sort(byField)[0];
  }
}

function problemOf([name, [code]]: [string, string[]]): PollProblem {
  if (name === "question") {
    return {
      field: "question",
      sentence:
        code === "too_long" ? atMost(limits.pollQuestionLength) : msg("Ask a question first."),
    };
  }
  if (name === "choices") {
    return {
      field: "choices",
      sentence:
        code === "too_long"
          ? msg(str`A poll can have up to ${limits.pollChoices} choices.`)
          : msg("Add at least two choices."),
    };
  }
  const field = Number(name.split(".")[1] ?? 0);
  if (code === "taken") return { field, sentence: msg("Two choices are the same.") };
  if (code === "too_long") return { field, sentence: atMost(limits.pollChoiceLength) };
  return { field, sentence: msg("A choice is empty.") };
}

const atMost = (length: number): string =>
  msg(str`That's too long. Use ${length} characters or fewer.`);

/** The question first, then each choice, then what is about all choices. */
function byField(one: PollProblem, other: PollProblem): number {
  const rank = ({ field }: PollProblem): number =>
    field === "question" ? -1 : field === "choices" ? Infinity : field;
  return rank(one) - rank(other);
}
