import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readConfigFileAndWriteSchema } from "@lit/localize-tools/lib/config.js";
import { RuntimeLitLocalizer } from "@lit/localize-tools/lib/modes/runtime.js";

const configuration = join(dirname(dirname(fileURLToPath(import.meta.url))), "lit-localize.json");

/**
 * The app's texts, as its sources hold them, and their translations in `pwa/xliff`.
 * @param {{ outputDir?: string }} [instead] where the built translations go, if not to their place
 */
export function openTranslations({ outputDir } = {}) {
  const config = readConfigFileAndWriteSchema(configuration);
  if (outputDir !== undefined) {
    config.output.outputDir = outputDir;
    config.output.localeCodesModule = join(outputDir, "locale-codes.ts");
  }
  return new RuntimeLitLocalizer(config);
}

/**
 * What is wrong with the translations, a line for each: texts not translated, translations of texts
 * that are gone, placeholders that differ.
 * @param {RuntimeLitLocalizer} localizer
 * @returns {string[]}
 */
export function faultsOf(localizer) {
  const { messages, errors } = localizer.extractSourceMessages();
  const texts = new Map(messages.map((message) => [message.name, textOf(message)]));
  const faults = errors.map(({ messageText }) => String(messageText));
  for (const [locale, translated] of localizer.readTranslationsSync().translations) {
    const done = new Map(translated.map((message) => [message.name, textOf(message)]));
    for (const [name, text] of texts) {
      if (!done.get(name)?.trim()) faults.push(`${locale} ${name}: not translated: ${text}`);
    }
    for (const [name, text] of done) {
      if (!texts.has(name)) faults.push(`${locale} ${name}: no longer in the app: ${text}`);
    }
  }
  return [...faults, ...localizer.validateTranslations().errors];
}

function textOf({ contents }) {
  return contents
    .map((part) => (typeof part === "string" ? part : `{${part.index ?? part.untranslatable}}`))
    .join("");
}
