export { ask, askAs, askRaw, type Reply, type Request } from "./ask.js";
export { backUp } from "./backup.js";
export { eventually } from "./eventually.js";
export { membersCounted } from "./members-counted.js";
export { arrival, mailsTo, readMail, type ReadMail } from "./mailbox.js";
export { openHttp, type RawAnswer, type RawHttp } from "./raw-http.js";
export { openRoom, type OpenRoom } from "./open-room.js";
export { killers, type Killer } from "./killers.js";
export { frameOf, openSocket, type RawSocket, type Received } from "./raw-socket.js";
export { say, signInAgain, signUp, talk, type TestPerson } from "./people.js";
export { startTestRally, type TestRally } from "./test-rally.js";
export { expectFailure } from "./expect-failure.js";
export { pathFor, routeSamples, type RouteSample } from "./route-samples.js";
export { linesOfTwo, type TwoRallys } from "./two-rallys.js";
export * from "./friends.js";
export { startOidcServer, type OidcServer } from "./oidc-server.js";
export { schoolClient, startSchoolServer, type SchoolServer } from "./school-server.js";
export { newVisitor, type Visitor } from "./visitor.js";
export { appOf, turnOnTwoFactor, type TotpApp } from "./totp-app.js";
export { costOf, type Plan } from "./plan-cost.js";
export { plansOf, rowsReadBy } from "./plans.js";
export { everyCommand } from "./every-command.js";
export { everyRoute, nameOfRoute } from "./every-route.js";
export {
  newPushKeys,
  startPushService,
  type PushDevice,
  type PushService,
} from "./push-service.js";
export { newAuthenticator } from "./authenticator.js";
export { readHeldAt } from "./held-read.js";
export {
  expectClosedWithinASecond,
  expectWithinASecond,
  lastLossOf,
  WITHIN_MS,
} from "./within-a-second.js";
