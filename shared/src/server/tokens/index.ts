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

/** Who a token speaks for. */
export interface Identity {
  userId: string;
  sessionId: string;
}

const ISSUER = "rally";
const AUDIENCE = "rally";
const KIND = "access";

/** Access tokens live ten minutes; whoever holds one renews it by the refresh cookie. */
export const ACCESS_TOKEN_SECONDS = 600;

/** What signs and reads Rally's tokens, each kind under its own key derived from the one secret. */
export interface Tokens {
  /** A JWT and the time it expires, in milliseconds since the epoch. */
  signAccess(identity: Identity): { token: string; expiresAt: number };
  /** @throws RallyError `unauthenticated` unless algorithm, issuer, audience, kind and time fit. */
  verifyAccess(token: string): Identity;
  /** The refresh token of a session's `generation`: the same one each time it is asked for. */
  refreshToken(session: { id: string; nonce: Buffer }, generation: number): string;
  /** The parts of a refresh token; undefined when it is none. The signature is not checked yet. */
  readRefresh(token: string): { sessionId: string; generation: number } | undefined;
  /** The token of the one-time link that creates the admin. */
  setupToken(lineage: string): string;
}

export function createTokens(secret: KeyObject): Tokens {
  const accessKey = derive(secret, "access");
  const refreshKey = derive(secret, "refresh");
  const setupKey = derive(secret, "setup");
  return {
    signAccess({ userId, sessionId }) {
      const expiresAt = Math.floor(Date.now() / 1000) + ACCESS_TOKEN_SECONDS;
      const token = jsonwebtoken.sign(
        { sub: userId, sid: sessionId, kind: KIND, exp: expiresAt },
        accessKey,
        { algorithm: "HS256", issuer: ISSUER, audience: AUDIENCE },
      );
      return { token, expiresAt: expiresAt * 1000 };
    },
    verifyAccess(token) {
      let claims: jsonwebtoken.JwtPayload | string;
      try {
        claims = jsonwebtoken.verify(token, accessKey, {
          algorithms: ["HS256"],
          issuer: ISSUER,
          audience: AUDIENCE,
        });
      } catch (cause) {
        throw new RallyError("unauthenticated", "The access token is not valid", { cause });
      }
      if (typeof claims === "string" || claims["kind"] !== KIND || claims.exp === undefined) {
        throw new RallyError("unauthenticated", "This is no access token");
      }
      const userId = claims.sub;
      const sessionId: unknown = claims["sid"];
      if (!isId(userId) || !isId(sessionId)) {
        throw new RallyError("unauthenticated", "The access token names nobody");
      }
      return { userId, sessionId };
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
