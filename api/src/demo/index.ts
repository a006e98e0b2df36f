export { demoSentence, fillWithDemo, type Demo } from "./fill.js";
