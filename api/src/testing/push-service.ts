import { execFileSync } from "node:child_process";
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pushMessageSchema, type PushMessage, type PushSubscription } from "@rally/shared/push";
import * as z from "zod/mini";

/** A message pushed to a device, encrypted and decrypted. */
export interface Pushed {
  headers: IncomingHttpHeaders;
  bytes: number;
  /** Whether the text can be read without the keys. */
  isReadable: boolean;
  message: PushMessage;
}

/** An HTTPS push service with a self-signed certificate. */
export interface PushService {
  readonly host: string;
  readonly ca: string;
  /** Registers another device. */
  device(): PushDevice;
  close(): Promise<void>;
}

export interface PushDevice {
  readonly subscription: PushSubscription;
  /** Received messages, oldest first. */
  readonly pushed: Pushed[];
  /** The number of requests, whatever the answer. */
  asked: number;
  /** The status of the answer; undefined: no answer, and the connection stays open. */
  status: number | undefined;
}

export async function startPushService(): Promise<PushService> {
  const { key, cert } = certificate();
  const devices = new Map<string, PushDevice & { receive: (bytes: Buffer) => Buffer }>();
  const server = createServer({ key, cert }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const device = devices.get(request.url ?? "");
      const bytes = Buffer.concat(chunks);
      if (device) device.asked += 1;
      if (device?.status !== undefined && device.status < 300) {
        const text = device.receive(bytes).toString();
        device.pushed.push({
          headers: request.headers,
          bytes: bytes.length,
          isReadable: bytes.includes("title"),
          message: z.parse(pushMessageSchema, JSON.parse(text)),
        });
      }
      if (!device) response.writeHead(404).end();
      else if (device.status !== undefined) response.writeHead(device.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    ca: cert,
    device() {
      const path = `/push/${randomBytes(9).toString("base64url")}`;
      const { keys, auth, publicKeys } = newKeys();
      const device = {
        subscription: {
          endpoint: `https://${host}${path}`,
          keys: publicKeys,
        },
        pushed: [],
        asked: 0,
        status: 201,
        receive: (bytes: Buffer) => decrypt(bytes, keys, auth),
      };
      devices.set(path, device);
      return device;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function newKeys() {
  const keys = createECDH("prime256v1");
  keys.generateKeys();
  const auth = randomBytes(16);
  const publicKeys = { p256dh: keys.getPublicKey("base64url"), auth: auth.toString("base64url") };
  return { keys, auth, publicKeys };
}

/** Valid subscription keys, for requests that only have to be accepted. */
export const newPushKeys = (): PushSubscription["keys"] => newKeys().publicKeys;

/** Decrypts a pushed message of one record, as browsers do (RFC 8291 and 8188). */
function decrypt(bytes: Buffer, keys: ReturnType<typeof createECDH>, auth: Buffer): Buffer {
  const salt = bytes.subarray(0, 16);
  const sender = bytes.subarray(21, 21 + bytes.readUInt8(20));
  const cipher = bytes.subarray(21 + sender.length);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), keys.getPublicKey(), sender]);
  const secret = derive(keys.computeSecret(sender), auth, info, 32);
  const key = derive(secret, salt, Buffer.from("Content-Encoding: aes128gcm\0"), 16);
  const nonce = derive(secret, salt, Buffer.from("Content-Encoding: nonce\0"), 12);
  const opened = createDecipheriv("aes-128-gcm", key, nonce);
  opened.setAuthTag(cipher.subarray(-16));
  const padded = Buffer.concat([opened.update(cipher.subarray(0, -16)), opened.final()]);
  return padded.subarray(0, padded.lastIndexOf(2));
}

const derive = (key: Buffer, salt: Buffer, info: Buffer, length: number): Buffer =>
  Buffer.from(hkdfSync("sha256", key, salt, info, length));

/** A self-signed certificate for 127.0.0.1, made with openssl. */
function certificate(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), "rally-push-"));
  try {
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const options = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2";
    execFileSync(
      "openssl",
      [
        ...options.split(" "),
        ...["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
        ...["-keyout", key, "-out", cert],
      ],
      { stdio: "ignore" },
    );
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
