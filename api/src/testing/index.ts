export { ask, askAs, askRaw, type Reply, type Request } from "./http/ask.js";
export { backUp } from "./database/backup.js";
export { eventually } from "./eventually.js";
export { waitForMemberCounts } from "./member-counts.js";
export { arrival, mailsTo, readMail, type ReadMail } from "./sign-in/mailbox.js";
export { openHttp, type RawAnswer, type RawHttp } from "./http/raw-http.js";
export {
  accepted,
  inTurn,
  openMatch,
  startedMatch,
  type GameClient,
} from "./sockets/open-match.js";
export { openRoom, type OpenRoom } from "./sockets/open-room.js";
export { hostileUpdates, type HostileUpdate } from "./sockets/hostile-updates.js";
export { frameOf, openSocket, type RawSocket, type Received } from "./sockets/raw-socket.js";
export { runCommand, say, sendPoll, signInAgain, signUp, talk, type TestPerson } from "./people.js";
export { startTestRally, type TestRally } from "./test-rally.js";
export { expectFailure } from "./http/expect-failure.js";
export { channelSamples } from "./http/channel-samples.js";
export { pathFor, routeSamples, type RouteSample } from "./http/route-samples.js";
export { busesOfTwo, type TwoRallys } from "./two-rallys.js";
export * from "./friends.js";
export { startOidcServer, type OidcServer } from "./sign-in/oidc-server.js";
export { schoolClient, startSchoolServer, type SchoolServer } from "./sign-in/school-server.js";
export { newVisitor, type Visitor } from "./sign-in/visitor.js";
export { appOf, turnOnTwoFactor, type TotpApp } from "./sign-in/totp-app.js";
export { costOf, type Plan } from "./database/plan-cost.js";
export { plansOf, rowsReadBy } from "./database/plans.js";
export { everyCommand } from "./every-command.js";
export { everyRoute, nameOfRoute } from "./http/every-route.js";
export {
  newPushKeys,
  startPushService,
  type PushDevice,
  type PushService,
} from "./push-service.js";
export { newAuthenticator } from "./sign-in/authenticator.js";
export { readHeldAt } from "./database/held-read.js";
export {
  expectClosedWithinASecond,
  expectWithinASecond,
  lastLossOf,
  WITHIN_MS,
} from "./sockets/within-a-second.js";
