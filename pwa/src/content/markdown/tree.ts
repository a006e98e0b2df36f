import type { Token } from "./markdown-state.js";
import { parseBlocks } from "./parse-blocks.js";
import { parseInline } from "./parse-inline.js";

/** A text with its markup. Line breaks in strings are line breaks of the text. */
export type MarkdownNode =
  | string
  | { type: "strong" | "em" | "strike" | "spoiler" | "quote" | "item"; children: MarkdownNode[] }
  | { type: "link"; url: URL; children: MarkdownNode[] }
  | { type: "list"; start: number | undefined; children: MarkdownNode[] }
  | { type: "address"; url: URL; text: string }
  | { type: "mention"; name: string }
  | { type: "code"; text: string }
  /** It is shown as its text unless the server has such an emoji. */
  | { type: "emoji"; text: string }
  | { type: "code-block"; language: string; text: string };

/** A node with children. */
export type MarkdownParent = Extract<MarkdownNode, { children: MarkdownNode[] }>;

/** Inline markup inside other inline markup; deeper markup is shown as typed. */
const DEPTH = 12;
/** What the elements of a message may cost; a text with more is shown as typed. */
const BUDGET = 500;
/** The cost of a piece of markup; of others 1. */
const COSTS: Partial<Record<string, number>> = {
  ...{ "code-block": 10, spoiler: 5, link: 3, address: 3, list: 2, quote: 2 },
};

/** Parses a message. Its cost grows with the length of the text alone, whatever it contains. */
export function parseMarkdown(text: string): MarkdownNode[] {
  const tree = new Tree();
  for (const token of parseBlocks(text)) {
    if (token.type === "inline") tree.addInline(parseInline(token.content));
    else tree.addBlock(token);
    if (tree.cost > BUDGET) return [text];
  }
  return tree.root;
}

class Tree {
  readonly root: MarkdownNode[] = [];
  cost = 0;
  private children = this.root;
  private readonly outer: MarkdownNode[][] = [];

  addBlock(token: Token): void {
    if (token.nesting < 0) this.close();
    else if (token.type === "fence") {
      this.add({ type: "code-block", language: token.info, text: token.content });
    } else this.open(blockOf(token));
  }

  addInline(tokens: readonly Token[] | string): void {
    // Two texts in a row were apart in the source.
    if (this.isAfterText()) this.addText("\n");
    if (typeof tokens === "string") {
      this.addText(tokens);
      return;
    }
    let depth = 0;
    for (const token of tokens) {
      const isMarkup = token.nesting !== 0;
      if (token.nesting < 0) depth -= 1;
      if (isMarkup && depth >= DEPTH) this.addText(token.markup);
      else if (token.nesting > 0) this.open(inlineParent(token));
      else if (token.nesting < 0) this.close();
      else this.addLeaf(token);
      if (token.nesting > 0) depth += 1;
    }
  }

  private isAfterText(): boolean {
    const last = this.children.at(-1);
    if (last === undefined) return false;
    return typeof last === "string" || !["quote", "list", "code-block"].includes(last.type);
  }

  private addLeaf({ type, content, meta }: Token): void {
    switch (type) {
      case "code_inline":
        return this.add({ type: "code", text: content });
      case "mention":
        return this.add({ type: "mention", name: content.slice(1) });
      case "emoji":
        return this.add({ type: "emoji", text: content });
      case "address":
        return this.add({ type: "address", text: content, url: (meta as { url: URL }).url });
      default:
        return this.addText(content);
    }
  }

  private addText(text: string): void {
    const last = this.children.length - 1;
    const before = this.children[last];
    if (text === "") return;
    if (typeof before === "string") this.children[last] = before + text;
    else this.children.push(text);
  }

  private add(node: Exclude<MarkdownNode, string>): void {
    this.children.push(node);
    this.cost += COSTS[node.type] ?? 1;
  }

  private open(node: MarkdownParent): void {
    this.add(node);
    this.outer.push(this.children);
    this.children = node.children;
  }

  private close(): void {
    this.children = this.outer.pop() ?? this.root;
  }
}

function blockOf({ type, attrs }: Token): MarkdownParent {
  switch (type) {
    case "blockquote_open":
      return { type: "quote", children: [] };
    case "list_item_open":
      return { type: "item", children: [] };
    default: {
      const start = type === "ordered_list_open" ? Number(attrs?.[0]?.[1] ?? 1) : undefined;
      return { type: "list", start, children: [] };
    }
  }
}

const inlineTypes = {
  strong_open: "strong",
  em_open: "em",
  s_open: "strike",
  spoiler_open: "spoiler",
} as const;

function inlineParent({ type, meta }: Token): MarkdownParent {
  if (type === "link_open") return { type: "link", url: (meta as { url: URL }).url, children: [] };
  return { type: inlineTypes[type as keyof typeof inlineTypes], children: [] };
}
