import { createECDH } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "./config-error.js";
import { readOrMakeSecret } from "./secret-file.js";

/** The keys and endpoints of web push. */
export interface PushConfig {
  /** The VAPID key that identifies the server to push services (RFC 8292), in base64url. */
  vapid: { publicKey: string; privateKey: string };
  /** `host:port` of push services that may use a private address or a port other than 443. */
  hosts: readonly string[];
  /** Additional CA certificates in PEM for such services. */
  ca?: string;
}

interface Settings {
  RALLY_VAPID_FILE?: string | undefined;
  RALLY_PUSH_HOSTS?: readonly string[] | undefined;
  RALLY_PUSH_CA_FILE?: string | undefined;
}

/**
 * Creates the VAPID key on the first run. Browsers subscribe with it, so it must not change and
 * must be the same in all processes; on several machines `RALLY_VAPID_FILE` names a shared file.
 * @throws {ConfigError}
 */
export function pushConfigFrom(settings: Settings, dataDirectory: string): PushConfig {
  const path = settings.RALLY_VAPID_FILE ?? join(dataDirectory, "vapid");
  const ca = settings.RALLY_PUSH_CA_FILE;
  return {
    vapid: keyPairOf(
      readOrMakeSecret(path, () => makeVapidKeys().privateKey),
      path,
    ),
    hosts: settings.RALLY_PUSH_HOSTS ?? [],
    ...(ca !== undefined && { ca: readGiven(ca) }),
  };
}

/** A new P-256 key pair. */
export function makeVapidKeys(): PushConfig["vapid"] {
  const pair = createECDH("prime256v1");
  pair.generateKeys();
  return {
    publicKey: pair.getPublicKey("base64url"),
    // Node omits leading zeros, which belong to the key.
    privateKey: Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()])
      .subarray(-32)
      .toString("base64url"),
  };
}

function keyPairOf(privateKey: string, path: string): PushConfig["vapid"] {
  const pair = createECDH("prime256v1");
  try {
    pair.setPrivateKey(privateKey, "base64url");
    return { publicKey: pair.getPublicKey("base64url"), privateKey };
  } catch (cause) {
    throw new ConfigError(`${path} must hold a P-256 private key in base64url.`, { cause });
  }
}

function readGiven(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new ConfigError(`RALLY_PUSH_CA_FILE names ${path}, which cannot be read.`, { cause });
  }
}
