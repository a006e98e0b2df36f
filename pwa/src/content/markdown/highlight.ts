import type { Element, RootContent } from "hast";
import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import csharp from "highlight.js/lib/languages/csharp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import go from "highlight.js/lib/languages/go";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import kotlin from "highlight.js/lib/languages/kotlin";
import php from "highlight.js/lib/languages/php";
import python from "highlight.js/lib/languages/python";
import ruby from "highlight.js/lib/languages/ruby";
import rust from "highlight.js/lib/languages/rust";
import sql from "highlight.js/lib/languages/sql";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";
import { html, type TemplateResult } from "lit";
import { createLowlight } from "lowlight";

const grammars = {
  ...{ bash, c, cpp, csharp, css, diff, go, java, javascript, json, kotlin, php, python },
  ...{ ruby, rust, sql, typescript, xml, yaml },
};
const lowlight = createLowlight(grammars);

/** The colour of each kind of token; a kind that is missing has the colour of the text. */
const colours: Readonly<Record<string, string>> = {
  ...{ keyword: "keyword", built_in: "keyword", literal: "keyword", meta: "keyword" },
  ...{ "selector-tag": "keyword", tag: "keyword", operator: "keyword", type: "title" },
  ...{ string: "string", regexp: "string", addition: "string", char: "string", link: "string" },
  ...{ number: "number", symbol: "number", variable: "number", attr: "number" },
  ...{ attribute: "number", "template-variable": "number", property: "number" },
  ...{ title: "title", name: "title", section: "title", "selector-class": "title" },
  ...{ "selector-id": "title", class: "title", comment: "comment", quote: "comment" },
  ...{ doctag: "comment", deletion: "deletion" },
};

/** @returns code in the colours of its language; undefined for an unknown language */
export type Highlight = (language: string, code: string) => unknown;

export const highlight: Highlight = (language, code) => {
  if (!lowlight.registered(language)) return undefined;
  return lowlight.highlight(language, code).children.map(rendered);
};

function rendered(node: RootContent): string | TemplateResult | unknown[] {
  if (node.type === "text") return node.value;
  if (node.type !== "element") return "";
  const children = node.children.map(rendered);
  const colour = colourOf(node);
  return colour ? html`<span class="code-${colour}">${children}</span>` : children;
}

/** The colour by the first class, such as `hljs-title`. */
function colourOf({ properties }: Element): string | undefined {
  const [name] = [properties["className"]].flat();
  return colours[String(name).replace(/^hljs-/, "")];
}
