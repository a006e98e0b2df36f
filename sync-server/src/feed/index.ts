export { ChangeFeed, type FeedListener } from "./change-feed.js";
export type { LostRight, MovedRow } from "./feed-statement.js";
export { startTrim, trimFeed } from "./trim-feed.js";
