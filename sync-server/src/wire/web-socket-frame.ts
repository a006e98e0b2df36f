/** FIN and the opcode of a binary, or a text message (RFC 6455, 5.2). */
const BINARY = 0x82;
const TEXT = 0x81;

/**
 * A complete WebSocket message from the server (one unmasked binary frame), built once for any
 * number of sockets. @see Connection.sendFrame
 */
export function frameOf(payload: Uint8Array): Buffer {
  return messageOf(BINARY, payload);
}

/** The same for a text message. */
export function textFrameOf(text: string | Uint8Array): Buffer {
  return messageOf(TEXT, typeof text === "string" ? Buffer.from(text) : text);
}

function messageOf(opcode: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafeSlow(header + length);
  frame[0] = opcode;
  if (header === 2) frame[1] = length;
  else if (header === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.set(payload, header);
  return frame;
}

/** A ping without a payload. Browsers answer it automatically. */
export const PING = Buffer.from([0x89, 0]);
