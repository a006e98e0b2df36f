export { ask, askRaw, type Reply, type Request } from "./ask.js";
export { backUp } from "./backup.js";
export { eventually } from "./eventually.js";
export { openRoom, type OpenRoom } from "./open-room.js";
export { frameOf, openSocket, type RawSocket, type Received } from "./raw-socket.js";
export { say, signUp, talk, type TestPerson } from "./people.js";
export { startTestRally, type TestRally } from "./test-rally.js";
export { expectFailure } from "./expect-failure.js";
export { pathFor, routeSamples, type RouteSample } from "./route-samples.js";
