import type { TemplateResult } from "lit";
import { messageTemplate } from "../../src/conversations/messages/message-template.js";
import { ada, ago, ben } from "../fixtures.js";
import type { Group, State } from "../group.js";
import { shownMessages, shownMessageStyles, templateContext } from "../message-context.js";

/** Messages of another user, then the first one again as the user's own. */
const messages = (...bodies: string[]) => {
  const said = [
    ...bodies.map((body) => ({ body, author: ben })),
    { body: bodies[0] ?? "", author: ada },
  ];
  return (): TemplateResult =>
    shownMessages(
      said.map(({ body, author }, index) =>
        messageTemplate(
          {
            kind: "message",
            key: `${index}`,
            opens: index === 0 || author === ada,
            closes: index >= bodies.length - 1,
            view: {
              ...{ id: `${index} ${body}`, seq: index, author: author.id, own: author === ada },
              ...{ content: { kind: "text", body }, at: ago(5), deleted: false, state: "read" },
            },
          },
          templateContext,
        ),
      ),
    );
};

const list =
  "For Thursday:\n- **two** cans of balls\n- the key, see *last week*\n  - and a spare one\n- water";
const order = "9. you serve\n10. I return\n11. we argue about the line, as long as it takes";
const code = `\`\`\`ts
// Games until the set is won, whatever the score of the other player is at that moment
function missing(own: number, other: number): number {
  const label = \`\${own}:\${other}\`;
  return Math.max(6 - own, other + 2 - own, 0);
}
\`\`\``;
const spoiler =
  "The final: ||Cleo won in **three sets**, and the last of them took more than two hours||. See you!";

const open: State["act"] = (root) => {
  for (const button of root.querySelectorAll<HTMLElement>(".spoiler-button")) button.click();
};

export default {
  title: "Formatted text",
  styles: shownMessageStyles,
  states: {
    Emphasis: messages(
      "**Bold**, *italic*, ***both***, ~~gone~~ and `code` in **a *nested* sentence**",
      "# No heading\n\\*as typed\\*, `a_very_long_piece_of_inline_code.that(never, ends, here)`",
    ),
    Lists: messages(list, order),
    Quotes: messages(
      "> Who is free on Thursday?\n> > The hall is ours.\n\nI am, from six.",
      "> Only a quote",
    ),
    Code: {
      render: messages(code, "Start it with\n```sh\nnpm start\n```\nand wait."),
      act: () => import("../../src/content/markdown/highlight.js"),
    },
    "Spoiler, hidden": messages(spoiler),
    "Spoiler, revealed": { render: messages(`${spoiler} `), act: open },
    Mentions: messages("@ada and @ben, or @here: who plays? `@ben`"),
    Links: messages(
      "[The rules](https://example.org/rules) or https://example.org/courts.",
      "[bank.example](https://elsewhere.example/x), https://b\u0430nk.example/",
    ),
    "Right to left": messages("> **مرحبا** بكم\n- واحد\n- `let a = 1;` اثنان\n@ada ||سر||"),
  },
} satisfies Group;
