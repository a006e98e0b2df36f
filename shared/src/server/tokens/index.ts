import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
  type KeyObject,
} from "node:crypto";
import jsonwebtoken from "jsonwebtoken";
import { RallyError } from "../../errors/index.js";
import { isId } from "../../ids/index.js";

/** Who a token speaks for. */
export interface Identity {
  userId: string;
  sessionId: string;
  /** Whether it is a bot's long-lived token, which may do less than its owner. */
  isBot?: boolean;
}

const ISSUER = "rally";
const AUDIENCE = "rally";
/** A device's short token, and a bot's long one, which lives as long as its session's row. */
type AccessKind = "access" | "bot";

/** AES-GCM's usual sizes. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Access tokens live ten minutes; whoever holds one renews it by the refresh cookie. */
export const ACCESS_TOKEN_SECONDS = 600;

/** What signs and reads Rally's tokens, each kind under its own key derived from the one secret. */
export interface Tokens {
  /** A JWT and the time it expires, in milliseconds since the epoch. */
  signAccess(identity: Identity): { token: string; expiresAt: number };
  /** A bot's token, good until `expiresAt` (milliseconds, cut to the second) unless revoked. */
  signBot(identity: Identity, expiresAt: number): { token: string; expiresAt: number };
  /** Reads either. @throws RallyError `unauthenticated` unless algorithm, issuer, audience, kind and time fit. */
  verifyAccess(token: string): Identity;
  /** The refresh token of a session's `generation`: the same one each time it is asked for. */
  refreshToken(session: { id: string; nonce: Buffer }, generation: number): string;
  /** The parts of a refresh token; undefined when it is none. The signature is not checked yet. */
  readRefresh(token: string): { sessionId: string; generation: number } | undefined;
  /** The token of the one-time link that creates the admin. */
  setupToken(lineage: string): string;
  /** Encrypts what the database keeps for a while and nobody who reads it there may use. */
  seal(text: string): Buffer;
  /** @throws when it was not sealed under this secret. */
  unseal(sealed: Buffer): string;
}

export function createTokens(secret: KeyObject): Tokens {
  const keys = { access: derive(secret, "access"), bot: derive(secret, "bot") };
  const refreshKey = derive(secret, "refresh");
  const setupKey = derive(secret, "setup");
  const sealKey = derive(secret, "seal");
  const sign = (kind: AccessKind, { userId, sessionId }: Identity, expiresAt: number) => ({
    token: jsonwebtoken.sign({ sub: userId, sid: sessionId, kind, exp: expiresAt }, keys[kind], {
      algorithm: "HS256",
      issuer: ISSUER,
      audience: AUDIENCE,
    }),
    expiresAt: expiresAt * 1000,
  });
  return {
    signAccess: (identity) =>
      sign("access", identity, Math.floor(Date.now() / 1000) + ACCESS_TOKEN_SECONDS),
    signBot: (identity, expiresAt) => sign("bot", identity, Math.floor(expiresAt / 1000)),
    verifyAccess(token) {
      let claims: jsonwebtoken.JwtPayload | string;
      let kind: AccessKind;
      try {
        // What it claims to be chooses the key that must have signed it.
        kind = claimedKind(token) === "bot" ? "bot" : "access";
        claims = jsonwebtoken.verify(token, keys[kind], {
          algorithms: ["HS256"],
          issuer: ISSUER,
          audience: AUDIENCE,
        });
      } catch (cause) {
        throw new RallyError("unauthenticated", "The access token is not valid", { cause });
      }
      if (typeof claims === "string" || claims["kind"] !== kind || claims.exp === undefined) {
        throw new RallyError("unauthenticated", "This is no access token");
      }
      const userId = claims.sub;
      const sessionId: unknown = claims["sid"];
      if (!isId(userId) || !isId(sessionId)) {
        throw new RallyError("unauthenticated", "The access token names nobody");
      }
      return { userId, sessionId, ...(kind === "bot" && { isBot: true }) };
    },
    refreshToken(session, generation) {
      const mac = createHmac("sha256", refreshKey)
        .update(`${session.id}.${String(generation)}.`)
        .update(session.nonce)
        .digest("base64url");
      return `${session.id}.${String(generation)}.${mac}`;
    },
    readRefresh(token) {
      const [sessionId, generation, mac, ...rest] = token.split(".");
      if (!isId(sessionId) || !mac || rest.length > 0 || !/^\d{1,9}$/.test(generation ?? "")) {
        return undefined;
      }
      return { sessionId, generation: Number(generation) };
    },
    setupToken(lineage) {
      return createHmac("sha256", setupKey).update(lineage).digest("base64url");
    },
    seal(text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", sealKey, nonce);
      const bytes = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), bytes]);
    },
    unseal(sealed) {
      const decipher = createDecipheriv("aes-256-gcm", sealKey, sealed.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      const start = NONCE_BYTES + TAG_BYTES;
      decipher.setAuthTag(sealed.subarray(NONCE_BYTES, start));
      return decipher.update(sealed.subarray(start), undefined, "utf8") + decipher.final("utf8");
    },
  };
}

function claimedKind(token: string): unknown {
  const claims = jsonwebtoken.decode(token);
  return claims && typeof claims === "object" ? claims["kind"] : undefined;
}

function derive(secret: KeyObject, purpose: string): KeyObject {
  return createSecretKey(
    Buffer.from(hkdfSync("sha256", secret.export(), "", `rally ${purpose}`, 32)),
  );
}

/** Whether two tokens are the same, in a time that does not depend on where they differ. */
export function sameToken(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
