// Collects the app's texts into pwa/xliff, says what is left to translate there, and builds what the app loads.
import { faultsOf, openTranslations } from "./translations.mjs";

await openTranslations().writeInterchangeFiles();
const localizer = openTranslations();
const faults = faultsOf(localizer);
for (const fault of faults) console.error(fault);
// One wrong placeholder, and nothing is built: it could be code.
localizer.assertTranslationsAreValid();
await localizer.build();
const rest =
  faults.length === 0 ? "all are translated" : `left to do in pwa/xliff: ${faults.length}`;
console.log(`${localizer.extractSourceMessages().messages.length} texts, ${rest}.`);
process.exitCode = faults.length === 0 ? 0 : 1;
