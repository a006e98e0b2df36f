import { hash } from "@node-rs/argon2";
import { login } from "@rally/shared/accounts";
import { limits } from "@rally/shared/limits";
import { User } from "@rally/shared/server/models";
import { afterAll, describe, expect, test } from "vitest";
import { ask, signUp, startTestRally } from "../testing/index.js";
import { createPasswords } from "./passwords.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const hashOf = async (id: string) =>
  (await User.query(rally.database).findById(id).throwIfNotFound()).passwordHash;
const signIn = (username: string, password: string) =>
  ask(rally.url, login, { body: { login: username, password } });

describe("the cost of a password hash", () => {
  test("is at least OWASP's minimum, and is recorded in the hash", async () => {
    expect(limits.passwordMemory).toBeGreaterThanOrEqual(19 * 1024);
    expect(limits.passwordPasses).toBeGreaterThanOrEqual(2);
    const passwords = createPasswords(limits);
    const password = "correct horse battery";
    const made = await passwords.hash(password);
    expect(made).toMatch(/^\$argon2id\$v=19\$m=65536,t=5,p=1\$/);
    expect(passwords.isOutdated(made)).toBe(false);
    expect(await passwords.verify(made, password)).toBe(true);
    expect(await passwords.verify(made, `${password}.`)).toBe(false);
  });

  test("is updated at the user's next sign-in after it was changed", async () => {
    const { id, user, password } = await signUp(rally);
    const old = await hash(password, { memoryCost: 2_048, timeCost: 2, parallelism: 1 });
    await User.query(rally.database).findById(id).patch({ passwordHash: old });
    expect((await signIn(user.username, "not the password")).status).toBe(401);
    expect(await hashOf(id)).toBe(old);
    expect((await signIn(user.username, password)).status).toBe(200);
    const renewed = await hashOf(id);
    expect(renewed).not.toBe(old);
    expect((await signIn(user.username, password)).status).toBe(200);
    expect(await hashOf(id)).toBe(renewed);
  });
});
