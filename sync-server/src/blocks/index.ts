export { BlockBoard, blocksOfUser, noBlocks, type Blocks } from "./block-board.js";
