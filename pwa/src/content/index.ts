export * from "./content-kinds.js";
export type { ContentContext, PollContext } from "./content-context.js";
export { codeStyles } from "./markdown/code-styles.js";
export { forwardStyles } from "./forward.js";
export { pollStyles } from "./poll/poll-styles.js";
export { renderLinks } from "./markdown/render-markdown.js";
export { markdownStyles } from "./markdown/markdown-styles.js";
export { spoilerStyles } from "./markdown/spoiler-styles.js";
export { toneStyles } from "./tone-chips.js";
