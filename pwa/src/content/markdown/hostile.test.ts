import { limits } from "@rally/shared/limits";
import { withoutMarkup } from "@rally/shared/text";
import fc from "fast-check";
import StateBlock from "markdown-it/lib/rules_block/state_block.mjs";
import StateInline from "markdown-it/lib/rules_inline/state_inline.mjs";
import { afterEach, expect, test, vi } from "vitest";
import { ruleAt } from "./inline-rules.js";
import { parseMarkdown, type MarkdownNode } from "./tree.js";

afterEach(() => {
  vi.restoreAllMocks();
});

/** The calls of rules and of the parser's functions that read the text for them. */
function workFor(text: string): number {
  let calls = 0;
  const count = () => {
    calls += 1;
  };
  const rules = [...ruleAt];
  for (const [character, rule] of rules) {
    ruleAt.set(character, (state) => {
      count();
      return rule(state);
    });
  }
  const spies = [
    ...(["isEmpty", "getLines", "skipChars", "push"] as const).map((name) =>
      vi.spyOn(StateBlock.prototype, name),
    ),
    ...(["push", "scanDelims"] as const).map((name) => vi.spyOn(StateInline.prototype, name)),
  ];
  parseMarkdown(text);
  for (const [character, rule] of rules) ruleAt.set(character, rule);
  return calls + spies.reduce((sum, { mock }) => sum + mock.calls.length, 0);
}

const levels = Array.from({ length: 100 }, (_, depth) => `${"  ".repeat(depth)}- a\n`).join("");

test.each([
  ...[">", "> ", ">\n", "> a\n", "[", "]", "[a](", "[](http://", "[a](http://a ", "![", "*", "**"],
  ...["*a ", "**a", "*a_", "_", "a_", "***a** ", "~~", "~~a", "~~~", "|", "||", "||a", "`", "`a"],
  ...[
    "``a`",
    "```\n",
    "```a\n",
    "- ",
    "- a\n",
    "-\n",
    "1. ",
    "1. a\n",
    "1) a\n",
    "\\",
    "\\*",
    "@a",
  ],
  ...[
    "@abc ",
    "http://",
    "http://a ",
    "http://a.b(",
    "h",
    "<",
    "&",
    "\n",
    " ",
    "\t",
    "\u202e",
    "- - ",
  ],
  ...["[*_~~||`", "||*a||* ", "*[a](http://a.b) ", "> - 1. ", "``` ", "`||`", "\ud83d", "(", ")"],
  levels,
])("the work for %j grows with the length of the text alone", (unit) => {
  const text = (length: number): string => unit.repeat(length / unit.length);
  const half = workFor(text(limits.textLength / 2));
  vi.restoreAllMocks();
  const whole = workFor(text(limits.textLength));
  expect(whole).toBeLessThanOrEqual(2.2 * half + 50);
  expect(whole).toBeLessThanOrEqual(12 * limits.textLength);
});

/** Words that are hidden until a spoiler is revealed. */
function hiddenWords(nodes: readonly MarkdownNode[], isHidden = false): string[] {
  return nodes.flatMap((node) => {
    if (typeof node === "string") return isHidden ? (node.match(/w\d+w/g) ?? []) : [];
    if ("children" in node) return hiddenWords(node.children, isHidden || node.type === "spoiler");
    const text = node.type === "mention" ? node.name : node.text;
    return isHidden ? (text.match(/w\d+w/g) ?? []) : [];
  });
}

const piece = fc.constantFrom(
  ...[
    "||",
    "||",
    "||",
    " || ",
    " || ",
    "|",
    "`",
    "``",
    "```",
    "\\",
    "\n",
    "\n\n",
    "\n> ",
    "\n- ",
    "\n1. ",
    "\n  ",
  ],
  ...[
    "\n```\n",
    "\n  ```\n",
    "**",
    "_",
    "~~",
    "[",
    "](https://a.org)",
    "](",
    "https://a.org/",
    " ",
    "\r",
  ],
);

test("a preview never contains text that is hidden in the message, also when it is cut", () => {
  const bodies = fc.array(fc.tuple(piece, fc.boolean()), { maxLength: 24 });
  fc.assert(
    fc.property(bodies, fc.nat(60), (pieces, cut) => {
      const text = pieces.map(([mark, has], at) => mark + (has ? `w${at}w` : "")).join("");
      const hidden = hiddenWords(parseMarkdown(text));
      const previews = [withoutMarkup(text), withoutMarkup(text.slice(0, cut), { isCut: true })];
      for (const word of hidden) {
        for (const preview of previews) expect(preview).not.toContain(word);
      }
    }),
    { numRuns: 5_000 },
  );
});
