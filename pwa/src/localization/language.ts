import { allLocales } from "./generated/locale-codes.js";

/** The app's language; `system` is the browser's preference. */
export type Language = "system" | (typeof allLocales)[number];

/** The name of each language in that language; never translated. */
export const languageNames: Record<Exclude<Language, "system">, string> = {
  en: "English",
  fr: "Français",
};

// Read by public/start.js before the app is loaded.
export const LANGUAGE_KEY = "rally.language";

export function chosenLanguage(): Language {
  const stored = localStorage.getItem(LANGUAGE_KEY);
  return allLocales.find((code) => code === stored) ?? "system";
}

export function storeLanguage(language: Language): void {
  if (language === "system") localStorage.removeItem(LANGUAGE_KEY);
  else localStorage.setItem(LANGUAGE_KEY, language);
}
