const SHRUG = "¯\\_(ツ)_/¯";

/** What `/shrug` says. */
export function shrugText(text: string | undefined): string {
  return text === undefined ? SHRUG : `${text} ${SHRUG}`;
}

/** What `/me` says: one line in italics, because markup does not go across blocks; a star inside would end it. */
export function actionText(text: string): string {
  const line = text.replace(/\s*\n\s*/g, " ");
  const mark = line.includes("*") ? "_" : "*";
  return `${mark}${line}${mark}`;
}

/** The content of `/poll "question" "choice" "choice"`. Nothing of it is checked. */
export function quickPoll([question = "", ...choices]: readonly string[]) {
  return { kind: "poll" as const, question, choices, multiple: false, anonymous: false };
}
