import { timeoutFactor } from "@rally/shared/server/testing";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { faultsOf, openTranslations } from "../../build/translations.mjs";

const sources = join(import.meta.dirname, "..");
const generated = join(import.meta.dirname, "generated");
/** Names, which are the same in every language. */
const NAMES = new Set(["Rally"]);

test(
  "every text of the app is translated, with its placeholders",
  { timeout: 60_000 * timeoutFactor },
  () => {
    expect(faultsOf(openTranslations()), "run `npm run localize -w pwa`").toEqual([]);
  },
);

test(
  "the generated modules match these translations",
  { timeout: 60_000 * timeoutFactor },
  async () => {
    const outputDir = await mkdtemp(join(tmpdir(), "rally-translations-"));
    try {
      await openTranslations({ outputDir }).build();
      const names = (await readdir(outputDir)).sort();
      expect((await readdir(generated)).sort()).toEqual(names);
      for (const name of names) {
        const [built, kept] = await Promise.all(
          [outputDir, generated].map((folder) => readFile(join(folder, name), "utf8")),
        );
        expect(kept, `${name} is stale: run \`npm run localize -w pwa\``).toBe(built);
      }
    } finally {
      await rm(outputDir, { recursive: true, force: true });
    }
  },
);

test("French uses non-breaking spaces, French quotes and the typographic apostrophe", async () => {
  const { templates } = await import("./generated/fr.js");
  const texts = Object.values(
    templates as unknown as Record<string, string | { strings: string[] }>,
  );
  const words = texts.flatMap((text) => (typeof text === "string" ? text : text.strings));
  const wrong = words.filter((text) =>
    /[^\u202f\w][;:!?»]|[\w\u00e0-\u00ff][;:!?»]|«[^\u202f]|['"“”]|\.\.\./.test(text),
  );
  expect(wrong).toEqual([]);
});

const files = (await readdir(sources, { recursive: true })).filter(
  (name) => name.endsWith(".ts") && !/\.test\.ts$|generated|testing/.test(name),
);

test("no template contains untranslated text", async () => {
  const bare: string[] = [];
  for (const name of files) {
    const source = await parse(name);
    visit(source, (node) => {
      if (!ts.isTaggedTemplateExpression(node)) return;
      if (node.tag.getText(source) !== "html" || isMessage(node.parent)) return;
      for (const text of textsIn(markupOf(node.template))) bare.push(`${name}: ${text}`);
    });
  }
  expect(bare).toEqual([]);
});

test("elements are localized before they are defined, for those already on the page", async () => {
  const late: string[] = [];
  for (const name of files) {
    const text = await readFile(join(sources, name), "utf8");
    if (/@localized\(\)\s+@customElement/.test(text)) late.push(name);
  }
  expect(late, "put @customElement(…) above @localized()").toEqual([]);
});

test("every element with texts re-renders when the language changes", async () => {
  const deaf: string[] = [];
  for (const name of files) {
    const text = await readFile(join(sources, name), "utf8");
    if (/\bmsg\(/.test(text) && /@customElement/.test(text) && !/@localized\(\)/.test(text)) {
      deaf.push(name);
    }
  }
  expect(deaf).toEqual([]);
});

async function parse(name: string): Promise<ts.SourceFile> {
  const text = await readFile(join(sources, name), "utf8");
  return ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
}

function visit(node: ts.Node, visitor: (node: ts.Node) => void): void {
  visitor(node);
  ts.forEachChild(node, (child) => visit(child, visitor));
}

function isMessage(node: ts.Node): boolean {
  return ts.isCallExpression(node) && node.expression.getText() === "msg";
}

/** The template with a mark where something is filled in. */
function markupOf(template: ts.TemplateLiteral): string {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  return (
    template.head.text + template.templateSpans.map((span) => `\0${span.literal.text}`).join("")
  );
}

/** What a person would read or hear of it: text between tags, and attributes that hold words. */
function textsIn(markup: string): string[] {
  const spoken = /\s(?:aria-label|aria-description|placeholder|title|alt|label)="([^"\0]*)"/g;
  const attributes = [...markup.matchAll(spoken)].map(([, words]) => words ?? "");
  const between = markup
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<[^>]*>/g, "\0")
    .split("\0");
  return [...attributes, ...between]
    .map((text) => text.trim())
    .filter((text) => /\p{L}{2}/u.test(text) && !NAMES.has(text));
}
