import { timeoutFactor } from "@rally/shared/server/testing";
import { newId } from "@rally/shared/ids";
import { draftText, roomName, socketProtocols } from "@rally/shared/rooms";
import type { Socket } from "node:net";
import WebSocket from "ws";
import { afterAll, describe, expect, test } from "vitest";
import {
  eventually,
  frameOf,
  openRoom,
  openSocket,
  signUp,
  startTestRally,
  type TestPerson,
  type TestRally,
} from "../testing/index.js";

const rally = await startTestRally({
  // Later than all answers: a client that does not read answers no ping either.
  limits: { readerBytes: 256 * 1024, closingTime: 1_500, pingInterval: 60_000, userSockets: 8 },
});
const pinging = await startTestRally({ limits: { pingInterval: 600 } });
afterAll(() => Promise.all([rally.close(), pinging.close()]));

const conversation = newId();
const STEP_1 = frameOf(0, 0, new Uint8Array([0]));

/** A socket with access to its stream, so that a test can stop reading. */
async function lowLevel(
  person: TestPerson,
  options: WebSocket.ClientOptions = {},
  on: TestRally = rally,
): Promise<{ socket: WebSocket; stream: Socket; closed: Promise<number> }> {
  const address = `${on.url.replace("http", "ws")}/sync/${roomName("user", person.id)}`;
  const socket = new WebSocket(address, socketProtocols(person.token), options);
  on.onClose(() => socket.terminate());
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  socket.on("error", () => undefined);
  const stream = await new Promise<Socket>((resolve) => {
    socket.once("upgrade", (response) => {
      socket.once("open", () => {
        resolve(response.socket);
      });
    });
  });
  return { socket, stream, closed };
}

/** A user with a large document, so that a few requests ask for many megabytes. */
async function large(): Promise<TestPerson> {
  const person = await signUp(rally);
  const room = await openRoom(rally, person.token, roomName("user", person.id));
  draftText(room.doc, conversation).insert(0, "long ".repeat(40_000));
  const look = await openRoom(rally, person.token, roomName("user", person.id));
  await eventually(() => expect(draftText(look.doc, conversation).length).toBe(200_000));
  room.leave();
  look.leave();
  return person;
}

/** Requests the whole document again and again without reading, until the server stops it. */
async function askWithoutReading(socket: WebSocket, stream: Socket): Promise<void> {
  stream.pause();
  for (let count = 0; count < 120; count += 1) socket.send(STEP_1);
  await new Promise<void>((resolve) => socket.send(STEP_1, () => resolve()));
}

describe("a client that stops reading", () => {
  test("[S12] is closed with 4508, receives the code when it reads again, reconnects and has all data", async () => {
    const person = await large();
    const { socket, stream, closed } = await lowLevel(person);
    await askWithoutReading(socket, stream);
    await eventually(() => expect(rally.refusals).toContain(4508), 20_000);
    const other = await openRoom(rally, person.token, roomName("user", person.id));
    draftText(other.doc, conversation).insert(0, "and this");
    stream.resume();
    expect(await closed).toBe(4508);
    const again = await openRoom(rally, person.token, roomName("user", person.id));
    await eventually(() =>
      expect(draftText(again.doc, conversation).toJSON()).toMatch(/^and thislong /),
    );
    expect(rally.errors).toEqual([]);
  });

  test("[S12] is disconnected after a bounded time if it never reads again, and affects no other user", async () => {
    const [person, other] = [await large(), await signUp(rally)];
    const silent = await Promise.all(Array.from({ length: 8 }, () => lowLevel(person)));
    for (const { socket, stream } of silent) await askWithoutReading(socket, stream);
    const [phone, laptop] = [
      await openRoom(rally, other.token, roomName("user", other.id)),
      await openRoom(rally, other.token, roomName("user", other.id)),
    ];
    draftText(phone.doc, conversation).insert(0, "meanwhile");
    await eventually(
      () => expect(draftText(laptop.doc, conversation).toJSON()).toBe("meanwhile"),
      2_000,
    );
    // All of its user's sockets are in use until those that do not read are gone.
    await eventually(async () => {
      const next = await openSocket(rally, `/sync/${roomName("user", person.id)}`, {
        token: person.token,
      });
      next.send(STEP_1);
      const outcome = await Promise.race([
        next.first("step2").then(
          () => "in",
          () => "unheard",
        ),
        next.closed().then(
          (code) => `closed with ${code}`,
          () => "unheard",
        ),
      ]);
      next.close();
      expect(outcome).toBe("in");
    }, 15_000);
  });
});

describe("a half-open socket", () => {
  test("[S12] is detected after an unanswered ping", async () => {
    const person = await signUp(pinging);
    const { socket, closed } = await lowLevel(person, { autoPong: false }, pinging);
    const began = performance.now();
    expect(await closed).toBe(1006);
    expect(socket.readyState).toBe(WebSocket.CLOSED);
    // At most two rounds, which take 44 s by default.
    expect(performance.now() - began).toBeLessThan((600 * 2 + 2_000) * timeoutFactor);
  });

  test("is not an idle one", async () => {
    const room = await openRoom(pinging, ...(await signUp(pinging).then(entry)));
    let pings = 0;
    (room.provider.ws as unknown as WebSocket).on("ping", () => (pings += 1));
    await eventually(() => expect(pings).toBeGreaterThan(4));
    expect(room.closed).toEqual([]);
  });
});

const entry = ({ id, token }: TestPerson): [string, string] => [token, roomName("user", id)];
