import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from "node:crypto";

/** What rests in the database unreadable to whoever has the database alone. */
export interface Secrets {
  /** Encrypts (AES-256-GCM); it opens again only with the same `place`, so rows cannot be swapped. */
  seal(plain: Buffer, place: string): Buffer;
  /** @throws when the bytes were changed, or come from another place or another secret. */
  open(sealed: Buffer, place: string): Buffer;
  /** A keyed digest (HMAC-SHA-256), for short codes that a plain hash would not hide. */
  digest(text: string, place: string): Buffer;
}

const NONCE = 12;
const TAG = 16;

export function createSecrets(secret: KeyObject): Secrets {
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync("sha256", secret.export(), "", `rally ${purpose}`, 32));
  const sealing = derive("sealing");
  const digesting = derive("digests");
  return {
    seal(plain, place) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv("aes-256-gcm", sealing, nonce).setAAD(Buffer.from(place));
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open(sealed, place) {
      const decipher = createDecipheriv("aes-256-gcm", sealing, sealed.subarray(0, NONCE), {
        authTagLength: TAG,
      })
        .setAAD(Buffer.from(place))
        .setAuthTag(sealed.subarray(-TAG));
      return Buffer.concat([decipher.update(sealed.subarray(NONCE, -TAG)), decipher.final()]);
    },
    digest: (text, place) => createHmac("sha256", digesting).update(`${place}\0${text}`).digest(),
  };
}
