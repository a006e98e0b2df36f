import { closeCodes } from "@rally/shared/rooms";
import { afterAll, expect, test } from "vitest";
import {
  expectClosedWithinASecond,
  openMatch,
  runCommand,
  signInAgain,
  signUp,
  startedMatch,
  startTestRally,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());
const setupToken = rally.adminSetupLink?.split("#")[1] ?? "";
const admin = await signUp(rally, { setupToken });

const started = async () => startedMatch(rally, [await signUp(rally), await signUp(rally)], "pong");

test("[S11] the end of a session closes its game sockets within a second", async () => {
  const { matchId, players, clients } = await started();
  const { id, token } = await signInAgain(rally, players[0]);
  const newer = openMatch(rally, { token }, matchId);
  expect(await clients[0].closed).toBe(closeCodes.replaced);
  await newer.message("joined");
  await rally.database("sessions").where({ id }).update({ ended_at: new Date() });
  expect(await newer.closed).toBe(closeCodes.unauthenticated);
  await expectClosedWithinASecond([rally], players[0].id, closeCodes.unauthenticated);
  const { graceUntil } = await clients[1].message("connection", ({ connected }) => !connected);
  expect(graceUntil).not.toBeNull();
  expect(await openMatch(rally, { token }, matchId).closed).toBe(closeCodes.unauthenticated);
});

test("[S11] a ban closes the sockets of players and of spectators within a second", async () => {
  const { matchId, players, clients } = await started();
  const watching = await signUp(rally);
  const spectator = openMatch(rally, watching, matchId);
  await spectator.message("joined");
  for (const user of [watching, players[1]]) {
    await runCommand(admin, "user.ban", { userId: user.id });
    await expectClosedWithinASecond([rally], user.id, closeCodes.unauthenticated);
  }
  expect(await spectator.closed).toBe(closeCodes.unauthenticated);
  expect(await clients[1].closed).toBe(closeCodes.unauthenticated);
  await clients[0].message("connection", ({ side, connected }) => side === 1 && !connected);
});

test("closes what is no message of the protocol, or too long", async () => {
  const { clients } = await started();
  clients[0].socket.send("{");
  expect(await clients[0].closed).toBe(closeCodes.badFrame);
  clients[1].socket.send("x".repeat(2_000));
  expect(await clients[1].closed).toBe(closeCodes.tooLarge);
});
