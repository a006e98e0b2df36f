export { HeardPresence } from "./heard-presence.js";
export { HiddenBoard, nobodyHidden, type Hidden } from "./hidden-board.js";
export { SeenWriter } from "./last-seen.js";
export { PresenceBoard } from "./presence-board.js";
export { watchedPeople } from "./watched-people.js";
