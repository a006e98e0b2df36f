import { configureLocalization, type LocaleModule } from "@lit/localize";
import { allLocales, sourceLocale, targetLocales } from "./generated/locale-codes.js";
import { chosenLanguage, LANGUAGE_KEY, storeLanguage, type Language } from "./language.js";

export type Locale = (typeof allLocales)[number];

/** How each translation is loaded, by its code; English is in the source itself. */
const loaders: Record<(typeof targetLocales)[number], () => Promise<LocaleModule>> = {
  fr: () => import("./generated/fr.js"),
};

const { getLocale, setLocale } = configureLocalization({
  sourceLocale,
  targetLocales,
  loadLocale: (code) => loaders[code as keyof typeof loaders](),
});

/** What was chosen in the settings, else the best of the bundled locales for what the browser asks for. */
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
 * Takes up the language of this device, once, and says so on the root element. Resolves when its
 * texts are there: what is drawn before would flash in English.
 */
export function startLocalization(): Promise<void> {
  if (!started) {
    started = takeUpLanguage();
    // Chosen in another tab, or in the browser's own settings.
    addEventListener("storage", ({ key }) => {
      if (key === LANGUAGE_KEY || key === null) void takeUpLanguage();
    });
    addEventListener("languagechange", () => void takeUpLanguage());
  }
  return started;
}

/** Speaks another language from now on, on this device, without a reload. @returns which one that is. */
export async function chooseLanguage(language: Language): Promise<Locale> {
  storeLanguage(language);
  await takeUpLanguage();
  return getLocale() as Locale;
}

async function takeUpLanguage(): Promise<void> {
  try {
    await setLocale(wantedLocale());
  } catch (error) {
    // Rather the language of before than nothing at all.
    console.warn("A translation could not be loaded", error);
  }
  document.documentElement.lang = getLocale();
}

export { getLocale };
