export { channelHandlers } from "./commands.js";
export { channelRoutes } from "./routes.js";
export { listedChannels } from "./directory.js";
