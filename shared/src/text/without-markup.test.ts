import { expect, test } from "vitest";
import { limits } from "../limits/index.js";
import { timeoutFactor } from "../server/testing/index.js";
import { withoutMarkup } from "./index.js";

test.each([
  ["plain words, 2 * 3 = 6", "plain words, 2 * 3 = 6"],
  ["**bold** and *italic* and __both__ _too_", "bold and italic and both too"],
  ["**bold with *italic* inside**", "bold with italic inside"],
  ["***all***", "all"],
  ["~~gone~~ and `code_with_names`", "gone and code_with_names"],
  ["``a`` and `__init__`", "a and __init__"],
  ["a snake_case_name stays, 5*3 and 2 * 2 too", "a snake_case_name stays, 5*3 and 2 * 2 too"],
  ["see [the rules](https://rally.test/rules)!", "see the rules!"],
  ["[not a link](javascript:alert(1))", "[not a link](javascript:alert(1))"],
  ["> quoted\n>> twice\nanswer", "quoted\ntwice\nanswer"],
  [">:( and >_<", ">:( and >_<"],
  ["- one\n- two\n1. three", "• one\n• two\n1. three"],
  ["- ", "- "],
  ["```js\nlet a = 1;\n```", "let a = 1;"],
  ["\\*not italic\\*", "*not italic*"],
  ["# no heading", "# no heading"],
  ["", ""],
])("removes markup: %j", (text, plain) => {
  expect(withoutMarkup(text)).toBe(plain);
});

test.each([
  ["it was ||the butler||!", "it was ▒▒▒!"],
  ["||one|| and ||two||", "▒▒▒ and ▒▒▒"],
  ["||one\n\nline after||", "▒▒▒"],
  ["||||x||y||", "||||x▒▒▒"],
  ["a || b", "a || b"],
  ["[ -f a ] || b || exit", "[ -f a ] || b || exit"],
  ["> || secret || b", "▒▒▒ b"],
  ["`||` ||secret||", "|| ▒▒▒"],
  ["||secret|| and `a || b`", "▒▒▒ and a || b"],
  ["`a` ||b||\n||c `||`||", "a ▒▒▒\n▒▒▒"],
  ["[a](https://a.org/`) ||b|| `", "[a](https://a.org/) ▒▒▒ "],
  ["\\||shown|| ||shown||", "||shown▒▒▒shown||"],
  ["> ||a\n\nb|| c ||d||", "▒▒▒"],
  ["||a\r> b|| c ||d||", "▒▒▒"],
])("never shows the text of a spoiler: %j", (text, plain) => {
  expect(withoutMarkup(text)).toBe(plain);
});

test.each([
  ["so it was ||the butl", "so it was ▒▒▒"],
  ["||one|| and ||two", "▒▒▒"],
  ["x||\n> ||secret", "x▒▒▒"],
  ["||one|| and no more", "▒▒▒ and no more"],
])("hides a spoiler that may end after the cut: %j", (text, plain) => {
  expect(withoutMarkup(text, { isCut: true })).toBe(plain);
});

test("hostile texts cost no more than others of their length", () => {
  const units = [
    "*",
    "_",
    "`",
    "~",
    "|",
    ">",
    "[",
    "[a](http://",
    "`a",
    "*a ",
    "```a\n",
    "- ",
    "\\",
  ];
  const began = performance.now();
  for (const unit of units) withoutMarkup(unit.repeat(limits.textLength / unit.length));
  expect(performance.now() - began).toBeLessThan(500 * timeoutFactor);
});
