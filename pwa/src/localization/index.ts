export * from "./dates.js";
export * from "./error-sentences.js";
export { chosenLanguage, languageNames, type Language } from "./language.js";
export * from "./locale.js";
export * from "./labels.js";
export { bestMatches } from "./matching.js";
