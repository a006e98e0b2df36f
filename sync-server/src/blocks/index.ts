export { BlockCache, noBlocks, type Blocks } from "./block-cache.js";
