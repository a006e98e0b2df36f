import { createSecretKey, randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newId } from "../../ids/index.js";
import { createTokens, sameToken } from "./index.js";

const tokens = createTokens(createSecretKey(randomBytes(48)));
const identity = { userId: newId(), sessionId: newId() };
const session = { id: identity.sessionId, nonce: randomBytes(16) };

describe("an access token", () => {
  test("identifies its user and session for ten minutes", () => {
    const { token, expiresAt } = tokens.signAccess(identity);
    expect(tokens.verifyAccess(token)).toEqual(identity);
    expect(Math.abs(expiresAt - Date.now() - 600_000)).toBeLessThan(2_000);
  });

  test("is rejected after any change of one character", () => {
    const { token } = tokens.signAccess(identity);
    // The last character of each part contains unused base64 bits.
    const ends = [...token.matchAll(/\.|$/g)].map(({ index }) => index - 1);
    for (let at = 0; at < token.length; at += 1) {
      if (ends.includes(at)) continue;
      const changed = `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`;
      expect(() => tokens.verifyAccess(changed)).toThrow("access token");
    }
  });

  test("of another secret or of an unknown kind is rejected", () => {
    const other = createTokens(createSecretKey(randomBytes(48)));
    for (const token of [
      other.signAccess(identity).token,
      tokens.refreshToken(session, 0),
      tokens.setupToken("lineage"),
    ]) {
      expect(() => tokens.verifyAccess(token)).toThrow();
    }
  });
});

describe("a bot's token", () => {
  const until = Date.now() + 30 * 24 * 3_600_000;
  const { token, expiresAt } = tokens.signBot(identity, until);

  test("identifies its user, session and bot until its expiry", () => {
    expect(tokens.verifyAccess(token)).toEqual({ ...identity, isBot: true });
    expect(expiresAt).toBe(Math.floor(until / 1000) * 1000);
    const over = tokens.signBot(identity, Date.now() - 1_000);
    expect(() => tokens.verifyAccess(over.token)).toThrow("access token");
  });

  test("[S4] is not accepted as an access token, nor an access token as a bot's", () => {
    for (const [given, kind] of [
      [token, "access"],
      [tokens.signAccess(identity).token, "bot"],
    ] as const) {
      const [header, payload, signature] = given.split(".");
      const claims = JSON.parse(Buffer.from(payload ?? "", "base64url").toString()) as object;
      const changed = Buffer.from(JSON.stringify({ ...claims, kind })).toString("base64url");
      expect(() => tokens.verifyAccess(`${header}.${changed}.${signature}`)).toThrow();
    }
  });

  test("is rejected after any change of one character", () => {
    const ends = [...token.matchAll(/\.|$/g)].map(({ index }) => index - 1);
    for (let at = 0; at < token.length; at += 1) {
      if (ends.includes(at)) continue;
      const changed = `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`;
      expect(() => tokens.verifyAccess(changed)).toThrow("access token");
    }
  });
});

describe("a refresh token", () => {
  test("is the same for one session and generation, and differs for others", () => {
    const token = tokens.refreshToken(session, 1);
    expect(tokens.refreshToken(session, 1)).toBe(token);
    const others = [
      tokens.refreshToken(session, 2),
      tokens.refreshToken({ ...session, id: newId() }, 1),
      tokens.refreshToken({ ...session, nonce: randomBytes(16) }, 1),
    ];
    expect(new Set([token, ...others]).size).toBe(4);
    expect(tokens.readRefresh(token)).toEqual({ sessionId: session.id, generation: 1 });
  });

  test("returns undefined for any other text without an error", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (a, b, c) => {
        expect(tokens.readRefresh(`${a}.${b}.${c}`)).toBeUndefined();
      }),
    );
  });
});

test("compares tokens by all characters", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(sameToken(a, b)).toBe(Buffer.from(a).equals(Buffer.from(b)));
      expect(sameToken(a, a)).toBe(true);
    }),
  );
});
