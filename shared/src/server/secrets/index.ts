import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from "node:crypto";

/** Protects what the database stores from readers who have the database but not the server's secret. */
export interface Secrets {
  /** Encrypts (AES-256-GCM). Only `open` with the same `place` decrypts it, so rows cannot be swapped. */
  seal(plain: Buffer, place: string): Buffer;
  /** @throws when the bytes were changed, or were sealed for another place or under another secret. */
  open(sealed: Buffer, place: string): Buffer;
  /**
   * Decrypts a mail queued by an earlier release, which used a separate key, no `place`, and put
   * the tag before the text.
   * @throws as `open` does
   */
  openEarlierMail(sealed: Buffer): Buffer;
  /**
   * A keyed digest (HMAC-SHA-256) for short codes, whose plain hash could be reversed by brute
   * force.
   */
  digest(text: string, place: string): Buffer;
}

const NONCE = 12;
const TAG = 16;

export function createSecrets(secret: KeyObject): Secrets {
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync("sha256", secret.export(), "", `rally ${purpose}`, 32));
  const sealing = derive("sealing");
  const earlierMails = derive("seal");
  const digesting = derive("digests");
  const decipherOf = (key: Buffer, sealed: Buffer) =>
    createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE), { authTagLength: TAG });
  return {
    seal(plain, place) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv("aes-256-gcm", sealing, nonce).setAAD(Buffer.from(place));
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open(sealed, place) {
      const decipher = decipherOf(sealing, sealed)
        .setAAD(Buffer.from(place))
        .setAuthTag(sealed.subarray(-TAG));
      return Buffer.concat([decipher.update(sealed.subarray(NONCE, -TAG)), decipher.final()]);
    },
    openEarlierMail(sealed) {
      const text = NONCE + TAG;
      const decipher = decipherOf(earlierMails, sealed).setAuthTag(sealed.subarray(NONCE, text));
      return Buffer.concat([decipher.update(sealed.subarray(text)), decipher.final()]);
    },
    digest: (text, place) => createHmac("sha256", digesting).update(`${place}\0${text}`).digest(),
  };
}
