import { emojiTemplate } from "../../expressions/index.js";
import { entryOf, isPageOfApp, pageAt, pathTo } from "../../navigation/index.js";
import { setStyle } from "../../design/index.js";
import { html, type TemplateResult } from "lit";
import type { DirectiveResult } from "lit/directive.js";
import { addressAt } from "./addresses.js";
import { codeBlock } from "./code-block.js";
import { hostOfAddress, hostOfLink, withoutInvisible } from "./real-host.js";
import { spoiler } from "./spoiler.js";
import { parseMarkdown, type MarkdownNode } from "./tree.js";
import { visibleCode } from "./visible-code.js";

/** What the markup of a message needs to know besides its text. */
export interface TextContext {
  /** Identifies the message, to remember which of its spoilers are revealed. */
  id: string;
  /** The reader's user name. */
  ownName: string | undefined;
  /** Whether Tab reaches the buttons inside. */
  tabIndex: "0" | "-1";
}

type Rendered = string | TemplateResult | DirectiveResult;

/** Names that mention many users. */
const GROUPS = new Set(["here", "everyone"]);
/** Messages whose parsed text is kept: more than the list renders at once. */
const CACHED = 200;
const cache = new Map<string, MarkdownNode[]>();

function parsed(text: string): MarkdownNode[] {
  const known = cache.get(text);
  if (known) return known;
  const nodes = parseMarkdown(text);
  if (cache.size >= CACHED) cache.clear();
  cache.set(text, nodes);
  return nodes;
}

/**
 * A message's text with its markup, as templates: nothing that a user wrote is ever read as HTML.
 * Line breaks are shown by `white-space`, so the templates have no spaces of their own.
 */
export function renderMarkdown(text: string, context: TextContext): Rendered[] {
  return new Renderer(context).all(parsed(text));
}

class Renderer {
  private spoilers = 0;

  constructor(private readonly context: TextContext) {}

  all(nodes: readonly MarkdownNode[]): Rendered[] {
    return nodes.map((node) => (typeof node === "string" ? node : this.one(node)));
  }

  private one(node: Exclude<MarkdownNode, string>): Rendered {
    switch (node.type) {
      case "strong":
        return html`<strong>${this.all(node.children)}</strong>`;
      case "em":
        return html`<em>${this.all(node.children)}</em>`;
      case "strike":
        return html`<s>${this.all(node.children)}</s>`;
      case "code":
        return html`<code dir="auto">${visibleCode(node.text)}</code>`;
      case "code-block":
        return codeBlock(node.language, node.text, this.context.tabIndex);
      case "quote":
        return html`<blockquote dir="auto">${this.all(node.children)}</blockquote>`;
      case "list":
        return this.list(node.start, node.children);
      case "item":
        return html`<li>${this.all(node.children)}</li>`;
      case "address":
        return link(node.url, node.text, hostOfAddress(node.url, node.text));
      case "link":
        return this.link(node.url, node.children);
      case "emoji":
        return emojiTemplate(node.text);
      case "mention":
        return this.mention(node.name);
      case "spoiler":
        return this.spoiler(node.children);
    }
  }

  private list(start: number | undefined, items: readonly MarkdownNode[]): TemplateResult {
    if (start === undefined)
      return html`<ul role="list" dir="auto">
        ${this.all(items)}
      </ul>`;
    const digits = String(start + items.length - 1).length;
    const width = setStyle({ "--digits": String(digits) });
    return html`<ol role="list" dir="auto" start=${start} ${width}>
      ${this.all(items)}
    </ol>`;
  }

  private link(url: URL, children: readonly MarkdownNode[]): TemplateResult {
    const text = textOf(children);
    // A link cannot contain the button of a spoiler, and must not reveal its text.
    if (hasSpoiler(children)) {
      return html`${this.all(children)} (${link(url, url.href, undefined)})`;
    }
    return link(url, this.all(labelOf(children)), hostOfLink(url, text));
  }

  private mention(name: string): TemplateResult {
    const lower = name.toLowerCase();
    const isGroup = GROUPS.has(lower);
    const classes =
      isGroup || lower === this.context.ownName?.toLowerCase() ? "mention own" : "mention";
    if (isGroup) return html`<bdi class=${classes}>@${name}</bdi>`;
    const path = pathTo("profile", { username: lower });
    return html`<a class=${classes} href=${path}><bdi>@${name}</bdi></a>`;
  }

  private spoiler(children: readonly MarkdownNode[]): Rendered {
    if (children.length === 0) return "||||";
    const key = `${this.context.id}/${this.spoilers}/${textOf(children)}`;
    this.spoilers += 1;
    return spoiler(key, this.all(children), this.context.tabIndex);
  }
}

function link(url: URL, text: Rendered | Rendered[], host: string | undefined): TemplateResult {
  const beside = host && html`<bdi class="real-host" dir="ltr">${` (${host})`}</bdi>`;
  const page = pageOfApp(url);
  // The router follows links without a target.
  if (page) return html`<a href=${page.href}><bdi>${text}</bdi>${beside}</a>`;
  return html`<a href=${url.href} target="_blank" rel="noopener noreferrer"
    ><bdi>${text}</bdi>${beside}</a
  >`;
}

/**
 * A text without markup, such as a topic, with its addresses as links.
 */
export function renderLinks(text: string): Rendered[] {
  const parts: Rendered[] = [];
  let from = 0;
  for (const { index } of text.matchAll(/https?:/gi)) {
    const found = index < from ? undefined : addressAt(text, index);
    if (!found) continue;
    parts.push(text.slice(from, index));
    parts.push(link(found.url, found.shown, hostOfAddress(found.url, found.shown)));
    from = index + found.shown.length;
  }
  return [...parts, text.slice(from)];
}

/**
 * The page of the app that an address leads to. What follows `?` or `#` is left out, because the router
 * follows paths alone; a fragment that the page reads, such as a mailed token, is no page to open here.
 */
function pageOfApp(url: URL): URL | undefined {
  const page = new URL(url.pathname, url.origin);
  const readsFragment = url.hash !== "" && entryOf(pageAt(page)).path.includes("#");
  return isPageOfApp(page) && !readsFragment ? page : undefined;
}

/** The content of a link: markup, but no links inside, and no invisible characters. */
function labelOf(nodes: readonly MarkdownNode[]): MarkdownNode[] {
  return nodes.map((node) => {
    if (typeof node === "string") return withoutInvisible(node);
    if ("children" in node) return { ...node, children: labelOf(node.children) };
    return node.type === "code" ? node : withoutInvisible(textOf([node]));
  });
}

function textOf(nodes: readonly MarkdownNode[]): string {
  return nodes
    .map((node) => {
      if (typeof node === "string") return node;
      if ("children" in node) return textOf(node.children);
      return node.type === "mention" ? `@${node.name}` : node.text;
    })
    .join("");
}

function hasSpoiler(nodes: readonly MarkdownNode[]): boolean {
  return nodes.some(
    (node) =>
      typeof node !== "string" &&
      "children" in node &&
      (node.type === "spoiler" || hasSpoiler(node.children)),
  );
}
