import {
  createHmac,
  createSecretKey,
  hkdfSync,
  timingSafeEqual,
  type KeyObject,
} from "node:crypto";
import jsonwebtoken from "jsonwebtoken";
import { RallyError } from "../../errors/index.js";
import { isId } from "../../ids/index.js";

/** The user and session of a token. */
export interface Identity {
  userId: string;
  sessionId: string;
  /** Whether it is a bot's long-lived token, which has fewer rights than its owner. */
  isBot?: boolean;
}

const ISSUER = "rally";
const AUDIENCE = "rally";
/**
 * A device's short-lived token, and a bot's long-lived one, which is valid as long as its session's
 * row exists.
 */
type AccessKind = "access" | "bot";

/** Access tokens are valid for ten minutes; clients renew them with the refresh cookie. */
export const ACCESS_TOKEN_SECONDS = 600;

/** Signs and verifies Rally's tokens. Each kind has its own key, derived from the secret. */
export interface Tokens {
  /** A JWT and the time it expires, in milliseconds since the epoch. */
  signAccess(identity: Identity): { token: string; expiresAt: number };
  /** A bot's token, valid until `expiresAt` (milliseconds, cut to the second) unless revoked. */
  signBot(identity: Identity, expiresAt: number): { token: string; expiresAt: number };
  /**
   * Verifies either kind.
   * @throws RallyError `unauthenticated` unless algorithm, issuer, audience, kind and time are
   * valid.
   */
  verifyAccess(token: string): Identity;
  /** The refresh token of a session's `generation`; repeated calls return the same one. */
  refreshToken(session: { id: string; nonce: Buffer }, generation: number): string;
  /** The parts of a refresh token; undefined when malformed. Does not check the signature. */
  readRefresh(token: string): { sessionId: string; generation: number } | undefined;
  /** The token of the one-time link that creates the admin. */
  setupToken(lineage: string): string;
}

export function createTokens(secret: KeyObject): Tokens {
  const keys = { access: derive(secret, "access"), bot: derive(secret, "bot") };
  const refreshKey = derive(secret, "refresh");
  const setupKey = derive(secret, "setup");
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
        // The claimed kind selects the key that verifies the signature.
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
        throw new RallyError("unauthenticated", "The token is not an access token");
      }
      const userId = claims.sub;
      const sessionId: unknown = claims["sid"];
      if (!isId(userId) || !isId(sessionId)) {
        throw new RallyError("unauthenticated", "The access token has no subject");
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

/** Compares two tokens in constant time. */
export function sameToken(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
