export { type Sticker } from "@rally/shared/stickers";
export * from "./saved-stickers.js";
export * from "./sticker-labels.js";
export * from "./sticker-packs.js";
export * from "./sticker-template.js";
