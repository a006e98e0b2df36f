import { sendMessageRoute } from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { roomName } from "@rally/shared/rooms";
import * as Y from "yjs";
import { afterAll, describe, expect, test } from "vitest";
import {
  eventually,
  openRoom,
  openSocket,
  say,
  signUp,
  startTestRally,
  talk,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());
const [one, two, three] = [await signUp(rally), await signUp(rally), await signUp(rally)];
const healthy = await talk(two, three);

interface Stored {
  conversation_id: string;
  number: number;
  bytes: Buffer;
}
const updatesOf = (id: string) =>
  rally.database<Stored>("conversation_updates").where("conversation_id", id).orderBy("number");

const corruptions: [what: string, corrupt: (bytes: Buffer) => Buffer | undefined][] = [
  ["cannot be decoded", () => Buffer.from("noise, noise, noise")],
  ["is truncated", (bytes) => bytes.subarray(0, bytes.length / 2)],
  ["is missing", () => undefined],
];

describe.each(corruptions)("a room with a stored update that %s", (_what, corrupt) => {
  test("is closed with 4500 and refuses writes, other rooms continue, and it is back once the row is repaired", async () => {
    const id = await talk(one, await signUp(rally));
    const room = roomName("conversation", id);
    for (const body of ["a", "b", "c"]) await say(one, id, body);
    // Starts a server that has none of it in memory.
    await rally.restart();
    const stored = await updatesOf(id);
    const [, , last] = stored as [Stored, Stored, Stored];
    const row = { conversation_id: id, number: last.number };
    const bytes = corrupt(last.bytes);
    if (bytes) await rally.database("conversation_updates").where(row).update({ bytes });
    else await rally.database("conversation_updates").where(row).delete();
    const corrupted = await updatesOf(id);

    for (let count = 0; count < 3; count += 1) {
      const joiner = await openSocket(rally, `/sync/${room}`, { token: one.token });
      joiner.sendParts(0, 0, Y.encodeStateVector(new Y.Doc()));
      expect(await joiner.closed()).toBe(4500);
      const body = { id: newId(), content: { kind: "text" as const, body: "over it" } };
      const { status } = await one.ask(sendMessageRoute, { params: { id }, body });
      expect(status).toBe(500);
      expect(joiner.received.filter(({ kind }) => kind === "step2")).toEqual([]);
    }
    expect(await updatesOf(id)).toEqual(corrupted);
    await say(two, healthy, "others go on");
    const reader = await openRoom(rally, three.token, roomName("conversation", healthy));
    expect(reader.texts()).toContain("others go on");

    await rally.database("conversation_updates").where("conversation_id", id).delete();
    await rally.database("conversation_updates").insert(stored);
    const back = await openRoom(rally, one.token, room);
    expect(back.texts()).toEqual(["a", "b", "c"]);
    expect(await say(one, id, "d")).toMatchObject({ seq: 4 });
    await eventually(() => expect(back.texts()).toEqual(["a", "b", "c", "d"]));
  });
});
