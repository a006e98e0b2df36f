import { configureLocalization, type LocaleModule } from "@lit/localize";
import { allLocales, sourceLocale, targetLocales } from "./generated/locale-codes.js";
import { chosenLanguage, LANGUAGE_KEY, storeLanguage, type Language } from "./language.js";

export type Locale = (typeof allLocales)[number];

/** Loads each translation, by locale code; English is in the source code. */
const loaders: Record<(typeof targetLocales)[number], () => Promise<LocaleModule>> = {
  fr: () => import("./generated/fr.js"),
};

const { getLocale, setLocale } = configureLocalization({
  sourceLocale,
  targetLocales,
  loadLocale: (code) => loaders[code as keyof typeof loaders](),
});

/** The language chosen in the settings, or else the best match for the browser's languages. */
function wantedLocale(): Locale {
  const chosen = chosenLanguage();
  const asked = chosen === "system" ? navigator.languages : [chosen];
  for (const wanted of asked) {
    const code = allLocales.find((known) => known === wanted || known === wanted.split("-")[0]);
    if (code) return code;
  }
  return sourceLocale;
}

let started: Promise<void> | undefined;

/**
 * Applies this device's language and sets it on the root element. Resolves when the texts are
 * loaded: anything rendered before would flash in English.
 */
export function startLocalization(): Promise<void> {
  if (!started) {
    started = takeUpLanguage();
    // Changed in another tab, or in the browser's settings.
    addEventListener("storage", ({ key }) => {
      if (key === LANGUAGE_KEY || key === null) void takeUpLanguage();
    });
    addEventListener("languagechange", () => void takeUpLanguage());
  }
  return started;
}

/** Changes the language of this device without a reload. @returns the locale in use. */
export async function chooseLanguage(language: Language): Promise<Locale> {
  storeLanguage(language);
  await takeUpLanguage();
  return getLocale() as Locale;
}

async function takeUpLanguage(): Promise<void> {
  try {
    await setLocale(wantedLocale());
  } catch (error) {
    // Keeps the previous language.
    console.warn("failed to load a translation", error);
  }
  document.documentElement.lang = getLocale();
}

export { getLocale };
