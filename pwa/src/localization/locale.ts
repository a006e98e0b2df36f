import { configureLocalization, type LocaleModule } from "@lit/localize";
import { allLocales, sourceLocale, targetLocales } from "./locale-codes.js";

/** How each translation is loaded, by its code; English is in the source itself. */
const loaders = new Map<string, () => Promise<LocaleModule>>();

const { getLocale, setLocale } = configureLocalization({
  sourceLocale,
  targetLocales,
  loadLocale: (code) => {
    const load = loaders.get(code);
    return load ? load() : Promise.reject(new Error(`No translation is bundled for ${code}`));
  },
});

/** The best of the bundled locales for what the browser asks for. */
function preferredLocale(): string {
  const known: readonly string[] = allLocales;
  for (const wanted of navigator.languages) {
    const code = [wanted, wanted.split("-")[0] ?? ""].find((candidate) =>
      known.includes(candidate),
    );
    if (code) return code;
  }
  return sourceLocale;
}

/** Takes up the browser's language as far as it is bundled, and says so on the root element. */
export async function startLocalization(): Promise<void> {
  const wanted = preferredLocale();
  if (wanted !== getLocale()) await setLocale(wanted);
  document.documentElement.lang = getLocale();
}

export { getLocale };
