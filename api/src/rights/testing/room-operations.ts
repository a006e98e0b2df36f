import { appendToTail, readTail, textOf } from "@rally/shared/conversations";
import { roomName } from "@rally/shared/rooms";
import * as Y from "yjs";
import { Awareness, encodeAwarenessUpdate } from "y-protocols/awareness";
import { eventually, openSocket, type RawSocket } from "../../testing/index.js";
import type { Operation, Result, OperationSetup } from "./operation.js";

type Trying = (socket: RawSocket, setup: OperationSetup) => Promise<Result>;

const room = (
  name: string,
  roomOf: (setup: OperationSetup) => string,
  trying: Trying,
): Operation => ({
  name,
  way: "room",
  async try(setup) {
    const socket = await openSocket(setup.rally, `/sync/${roomOf(setup)}`, {
      token: setup.actor.token,
    });
    try {
      return await trying(socket, setup);
    } finally {
      socket.close();
    }
  },
});

const conversation = ({ fixture }: OperationSetup) =>
  roomName("conversation", fixture.conversationId);
const receivedBy = ({ received }: RawSocket): string =>
  received.map(({ bytes }) => Buffer.from(bytes).toString("latin1")).join("\n");

/** Waits for the close, or for the answer that shows an open socket. */
async function outcomeOf(socket: RawSocket, answer: "step2" | "awareness"): Promise<Result> {
  const outcome = await eventually(async () => {
    if (!socket.isOpen) return String(await socket.closed());
    if (!socket.received.some(({ kind }) => kind === answer)) throw new Error("no answer yet");
    return "ok";
  });
  return { outcome, text: receivedBy(socket) };
}

const read: Trying = (socket) => {
  socket.sendParts(0, 0, Y.encodeStateVector(new Y.Doc()));
  return outcomeOf(socket, "step2");
};

/** Writes an update that would be a message of the actor's if it were accepted. */
const write =
  (kind: 1 | 2): Trying =>
  async (socket, { actor }) => {
    const change = { type: "message", id: actor.userId, author: actor.userId, version: 1, at: 1 };
    const content = { kind: "text", body: "forged" } as const;
    const bytes = appendToTail(new Y.Doc(), 7, [{ ...change, type: "message", seq: 1, content }]);
    socket.sendParts(0, kind, bytes);
    return { outcome: String(await socket.closed()), text: receivedBy(socket) };
  };

const aware: Trying = async (socket) => {
  const awareness = new Awareness(new Y.Doc());
  awareness.setLocalState({ typing: true });
  const joined = await read(socket, undefined as never);
  if (joined.outcome !== "ok") return joined;
  socket.sendParts(1, encodeAwarenessUpdate(awareness, [awareness.clientID]));
  awareness.destroy();
  socket.sendParts(3);
  return outcomeOf(socket, "awareness");
};

export const roomOperations: readonly Operation[] = [
  room("step 1", conversation, read),
  room("sync update", conversation, write(2)),
  room("sync step 2", conversation, write(1)),
  room("awareness", conversation, aware),
  room("step 1 in another's room", ({ fixture }) => roomName("user", fixture.foreignUserId), read),
  room("step 1 in one's own room", ({ actor }) => roomName("user", actor.userId), read),
];

/** The texts in a document, for actors that may read it. */
export function textsOf(update: Uint8Array): string[] {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  return readTail(doc).flatMap((change) =>
    change.type === "message" ? (textOf(change.content) ?? []) : [],
  );
}
