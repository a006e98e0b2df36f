import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { roomName } from "@rally/shared/rooms";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import { afterAll, describe, expect, test } from "vitest";
import {
  eventually,
  frameOf,
  openRoom,
  openSocket,
  signUp,
  startTestRally,
  talk,
  type OpenRoom,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

/** The room of a direct conversation, with both members connected. */
async function setup() {
  const [alice, bob] = [await signUp(rally), await signUp(rally)];
  const room = roomName("conversation", await talk(alice, bob));
  const [mine, theirs] = [
    await openRoom(rally, alice.token, room),
    await openRoom(rally, bob.token, room),
  ];
  return { alice, bob, room, mine, theirs };
}

function awareness(...entries: [client: number, clock: number, state: string][]): Uint8Array {
  const states = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, entries.length);
    for (const [client, clock, state] of entries) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, clock);
      encoding.writeVarString(encoder, state);
    }
  });
  return frameOf(1, states);
}

const sees = (room: OpenRoom, states: object[]) =>
  eventually(() => expect(room.others()).toEqual(states));

describe("awareness in a conversation", () => {
  test("shows typing to the others until it ends, or until the socket closes", async () => {
    const { alice, mine, theirs } = await setup();
    mine.provider.awareness.setLocalState({ typing: true });
    await sees(theirs, [{ typing: true, user: alice.id }]);
    mine.provider.awareness.setLocalState({ typing: false });
    await sees(theirs, [{ typing: false, user: alice.id }]);
    mine.leave();
    await sees(theirs, []);
  });

  test("is sent to members who join later or reconnect", async () => {
    const { alice, bob, room, mine, theirs } = await setup();
    mine.provider.awareness.setLocalState({ typing: true });
    await sees(theirs, [{ typing: true, user: alice.id }]);
    const late = await openRoom(rally, bob.token, room);
    await eventually(() => expect(late.others()).toContainEqual({ typing: true, user: alice.id }));
    theirs.provider.disconnect();
    mine.provider.awareness.setLocalState({ typing: false });
    theirs.provider.connect();
    await eventually(() =>
      expect(theirs.others()).toContainEqual({ typing: false, user: alice.id }),
    );
  });

  test("[S4] names the token's user, whatever the client says", async () => {
    const { alice, bob, mine, theirs } = await setup();
    mine.provider.awareness.setLocalState({ user: bob.id, typing: true, name: "Bob", x: [1] });
    await sees(theirs, [{ typing: true, user: alice.id }]);
  });

  test.each([
    ["removes it", "null"],
    ["changes it", '{"typing":false}'],
  ])(
    "[S4] a foreign client that takes another user's id with a huge clock and %s takes over nothing",
    async (_what, state) => {
      const { alice, bob, room, mine, theirs } = await setup();
      mine.provider.awareness.setLocalState({ typing: true });
      await sees(theirs, [{ typing: true, user: alice.id }]);
      const seen = new Set<string>();
      const ofAlice = () => theirs.others().filter(({ user }) => user === alice.id);
      theirs.provider.awareness.on("change", () => seen.add(JSON.stringify(ofAlice())));

      const thief = await openSocket(rally, `/sync/${room}`, { token: bob.token });
      thief.sendParts(0, 0, Y.encodeStateVector(new Y.Doc()));
      await thief.first("step2");
      thief.send(awareness([mine.doc.clientID, 2 ** 31, state]));
      // Frames are handled in order: once this one is answered, the attacker's were processed.
      thief.received.length = 0;
      thief.send(frameOf(3));
      await thief.first("awareness");
      mine.provider.awareness.setLocalState({ typing: true, away: true });
      const away = { typing: true, away: true, user: alice.id };
      await eventually(() => expect(ofAlice()).toEqual([away]));
      seen.delete(JSON.stringify([{ typing: true, user: alice.id }]));
      expect([...seen]).toEqual([JSON.stringify([{ typing: true, away: true, user: alice.id }])]);
      thief.close();
      await sees(theirs, [{ typing: true, away: true, user: alice.id }]);
    },
  );

  test("lets a user's new connection take over from their dead one", async () => {
    const { alice, room, mine, theirs } = await setup();
    mine.provider.awareness.setLocalState({ typing: true });
    await sees(theirs, [{ typing: true, user: alice.id }]);
    const again = await openSocket(rally, `/sync/${room}`, { token: alice.token });
    again.sendParts(0, 0, Y.encodeStateVector(new Y.Doc()));
    again.send(awareness([mine.doc.clientID, 1, '{"typing":false}']));
    await sees(theirs, [{ typing: false, user: alice.id }]);
    // The end of the old socket is no longer announced.
    mine.provider.disconnect();
    theirs.provider.awareness.setLocalState({ typing: true });
    await eventually(() =>
      expect(again.received.filter(({ kind }) => kind === "awareness").length).toBeGreaterThan(0),
    );
    expect(theirs.others()).toEqual([{ typing: false, user: alice.id }]);
  });

  test.each([
    ["larger than 10 KB", awareness([7, 1, `{"typing":true,"x":"${"x".repeat(11_000)}"}`])],
    ["of a wrong type", awareness([7, 1, '{"typing":"yes"}'])],
    ["that is not JSON", awareness([7, 1, "{typing}"])],
    ["that is a list", awareness([7, 1, "[1]"])],
    ["that is a number", awareness([7, 1, "7"])],
    [
      "of many clients",
      awareness(...Array.from({ length: 9 }, (_, n): [number, number, string] => [n, 1, "{}"])),
    ],
    ["that is truncated", frameOf(1, new Uint8Array([1, 7, 1, 50, 123]))],
    ["with bytes left over", frameOf(1, new Uint8Array([0, 1, 2, 3]))],
    ["of 2^53 clients", frameOf(1, frameOf(2 ** 53 - 1))],
    ["__proto__", awareness([7, 1, '{"__proto__":{"typing":true},"user":"x"}'])],
  ])("a state %s is ignored and affects no other user", async (_what, frame) => {
    const { alice, room, theirs } = await setup();
    const socket = await openSocket(rally, `/sync/${room}`, { token: alice.token });
    socket.sendParts(0, 0, Y.encodeStateVector(new Y.Doc()));
    socket.send(frame);
    socket.send(frameOf(3));
    await eventually(() => expect(socket.received.length).toBeGreaterThanOrEqual(2));
    for (const state of theirs.others()) {
      expect(Object.keys(state)).toEqual(["user"]);
      expect(state.user).toBe(alice.id);
    }
    expect(socket.isOpen).toBe(true);
    socket.send(awareness([7, 2, '{"typing":true}']));
    await eventually(() =>
      expect(theirs.others()).toContainEqual({ typing: true, user: alice.id }),
    );
    expect([rally.errors, theirs.closed]).toEqual([[], []]);
    socket.close();
  });

  test("[S4] is sent only to members", async () => {
    const { room, mine } = await setup();
    mine.provider.awareness.setLocalState({ typing: true });
    const outsider = await openRoom(rally, (await signUp(rally)).token, room);
    expect(outsider.closed).toEqual([4403]);
    expect(outsider.others()).toEqual([]);
  });
});

describe("in a large room", () => {
  test("[S12] all users are counted and none is listed", async () => {
    const large = await startTestRally({ limits: { awarenessList: 4 } });
    const people = await Promise.all(Array.from({ length: 7 }, () => signUp(large)));
    const room = roomName("conversation", WORLD_CONVERSATION_ID);
    for (const { token } of people) {
      const { provider } = await openRoom(large, token, room);
      provider.awareness.setLocalState({ typing: true });
    }
    await eventually(async () => {
      const late = await openRoom(large, people[0]?.token ?? "", room);
      await eventually(() => expect(late.others()).toEqual([{ count: 7 }]), 500).finally(
        late.leave,
      );
    });
    await large.close();
  });
});
