import { randomBytes } from "node:crypto";
import { connect } from "node:net";

const END_OF_HEAD = Buffer.from("\r\n\r\n");
/**
 * A read buffer that all sockets share, on systems that fill it only when there is data to read.
 */
const shared = Buffer.allocUnsafe(256 * 1024);
const readingBuffer = () => (process.platform === "win32" ? Buffer.allocUnsafe(64 * 1024) : shared);
const [BINARY, PING] = [2, 9];
const [SYNC, STEP_2, UPDATE] = [0, 1, 2];

/**
 * A WebSocket written by hand that counts frames. It reads only the frame headers and the two bytes
 * that tell the kind of a sync frame. With `whole` it also passes on the payload of each frame.
 * `prefix`: number of bytes before those two (Hocuspocus puts the document's name there)
 */
export class RoomSocket {
  /** Complete sync updates received, and the bytes of their payloads. */
  updates = 0;
  updateBytes = 0;
  /** Other frames received, and all bytes received. */
  others = 0;
  bytes = 0;
  /**
   * When each update arrived, in milliseconds of this process's clock; only recorded on request.
   */
  times;
  problem;
  /** The response to step 1, when payloads are passed on. */
  firstSync;
  onFrame;
  onJoined;
  #socket;
  #rest;
  #opened = false;
  #left = 0;
  #prefix;
  #whole;
  #frame = { opcode: 0, first: 0, second: 0, length: 0 };
  #now = 0;
  #open;

  constructor({ port, path, protocols = [], prefix = 0, whole = false, times = false }) {
    this.#prefix = prefix;
    this.#whole = whole;
    if (times) this.times = [];
    const onread = {
      buffer: readingBuffer(),
      callback: (size, buffer) => this.#take(buffer.subarray(0, size)),
    };
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true, onread });
    this.#socket.on("error", (error) => this.#end(error.message));
    this.#socket.on("close", () => this.#end("the server closed the connection"));
    const offered =
      protocols.length > 0 ? `Sec-WebSocket-Protocol: ${protocols.join(", ")}\r\n` : "";
    this.#socket.write(
      `GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n${offered}\r\n`,
    );
    this.opened = new Promise((resolve, reject) => {
      this.#open = { resolve, reject };
    });
    this.opened.catch(() => undefined);
  }

  /** Sends each payload as a masked binary frame, all in one write. */
  send(...payloads) {
    this.#socket.write(
      payloads.length === 1
        ? frameOf(payloads[0])
        : Buffer.concat(payloads.map((payload) => frameOf(payload))),
    );
  }

  close() {
    this.#socket.removeAllListeners("close");
    this.#socket.destroy();
  }

  /** @param {Buffer} chunk its memory is reused for the next chunk @returns {true} go on reading */
  #take(chunk) {
    this.#now = 0;
    let bytes = chunk;
    if (this.#rest) {
      bytes = Buffer.concat([this.#rest, chunk]);
      this.#rest = undefined;
    }
    let at = this.#opened ? 0 : this.#readHead(bytes);
    if (!this.#opened) return true;
    this.bytes += chunk.length;
    for (;;) {
      if (this.#left > 0) {
        const step = Math.min(this.#left, bytes.length - at);
        this.#left -= step;
        at += step;
        if (this.#left > 0) return true;
        this.#complete();
      }
      const next = this.#readFrame(bytes, at);
      if (next < 0) break;
      at = next;
    }
    if (at < bytes.length) this.#rest = Buffer.from(bytes.subarray(at));
    return true;
  }

  /** @returns {number} where the next frame begins, or -1 when more data is needed first */
  #readFrame(bytes, at) {
    const there = bytes.length - at;
    if (there < 2) return -1;
    const opcode = bytes[at] & 15;
    let length = bytes[at + 1] & 127;
    let head = 2;
    if (length === 126) {
      if (there < 4) return -1;
      [length, head] = [bytes.readUInt16BE(at + 2), 4];
    } else if (length === 127) {
      if (there < 10) return -1;
      [length, head] = [Number(bytes.readBigUInt64BE(at + 2)), 10];
    }
    const isWhole = this.#whole || opcode !== BINARY;
    const needed = isWhole ? length : Math.min(length, this.#prefix + 2);
    if (there < head + needed) return -1;
    const payload = at + head;
    this.#frame.opcode = opcode;
    this.#frame.first = length > this.#prefix ? bytes[payload + this.#prefix] : -1;
    this.#frame.second = length > this.#prefix + 1 ? bytes[payload + this.#prefix + 1] : -1;
    this.#frame.length = length;
    this.#left = length - needed;
    if (this.#left === 0)
      this.#complete(isWhole ? bytes.subarray(payload, payload + length) : undefined);
    return payload + needed;
  }

  #complete(payload) {
    const { opcode, first, second, length } = this.#frame;
    if (opcode === PING) {
      this.#socket.write(frameOf(payload, 10));
      return;
    }
    if (opcode !== BINARY) {
      if (opcode === 8) {
        const code = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
        this.#end(`closed with ${code} ${payload.subarray(2)}`);
      }
      return;
    }
    if (first === SYNC && second === UPDATE) {
      this.updates += 1;
      this.updateBytes += length;
      this.times?.push((this.#now ||= performance.now()));
    } else {
      this.others += 1;
    }
    if (first === SYNC && second === STEP_2) this.onJoined?.(payload, length);
    this.onFrame?.(first, second, payload, length);
  }

  #readHead(bytes) {
    const end = bytes.indexOf(END_OF_HEAD);
    if (end < 0) {
      this.#rest = Buffer.from(bytes);
      return 0;
    }
    const status = bytes.latin1Slice(9, 12);
    if (status !== "101") {
      this.#end(`the handshake was answered with ${status}`);
      return 0;
    }
    this.#opened = true;
    this.#open.resolve();
    return end + 4;
  }

  #end(problem) {
    this.problem ??= problem;
    this.#open.reject(new Error(this.problem));
  }
}

const MASK = [0x5a, 0x31, 0xc7, 0x0e];

/** Encodes a client's frame, masked as the protocol requires. */
function frameOf(payload, opcode = BINARY) {
  const { length } = payload;
  const head = length < 126 ? 6 : length < 65_536 ? 8 : 14;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = 0x80 | opcode;
  if (head === 6) {
    frame[1] = 0x80 | length;
  } else if (head === 8) {
    frame[1] = 0x80 | 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 0x80 | 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  for (let index = 0; index < 4; index += 1) frame[head - 4 + index] = MASK[index];
  for (let index = 0; index < length; index += 1)
    frame[head + index] = payload[index] ^ MASK[index & 3];
  return frame;
}
