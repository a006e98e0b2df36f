import { newId } from "@rally/shared/ids";
import { draftText, roomName } from "@rally/shared/rooms";
import * as Y from "yjs";
import { afterAll, expect, test } from "vitest";
import {
  eventually,
  frameOf,
  openRoom,
  openSocket,
  signUp,
  startTestRally,
} from "../testing/index.js";

/** Milliseconds of the event loop that a user's frames get each second. */
const PER_SECOND = 8;
/** Milliseconds that they get at once before any wait. */
const AT_ONCE = 2;
const metricsToken = "a-token-for-metrics-alone";
const rally = await startTestRally({
  metricsToken,
  limits: { userLoopTime: PER_SECOND, userLoopTimeAtOnce: AT_ONCE },
});
afterAll(() => rally.close());

const conversation = newId();

/** Milliseconds of the event loop that frames have used so far. */
async function frameTime(): Promise<number> {
  const headers = { Authorization: `Bearer ${metricsToken}` };
  const text = await (await fetch(`${rally.url}/metrics`, { headers })).text();
  return Number(/^rally_frame_seconds_sum (.+)$/m.exec(text)?.[1]) * 1_000;
}

/** Updates of a text whose letters were typed at random places, so that each is a struct. */
function expensiveUpdates(pieces: number): Uint8Array[] {
  const letters = new Y.Doc();
  return Array.from({ length: pieces }, () => {
    const before = Y.encodeStateVector(letters);
    letters.transact(() => {
      for (let count = 0; count < 1_000; count += 1) {
        draftText(letters, conversation).insert((count * 7) % (count + 1), "x");
      }
    });
    return Y.encodeStateAsUpdate(letters, before);
  });
}

test("[S12] a user who used up their time waits for more, while others are served at once", async () => {
  const [dear, other] = [await signUp(rally), await signUp(rally)];
  const device = await openSocket(rally, `/sync/${roomName("user", dear.id)}`, {
    token: dear.token,
  });
  const STEP_1 = frameOf(0, 0, new Uint8Array([0]));
  device.send(STEP_1);
  await device.first("step2");
  const updates = expensiveUpdates(4);

  // Without other load: its frames waited for their share of the loop, whatever the machine.
  const [before, began] = [await frameTime(), performance.now()];
  device.received.length = 0;
  for (const update of updates) device.sendParts(0, 2, update);
  device.send(STEP_1);
  const { bytes } = await eventually(() => device.first("step2"), 60_000);
  const allowed = ((performance.now() - began) * PER_SECOND) / 1_000;
  const merged = new Y.Doc();
  Y.applyUpdate(merged, bytes);
  expect(draftText(merged, conversation).length).toBe(4_000);
  expect(allowed + AT_ONCE).toBeGreaterThan(((await frameTime()) - before) / 2);

  // Beside another user: ten round trips of the other are done before these frames had their time.
  const [phone, laptop] = [
    await openRoom(rally, other.token, roomName("user", other.id)),
    await openRoom(rally, other.token, roomName("user", other.id)),
  ];
  device.received.length = 0;
  for (let again = 0; again < 80; again += 1) {
    for (const update of updates) device.sendParts(0, 2, update);
  }
  device.send(STEP_1);
  for (let count = 0; count < 10; count += 1) {
    draftText(phone.doc, conversation).insert(0, "y");
    await eventually(() => expect(draftText(laptop.doc, conversation).length).toBe(count + 1));
  }
  // On a slow machine, a keep-alive, an empty awareness update, may come meanwhile.
  const answers = device.received.filter(({ kind }) => kind !== "awareness");
  expect(answers).toEqual([]);
  expect(device.isOpen).toBe(true);
  expect(rally.errors).toEqual([]);
});
