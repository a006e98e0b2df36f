export { sendChosenLocale, sendLocale } from "./locale.js";
