import { connect } from "node:net";

const END_OF_HEAD = Buffer.from("\r\n\r\n");

/**
 * A keep-alive connection with one request in flight, written by hand to cost the load's core as
 * little as possible.
 */
export class HttpConnection {
  #socket;
  #parts = [];
  #size = 0;
  /** Size of the whole response in bytes; known once its head has arrived. */
  #wanted = Number.POSITIVE_INFINITY;
  #bodyAt = 0;
  #waiting;
  #head;

  /** @param {number} port @param {string} [accessToken] */
  constructor(port, accessToken) {
    const authorization =
      accessToken === undefined ? "" : `Authorization: Bearer ${accessToken}\r\n`;
    this.#head = `Host: localhost:${port}\r\n${authorization}`;
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#socket.on("data", (chunk) => this.#take(chunk));
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(new Error("The server closed the connection")));
  }

  /** Whether the server has closed the connection, as it does after some idle seconds. */
  get isOver() {
    return this.#socket.destroyed || this.#socket.readableEnded;
  }

  get busy() {
    return this.#waiting !== undefined;
  }

  /** @returns {Promise<{ status: number, body: Buffer }>} */
  request(method, path, body) {
    const content =
      body === undefined
        ? "\r\n"
        : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(`${method} ${path} HTTP/1.1\r\n${this.#head}${content}`);
    });
  }

  close() {
    this.#socket.destroy();
  }

  #take(chunk) {
    this.#parts.push(chunk);
    this.#size += chunk.length;
    if (this.#wanted === Number.POSITIVE_INFINITY) {
      const all = this.#parts.length === 1 ? chunk : Buffer.concat(this.#parts);
      this.#parts = [all];
      const end = all.indexOf(END_OF_HEAD);
      if (end < 0) return;
      const length = /\r\ncontent-length: (\d+)/i.exec(all.latin1Slice(0, end));
      if (!length) return this.#fail(new Error("The response has no Content-Length"));
      this.#bodyAt = end + 4;
      this.#wanted = this.#bodyAt + Number(length[1]);
    }
    if (this.#size < this.#wanted) return;
    const all = this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts);
    const { resolve } = this.#waiting;
    this.#waiting = undefined;
    const [status, body] = [Number(all.latin1Slice(9, 12)), all.subarray(this.#bodyAt)];
    this.#parts = [];
    this.#size = 0;
    this.#wanted = Number.POSITIVE_INFINITY;
    resolve({ status, body });
  }

  #fail(error) {
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}
