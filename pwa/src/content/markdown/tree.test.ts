import { expect, test } from "vitest";
import { parseMarkdown, type MarkdownNode } from "./tree.js";

/** A tree in one line: `strong(bold)`, text as it is. */
function written(nodes: readonly MarkdownNode[]): string {
  return nodes
    .map((node) => {
      if (typeof node === "string") return node;
      switch (node.type) {
        case "link":
          return `link<${node.url.href}>(${written(node.children)})`;
        case "list":
          return `list${node.start ?? ""}(${written(node.children)})`;
        case "address":
          return `address<${node.url.href}>(${node.text})`;
        case "mention":
          return `mention(${node.name})`;
        case "emoji":
          return `emoji(${node.text})`;
        case "code":
          return `code(${node.text})`;
        case "code-block":
          return `block:${node.language}(${node.text})`;
        default:
          return `${node.type}(${written(node.children)})`;
      }
    })
    .join("");
}

const read = (text: string): string => written(parseMarkdown(text));

test.each([
  ["**bold** and *italic*", "strong(bold) and em(italic)"],
  ["__bold__ and _italic_", "strong(bold) and em(italic)"],
  ["***both***", "em(strong(both))"],
  ["~~gone~~", "strike(gone)"],
  ["**~~a~~ b**", "strong(strike(a) b)"],
  ["snake_case_name and 5*3*2", "snake_case_name and 5*3*2"],
  ["2 * 3 * 4, a ** b", "2 * 3 * 4, a ** b"],
  ["**open and *closed*", "**open and em(closed)"],
  ["~one~ ~~~three~~~", "~one~ ~~~three~~~"],
  ["\\*plain\\* \\\\ \\a", "*plain* \\ \\a"],
  ["¯\\_(ツ)_/¯", "¯\\_(ツ)_/¯"],
  ["**a\n\nb**", "strong(a\n\nb)"],
  [`${"*".repeat(20)}a${"*".repeat(20)}`, `${"*".repeat(20)}a${"*".repeat(20)}`],
  ["**:party_cat:** `:party_cat:`", "strong(emoji(:party_cat:)) code(:party_cat:)"],
  ["\\:party_cat: :P: :a: a :b_c", ":party_cat: :P: :a: a :b_c"],
  [":ok_1::ok_2:", "emoji(:ok_1:)emoji(:ok_2:)"],
  [
    "https://example.org/a:ok_1:b",
    "address<https://example.org/a:ok_1:b>(https://example.org/a:ok_1:b)",
  ],
])("emphasis: %j", (text, tree) => {
  expect(read(text)).toBe(tree);
});

test.each([
  ["`code *a* <b>`", "code(code *a* <b>)"],
  ["``a`b``", "code(a`b)"],
  ["` a ` and ` `", "code(a) and code( )"],
  ["`a\nb`", "code(a\nb)"],
  ["`open", "`open"],
  ["```js\nlet a;\n```", "block:js(let a;)"],
  ["```\na\n\n  b\n```\nafter", "block:(a\n\n  b)after"],
  ["before\n```\na```", "beforeblock:(a)"],
  ["````\n```\n````", "block:(```)"],
  ["```ts\nunclosed", "block:ts(unclosed)"],
  ["```\n```", "```\n```"],
  ["```", "```"],
  ["```one line```", "code(one line)"],
  ["~~~\na\n~~~", "~~~\na\n~~~"],
  ["    four spaces", "    four spaces"],
])("code: %j", (text, tree) => {
  expect(read(text)).toBe(tree);
});

test.each([
  ["> a\n> b\nc", "quote(a\nb)c"],
  [">a\n>> b", "quote(aquote(b))"],
  [">:( >_< >.<", ">:( >_< >.<"],
  ["- a\n- b", "list(item(a)item(b))"],
  ["* a\n  - b\n* c", "list(item(alist(item(b)))item(c))"],
  ["- a\nb", "list(item(a))b"],
  ["text\n1. a\n2. b", "textlist1(item(a)item(b))"],
  ["7. a\n8. b", "list7(item(a)item(b))"],
  ["1986. Great", "list1986(item(Great))"],
  ["-", "-"],
  ["- - -", "- - -"],
  ["---", "---"],
  ["# no heading\n===", "# no heading\n==="],
  ["|a|b|\n|-|-|", "|a|b|\n|-|-|"],
  ["a\n\n\nb", "a\n\n\nb"],
  ["> - a\n> - b", "quote(list(item(a)item(b)))"],
  ["- ```\n  a\n  ```", "list(item(block:(a)))"],
  ["![x](https://a.org/b.png)", "!link<https://a.org/b.png>(x)"],
])("blocks: %j", (text, tree) => {
  expect(read(text)).toBe(tree);
});

test.each([
  [
    "See https://a.org/b?c=1#d, or not.",
    "See address<https://a.org/b?c=1#d>(https://a.org/b?c=1#d), or not.",
  ],
  ["(https://a.org/x)", "(address<https://a.org/x>(https://a.org/x))"],
  ["https://a.org/path_(x). Go!", "address<https://a.org/path_(x)>(https://a.org/path_(x)). Go!"],
  ["**https://a.org/_b_**", "strong(address<https://a.org/_b>(https://a.org/_b)_)"],
  ["xhttps://a.org", "xhttps://a.org"],
  ["[a *b*](https://a.org/(c))", "link<https://a.org/(c)>(a em(b))"],
  ["[a](javascript:alert(1)) [b](//a.org)", "[a](javascript:alert(1)) [b](//a.org)"],
  ["[](https://a.org)", "[](address<https://a.org/>(https://a.org))"],
  [
    "[a [b](https://b.org) c](https://c.org)",
    "[a link<https://b.org/>(b) c](address<https://c.org/>(https://c.org))",
  ],
  ["*a [b* c](https://a.org)", "*a link<https://a.org/>(b* c)"],
  [
    "[https://a.org](https://b.org)",
    "link<https://b.org/>(address<https://a.org/>(https://a.org))",
  ],
  ["<https://a.org>", "<address<https://a.org/>(https://a.org)>"],
  [
    "javascript:alert(1) data:text/html,x ftp://a.org https:// www.a.org",
    "javascript:alert(1) data:text/html,x ftp://a.org https:// www.a.org",
  ],
])("links: %j", (text, tree) => {
  expect(read(text)).toBe(tree);
});

test.each([
  ["hi @ada!", "hi mention(ada)!"],
  ["a@ada.org @a `@ada`", "a@ada.org @a code(@ada)"],
  ["\\@ada", "@ada"],
  ["**@Ada**", "strong(mention(Ada))"],
])("mentions: %j", (text, tree) => {
  expect(read(text)).toBe(tree);
});

test.each([
  ["||a|| b", "spoiler(a) b"],
  ["|| a ||", "spoiler( a )"],
  ["||**a**||", "spoiler(strong(a))"],
  ["**a ||b** c||", "**a spoiler(b** c)"],
  ["||a", "||a"],
  ["**a ||b**", "strong(a ||b)"],
  ["`||a||`", "code(||a||)"],
  ["||a `||` b||", "spoiler(a code(||) b)"],
  ["[a ||b](https://a.org) c||", "[a spoiler(b](address<https://a.org/>(https://a.org)) c)"],
  ["||||", "spoiler()"],
  ["\\||a||", "||a||"],
  ["if a || b || c: *d*", "if a || b || c: em(d)"],
  ["x || *y || z* || w", "x || em(y || z) || w"],
  ["a || b || c || d||", "a || b || c spoiler( d)"],
  ["it was || the butler ||", "it was spoiler( the butler )"],
  ["|| a || b || c", "spoiler( a ) b || c"],
])("spoilers: %j", (text, tree) => {
  expect(read(text)).toBe(tree);
});

test("deep nesting and thousands of pieces of markup are shown as typed", () => {
  const quotes = `${">".repeat(50)} a`;
  expect(read(quotes)).toBe(`${"quote(".repeat(8)}${">".repeat(42)} a${")".repeat(8)}`);
  const deep = `${"*a ".repeat(20)}b${" c*".repeat(20)}`;
  expect(read(deep).match(/em\(/g)).toHaveLength(12);
  expect(read(deep)).toContain("*a *a b c* c*");
  const many = "`a` ".repeat(501).trim();
  expect(parseMarkdown(many)).toEqual([many]);
});
