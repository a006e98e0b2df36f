import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { draftText, roomName } from "@rally/shared/rooms";
import { afterAll, describe, expect, test } from "vitest";
import {
  eventually,
  frameOf,
  openRoom,
  openSocket,
  signUp,
  startTestRally,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally({ limits: { userSockets: 60 } });
const strict = await startTestRally({
  limits: { socketFrames: 20, socketFramesAtOnce: 40, userFrames: 20, userFramesAtOnce: 60 },
});
afterAll(async () => {
  await strict.close();
  await rally.close();
});

const own = ({ id }: TestPerson) => roomName("user", id);
const world = roomName("conversation", WORLD_CONVERSATION_ID);
const conversation = newId();

describe("[S12] the rate limits of sockets", () => {
  test("close a socket that sends too much with 4529, and it may come back", async () => {
    const person = await signUp(strict);
    const socket = await openSocket(strict, `/sync/${own(person)}`, { token: person.token });
    for (let count = 0; count < 45; count += 1) socket.send(frameOf(3));
    expect(await socket.closed()).toBe(4529);
    const room = await openRoom(strict, person.token, own(person));
    expect(room.provider.synced).toBe(true);
  });

  test("close sockets of one user that send too much together, but none of other users", async () => {
    const [person, other] = [await signUp(strict), await signUp(strict)];
    const theirs = await openRoom(strict, other.token, own(other));
    const second = await openRoom(strict, other.token, own(other));
    const sockets = await Promise.all(
      [1, 2, 3].map(() => openSocket(strict, `/sync/${own(person)}`, { token: person.token })),
    );
    for (const socket of sockets) {
      for (let count = 0; count < 25; count += 1) socket.send(frameOf(3));
    }
    // Each sends less than a socket's limit, but together they send more than a user's limit.
    expect(await Promise.race(sockets.map((socket) => socket.closed()))).toBe(4529);
    draftText(theirs.doc, conversation).insert(0, "x");
    await eventually(() => {
      expect(draftText(second.doc, conversation).toJSON()).toBe("x");
    });
    expect([...theirs.closed, ...second.closed]).toEqual([]);
  });

  test("refuse more sockets than a user may have with 4529, until one is closed", async () => {
    const person = await signUp(rally);
    const open = () => openSocket(rally, `/sync/${own(person)}`, { token: person.token });
    const sockets = await Promise.all(Array.from({ length: 60 }, open));
    // The server has accepted a socket only when it answers.
    for (const socket of sockets) socket.send(frameOf(3));
    for (const socket of sockets) await socket.first("awareness");
    expect(await (await open()).closed()).toBe(4529);
    sockets[0]?.close();
    await eventually(async () => {
      const next = await open();
      next.send(frameOf(3));
      const outcome = await Promise.race([
        next.first("awareness").then(
          () => "in",
          () => "out",
        ),
        next.closed().then(
          (code) => `out ${code}`,
          () => "in",
        ),
      ]);

      expect(outcome).toBe("in");
    });
    const other = await signUp(rally);
    expect((await openRoom(rally, other.token, world)).closed).toEqual([]);
  });

  test("allow fast typing on three devices of a user, and 50 rooms that reconnect", async () => {
    const person = await signUp(rally);
    const devices = await Promise.all(
      [1, 2, 3].map(() => openRoom(rally, person.token, own(person))),
    );
    for (let count = 0; count < 300; count += 1) {
      for (const { doc, provider } of devices) {
        draftText(doc, conversation).insert(0, "x");
        provider.awareness.setLocalState({ away: count % 2 === 0 });
      }
    }
    await eventually(() => {
      for (const { doc } of devices) expect(draftText(doc, conversation).length).toBe(900);
    });
    const rooms = await Promise.all(
      Array.from({ length: 50 }, () => openRoom(rally, person.token, world)),
    );
    for (const room of rooms) room.provider.disconnect();
    for (const room of rooms) room.provider.connect();
    await eventually(() => {
      for (const room of rooms) expect(room.provider.synced).toBe(true);
    });
    for (const { closed } of [...devices, ...rooms]) {
      expect(closed.filter((code) => code >= 4000)).toEqual([]);
    }
  });

  test("allow full frames one after another, as a device sends them after a long time offline", async () => {
    const person = await signUp(rally);
    const [device, other] = [
      await openRoom(rally, person.token, own(person)),
      await openRoom(rally, person.token, own(person)),
    ];
    const long = "x".repeat(limits.frameBytes - 1_024);
    const conversations = [newId(), newId(), newId()];
    for (const id of conversations) draftText(device.doc, id).insert(0, long);
    await eventually(() => {
      for (const id of conversations) expect(draftText(other.doc, id).length).toBe(long.length);
    });
    expect([...device.closed, ...other.closed]).toEqual([]);
  });
});
