export { emojiRoutes } from "./emoji-routes.js";
export { stickerRoutes } from "./sticker-routes.js";
