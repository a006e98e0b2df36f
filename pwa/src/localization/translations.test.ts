import { patience } from "@rally/shared/server/testing";
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
  { timeout: 60_000 * patience },
  () => {
    expect(faultsOf(openTranslations()), "run `npm run localize -w pwa`").toEqual([]);
  },
);

test(
  "what the app loads was built from these translations",
  { timeout: 60_000 * patience },
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

test("French is set as French is: unbreakable spaces, its own quotes and apostrophe", async () => {
  const { templates } = await import("./generated/fr.js");
  const texts = Object.values(
    templates as unknown as Record<string, string | { strings: string[] }>,
  );
  const words = texts.flatMap((text) => (typeof text === "string" ? text : text.strings));
  const wrong = words.filter((text) =>
    /[^\u00a0\u202f\w][;:!?»]|[\w\u00e0-\u00ff][;:!?»]|«[^\u00a0]|['"“”]|\.\.\./.test(text),
  );
  expect(wrong).toEqual([]);
});

const files = (await readdir(sources, { recursive: true })).filter(
  (name) => name.endsWith(".ts") && !/\.test\.ts$|generated|testing/.test(name),
);

test("no text stands in a template untranslated", async () => {
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

test("whoever is localized is so before it is defined: one already on the page is made in that moment", async () => {
  const late: string[] = [];
  for (const name of files) {
    const text = await readFile(join(sources, name), "utf8");
    if (/@localized\(\)\s+@customElement/.test(text)) late.push(name);
  }
  expect(late, "put @customElement(…) above @localized()").toEqual([]);
});

test("whoever has texts follows the language", async () => {
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
