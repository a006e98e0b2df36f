export * from "./frames.js";
export { Connection, dismiss } from "./connection.js";
export { DeliveryGate } from "./delivery-gate.js";
export { PeerSocket } from "./peer-socket.js";
export { frameOf, textFrameOf } from "./web-socket-frame.js";
