export { BlockBoard, noBlocks, type Blocks } from "./block-board.js";
