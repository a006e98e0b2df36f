import { allLocales } from "./generated/locale-codes.js";

/** What the app is written in; `system` is what the browser asks for. */
export type Language = "system" | (typeof allLocales)[number];

/** Each language in its own words, which are therefore never translated. */
export const languageNames: Record<Exclude<Language, "system">, string> = {
  en: "English",
  fr: "Français",
};

// Read by public/start.js before the app is there.
export const LANGUAGE_KEY = "rally.language";

export function chosenLanguage(): Language {
  const stored = localStorage.getItem(LANGUAGE_KEY);
  return allLocales.find((code) => code === stored) ?? "system";
}

export function storeLanguage(language: Language): void {
  if (language === "system") localStorage.removeItem(LANGUAGE_KEY);
  else localStorage.setItem(LANGUAGE_KEY, language);
}
