import * as decoding from "lib0/decoding";
import { newId } from "@rally/shared/ids";
import { HttpConnection } from "./http-connection.mjs";
import { bodyOf, clientOf, entryOf, updateFrame, updateOf } from "./updates.mjs";

const BATCH = 100;
const SYNC_STATUS = 8;
/** The frame kind with which bench/peers/limit.mjs acknowledges; the count follows. */
const LIMIT_ACK = 9;

/**
 * A writer with at most `window` messages outstanding. `post(count)` sends `count` more; `sentAt`
 * holds the time at which each was posted.
 */
class Writer {
  sent = 0;
  outstanding = 0;
  sentAt = [];
  problems = new Set();
  closed = false;
  #window = 0;

  constructor(number) {
    this.number = number;
  }

  /** Keeps the window full from now on; 0 stops it. */
  saturate(window) {
    this.#window = window;
    this.fill();
  }

  fill() {
    const free = this.#window - this.outstanding;
    if (free > 0) this.post(free);
  }

  acknowledged(count) {
    this.outstanding -= count;
    this.fill();
  }

  take(count) {
    const from = this.sent;
    const now = performance.now();
    for (let index = 0; index < count; index += 1) this.sentAt.push(now);
    this.sent += count;
    this.outstanding += count;
    return from;
  }
}

/**
 * Posts messages over HTTP: with `batched`, as one batch of commands per free window; otherwise
 * each in its own request, through the resource route.
 */
export class RallyWriter extends Writer {
  #batched;
  #idle = [];
  #all = [];
  #connect;
  #conversationId;

  constructor(number, { port, accessToken, conversationId, batched }) {
    super(number);
    this.#batched = batched;
    this.#conversationId = conversationId;
    this.#connect = () => {
      const connection = new HttpConnection(port, accessToken);
      this.#all.push(connection);
      return connection;
    };
    this.#idle = [this.#connect(), this.#connect()];
  }

  post(free) {
    if (!this.#batched) for (let left = free; left > 0; left -= 1) this.postOne();
    else for (let left = free; left > 0; left -= BATCH) this.#postBatch(Math.min(left, BATCH));
  }

  #postBatch(count) {
    const from = this.take(count);
    const commands = Array.from({ length: count }, (_, index) => ({
      id: newId(),
      name: "message.send",
      input: {
        conversationId: this.#conversationId,
        content: { kind: "text", body: bodyOf(this.number, from + index) },
      },
    }));
    this.#send("/api/v1/commands", { commands }, count);
  }

  postOne() {
    const from = this.take(1);
    const message = { id: newId(), content: { kind: "text", body: bodyOf(this.number, from) } };
    this.#send(`/api/v1/conversations/${this.#conversationId}/messages`, message, 1);
  }

  #send(path, body, count) {
    this.#idle = this.#idle.filter(({ isOver }) => !isOver);
    const connection = this.#idle.pop() ?? this.#connect();
    connection.request("POST", path, JSON.stringify(body)).then(
      ({ status, body: answer }) => {
        if (status !== 200 || answer.includes('"success":false')) {
          this.problems.add(`a command was refused: ${status} ${answer.subarray(0, 300)}`);
        }
        this.#idle.push(connection);
        this.acknowledged(count);
      },
      (error) => {
        if (!this.closed) this.problems.add(error.message);
      },
    );
  }

  close() {
    this.closed = true;
    for (const connection of this.#all) connection.close();
  }
}

/** Sends each message as its own Yjs update, as a client that pushes in a transaction does. */
export class FrameWriter extends Writer {
  #socket;
  #name;
  #author = newId();

  constructor(number, { kind, socket, name }) {
    super(number);
    this.#socket = socket;
    this.#name = kind === "hocuspocus" ? name : undefined;
    socket.onFrame = ACKNOWLEDGED[kind](this);
  }

  post(free) {
    const from = this.take(free);
    const payloads = Array.from({ length: free }, (_, index) => {
      const number = from + index;
      const update = updateOf(this.number, number, entryOf(this.number, number, this.#author));
      return updateFrame(update, this.#name);
    });
    this.#socket.send(...payloads);
  }

  postOne() {
    this.post(1);
  }

  close() {
    if (this.#socket.problem) this.problems.add(`a writer: ${this.#socket.problem}`);
    this.#socket.close();
  }
}

/** How each system tells a writer that its message has arrived. */
const ACKNOWLEDGED = {
  /** Hocuspocus acknowledges each message. */
  hocuspocus: (writer) => (first) => {
    if (first === SYNC_STATUS) writer.acknowledged(1);
  },
  /** y-websocket and the relay send no acknowledgement; the message itself comes back. */
  "y-websocket": (writer) => comesBack(writer),
  raw: (writer) => comesBack(writer),
  limit: (writer) => (first, second, payload) => {
    if (first === LIMIT_ACK) writer.acknowledged(payload.readUInt32LE(1));
  },
};

function comesBack(writer) {
  const own = clientOf(writer.number);
  return (first, second, payload) => {
    if (first !== 0 || second !== 2) return;
    const decoder = decoding.createDecoder(payload);
    decoder.pos = 2;
    decoding.readVarUint(decoder); // length of the update
    decoding.readVarUint(decoder);
    decoding.readVarUint(decoder);
    if (decoding.readVarUint(decoder) === own) writer.acknowledged(1);
  };
}
