import { ECDH } from "node:crypto";
import { RallyError } from "@rally/shared/errors";
import type { PushSubscription } from "@rally/shared/push";

/** The first byte of an uncompressed point, the only form that RFC 8291 has. */
const UNCOMPRESSED = 4;
const POINT_BYTES = 65;
const AUTH_BYTES = 16;

/**
 * The keys of a subscription that cannot encrypt a push message: a `p256dh` that is not an
 * uncompressed P-256 point, or an `auth` of the wrong length (RFC 8291).
 */
export function unusableKeys({ p256dh, auth }: PushSubscription["keys"]): ("p256dh" | "auth")[] {
  return [
    ...(isPointOfP256(Buffer.from(p256dh, "base64url")) ? [] : ["p256dh" as const]),
    ...(Buffer.from(auth, "base64url").length === AUTH_BYTES ? [] : ["auth" as const]),
  ];
}

/** @throws RallyError `invalid_input` with the names of the unusable keys. */
export function requireUsableKeys(keys: PushSubscription["keys"]): void {
  const wrong = unusableKeys(keys).map((name) => `keys.${name}`);
  if (wrong.length === 0) return;
  throw new RallyError("invalid_input", `Invalid input: ${wrong.join(", ")}`, {
    fields: Object.fromEntries(wrong.map((field) => [field, ["format"]])),
  });
}

function isPointOfP256(point: Buffer): boolean {
  if (point.length !== POINT_BYTES || point[0] !== UNCOMPRESSED) return false;
  try {
    ECDH.convertKey(point, "prime256v1");
    return true;
  } catch {
    return false; // OpenSSL: the point is not on the curve
  }
}
