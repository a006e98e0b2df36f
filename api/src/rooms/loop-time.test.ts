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

const rally = await startTestRally({ limits: { userLoopTime: 8, userLoopTimeAtOnce: 2 } });
afterAll(() => rally.close());

const conversation = newId();

test("[S12] who uses up their time waits for more of it, while others are served at once", async () => {
  const [dear, other] = [await signUp(rally), await signUp(rally)];
  const own = roomName("user", dear.id);
  const [phone, laptop] = [
    await openRoom(rally, other.token, roomName("user", other.id)),
    await openRoom(rally, other.token, roomName("user", other.id)),
  ];
  const device = await openSocket(rally, `/sync/${own}`, { token: dear.token });
  device.send(frameOf(0, 0, new Uint8Array([0])));
  await device.first("step2");
  // Letters at the beginning, each of them a struct: some 10 ms of merging each.
  const letters = new Y.Doc();
  const updates: Uint8Array[] = [];
  for (let load = 0; load < 4; load += 1) {
    const before = Y.encodeStateVector(letters);
    letters.transact(() => {
      for (let count = 0; count < 1_000; count += 1) {
        draftText(letters, conversation).insert((count * 7) % (count + 1), "x");
      }
    });
    updates.push(Y.encodeStateAsUpdate(letters, before));
  }
  const began = performance.now();
  for (let again = 0; again < 12; again += 1) {
    for (const update of updates) device.sendParts(0, 2, update);
  }
  device.received.length = 0;
  device.send(frameOf(0, 0, new Uint8Array([0])));
  for (let count = 0; count < 10; count += 1) {
    draftText(phone.doc, conversation).insert(0, "y");
    const seen = () => expect(draftText(laptop.doc, conversation).length).toBe(count + 1);
    await eventually(seen, 1_000);
  }
  const { bytes } = await eventually(() => device.first("step2"), 20_000);
  const merged = new Y.Doc();
  Y.applyUpdate(merged, bytes);
  expect(draftText(merged, conversation).length).toBe(4_000);
  // 8 ms of each second: what takes more than 2 ms at once takes its time.
  expect(performance.now() - began).toBeGreaterThan(100);
  expect(device.isOpen).toBe(true);
  expect(rally.errors).toEqual([]);
});
