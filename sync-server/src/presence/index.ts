export { RemotePresence } from "./remote-presence.js";
export { HiddenUsersCache, noneHidden, type Hidden } from "./hidden-users-cache.js";
export { SeenWriter } from "./last-seen.js";
export { PresenceRegistry } from "./presence-registry.js";
export { watchedPeople } from "./watched-people.js";
