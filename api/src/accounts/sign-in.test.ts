import { login, me, register } from "@rally/shared/accounts";
import { listConversations } from "@rally/shared/conversations";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { Conversation, User } from "@rally/shared/server/models";
import { afterAll, describe, expect, test } from "vitest";
import { ask, eventually, signUp, startTestRally } from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const password = "correct horse battery";
const registering = (username: string, email = `${username}@example.org`, secret = password) =>
  ask(rally.url, register, { body: { username, email, password: secret } });
const signingIn = (name: string, secret = password) =>
  ask(rally.url, login, { body: { login: name, password: secret } });

describe("registering", () => {
  test("creates an account with a session, and adds it to the world chat", async () => {
    const before = Date.now();
    const { body, headers, status } = await registering("ada");
    expect(status).toBe(200);
    if (!body.success) throw new Error(body.error.code);
    const { accessToken, expiresAt, lineage, user } = body.data;
    expect(user).toMatchObject({ username: "ada", displayName: "ada", role: "member" });
    expect(user.createdAt).toBeGreaterThanOrEqual(before - 1_000);
    expect(expiresAt - Date.now()).toBeGreaterThan(9 * 60_000);
    expect(expiresAt - Date.now()).toBeLessThanOrEqual(10 * 60_000);
    expect(headers.get("Cache-Control")).toBe("no-store");

    const asked = await ask(rally.url, me, { token: accessToken });
    expect(asked.body).toEqual({ success: true, data: user, meta: { lineage } });
    const conversations = await ask(rally.url, listConversations, { token: accessToken });
    expect(conversations.body).toMatchObject({ data: [{ id: WORLD_CONVERSATION_ID }] });
  });

  test("names both fields when both are taken, in any case", async () => {
    await registering("bea", "Bea@Example.org");
    const { status, body } = await registering("bea", "bEA@example.ORG");
    expect(status).toBe(409);
    expect(body).toMatchObject({
      error: { code: "taken", fields: { username: ["taken"], email: ["taken"] } },
    });
    const mail = await registering("bea2", "BEA@EXAMPLE.ORG");
    expect(mail.body).toMatchObject({ error: { fields: { email: ["taken"] } } });
    const name = await registering("bea", "other@example.org");
    expect(name.body).toMatchObject({ error: { fields: { username: ["taken"] } } });
  });

  test("names both fields when two users have them", async () => {
    await registering("cal", "cal@example.org");
    await registering("cleo", "cleo@example.org");
    const { body } = await registering("cal", "cleo@example.org");
    expect(body).toMatchObject({
      error: { code: "taken", fields: { username: ["taken"], email: ["taken"] } },
    });
  });

  test("gives a name to one of ten concurrent requests, and answers the others that it is taken", async () => {
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, index) => registering("dan", `dan${index}@example.org`)),
    );
    const failed = replies.filter(({ status }) => status !== 200);
    expect(failed).toHaveLength(9);
    for (const { body } of failed) {
      expect(body).toMatchObject({ error: { code: "taken", fields: { username: ["taken"] } } });
    }
    expect(await rally.database("users").where("username", "dan")).toHaveLength(1);
    const members = await rally
      .database("memberships")
      .where("conversation_id", WORLD_CONVERSATION_ID);
    await eventually(async () => {
      const world = await Conversation.query(rally.database).findById(WORLD_CONVERSATION_ID);
      expect(world?.memberCount).toBe(members.length);
    });
  });

  test("stores the Argon2id hash of the password only", async () => {
    await registering("eve");
    const row = await User.query(rally.database).findOne("username", "eve");
    expect(row?.passwordHash).toMatch(/^\$argon2id\$/);
    expect(JSON.stringify(row)).not.toContain(password);
  });
});

describe("signing in", () => {
  test("accepts the name or the address in any case, and only the right password", async () => {
    await registering("fay", "Fay@Example.org");
    for (const name of ["fay", "FAY", "fay@example.org", "FAY@EXAMPLE.ORG"]) {
      expect((await signingIn(name)).status).toBe(200);
    }
    for (const secret of ["Correct horse battery", `${password} `, "x"]) {
      expect((await signingIn("fay", secret)).body).toMatchObject({
        error: { code: "wrong_credentials" },
      });
    }
  });

  test("gives the same answer for an unknown name as for a wrong password", async () => {
    await registering("gus");
    const [name, secret] = await Promise.all([signingIn("nobody"), signingIn("gus", "wrong one")]);
    expect(name.status).toBe(401);
    expect(name.body).toEqual(secret.body);
    expect(name.cookie).toBeUndefined();
  });

  test("compares the whole password, past 72 characters", async () => {
    await registering("hal", "hal@example.org", `${"x".repeat(72)}a`);
    expect((await signingIn("hal", `${"x".repeat(72)}b`)).status).toBe(401);
    expect((await signingIn("hal", `${"x".repeat(72)}a`)).status).toBe(200);
  });

  test("begins a new session each time", async () => {
    await registering("ida");
    const [one, two] = await Promise.all([signingIn("ida"), signingIn("ida")]);
    expect(one.cookie).not.toBe(two.cookie);
    const user = await User.query(rally.database).findOne("username", "ida");
    expect(await rally.database("sessions").where("user_id", user?.id ?? "")).toHaveLength(3);
  });
});

describe("the one-time link that creates the admin", () => {
  test("works once, also for ten concurrent requests", async () => {
    const setupToken = rally.adminSetupLink?.split("#")[1] ?? "";
    const wrong = await ask(rally.url, register, {
      body: { username: "mallory", email: "m@example.org", password, setupToken: `${setupToken}x` },
    });
    expect(wrong.body).toMatchObject({ error: { code: "setup_refused" } });
    expect(wrong.status).toBe(403);

    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, index) => {
        const username = `admin${index}`;
        const body = { username, email: `${username}@example.org`, password, setupToken };
        return ask(rally.url, register, { body });
      }),
    );
    const made = replies.flatMap(({ body }) => (body.success ? [body.data.user.role] : []));
    expect(made).toEqual(["admin"]);
    for (const { body } of replies) {
      if (!body.success) expect(body.error.code).toBe("setup_refused");
    }
    expect(await rally.database("users").where("role", "admin")).toHaveLength(1);
    // A refused request creates no account.
    expect(await rally.database("users").where("username", "like", "admin%")).toHaveLength(1);

    await rally.restart();
    expect(rally.adminSetupLink).toBeUndefined();
  });

  test("is not needed by other users", async () => {
    expect((await signUp(rally)).user.role).toBe("member");
  });
});
