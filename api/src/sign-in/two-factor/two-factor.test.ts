import { changePassword, listSessions, login } from "@rally/shared/accounts";
import {
  confirmIdentity,
  confirmTwoFactor,
  finishSignIn,
  renewRecoveryCodes,
  showSecurity,
  startTwoFactor,
  stopTwoFactor,
} from "@rally/shared/sign-in";
import { afterAll, describe, expect, test } from "vitest";
import {
  appOf,
  ask,
  signUp,
  startTestRally,
  turnOnTwoFactor,
  type TestPerson,
} from "../../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const wrong = { error: { code: "invalid_input", fields: { code: ["wrong"] } } };

/** Sends the password. @returns the challenge for the second step. */
async function firstStep({ user, password }: TestPerson): Promise<string> {
  const { status, body, cookie } = await ask(rally.url, login, {
    body: { login: user.username, password },
  });
  if (body.success) throw new Error("The sign-in needed one factor only");
  expect([status, body.error.code, cookie]).toEqual([401, "second_factor_required", undefined]);
  return body.error.challenge ?? "";
}

const secondStep = (challenge: string, code: string) =>
  ask(rally.url, finishSignIn, { body: { challenge, code } });

describe("two-factor sign-in", () => {
  test("requires a code after the password", async () => {
    const person = await signUp(rally);
    const app = await turnOnTwoFactor(person);
    const { status, body, cookie } = await secondStep(await firstStep(person), app.code());
    expect(status).toBe(200);
    if (!body.success) throw new Error(body.error.code);
    expect(body.data.user.id).toBe(person.id);
    expect(cookie).toMatch(/^rally_refresh=/);
    const sessions = await ask(rally.url, listSessions, { token: body.data.accessToken });
    expect(sessions.status).toBe(200);
  });

  test("is active only after a code has confirmed it", async () => {
    const person = await signUp(rally);
    const { data } = await person.call(startTwoFactor);
    expect(data.uri).toContain(`secret=${data.secret}`);
    const reply = await person.ask(confirmTwoFactor, { body: { code: "000000" } });
    expect(reply.body).toMatchObject(wrong);
    const body = { login: person.user.username, password: person.password };
    expect((await ask(rally.url, login, { body })).status).toBe(200);
    await person.call(confirmTwoFactor, { body: { code: appOf(data.uri).code() } });
    await firstStep(person);
    expect((await person.ask(startTwoFactor)).body).toMatchObject({
      error: { code: "already_on" },
    });
  });

  test("accepts a code once, and none older than the last one used", async () => {
    const person = await signUp(rally);
    const app = await turnOnTwoFactor(person);
    expect((await secondStep(await firstStep(person), app.code(1))).status).toBe(200);
    for (const step of [1, 0, -1]) {
      const reply = await secondStep(await firstStep(person), app.code(step));
      expect(reply.body).toMatchObject(wrong);
    }
  });

  test("accepts one of ten concurrent uses of a code", async () => {
    const person = await signUp(rally);
    const app = await turnOnTwoFactor(person);
    const challenges = await Promise.all(Array.from({ length: 5 }, () => firstStep(person)));
    const replies = await Promise.all(challenges.map((one) => secondStep(one, app.code())));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test("refuses codes of other times", async () => {
    const person = await signUp(rally);
    const app = await turnOnTwoFactor(person);
    for (const step of [3, 10]) {
      const reply = await secondStep(await firstStep(person), app.code(step));
      expect(reply.body).toMatchObject(wrong);
    }
  });

  test("a challenge accepts five codes, works once, and ends with a password change", async () => {
    const person = await signUp(rally);
    const app = await turnOnTwoFactor(person);
    const challenge = await firstStep(person);
    const codes: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      const { body } = await secondStep(challenge, "wrong-code");
      codes.push(body.success ? "in" : body.error.code);
    }
    const [refused, expired] = ["invalid_input", "challenge_expired"];
    expect(codes).toEqual([refused, refused, refused, refused, expired, expired]);

    const before = await firstStep(person);
    const { password } = person;
    await person.call(changePassword, { body: { current: password, next: "another long one" } });
    expect((await secondStep(before, app.code())).body).toMatchObject({
      error: { code: "challenge_expired" },
    });
    person.password = "another long one";
    const used = await firstStep(person);
    expect((await secondStep(used, app.code())).status).toBe(200);
    expect((await secondStep(used, app.code(1))).body).toMatchObject({
      error: { code: "challenge_expired" },
    });
  });

  test("a challenge that has expired, or never existed, is refused", async () => {
    const person = await signUp(rally);
    const app = await turnOnTwoFactor(person);
    const challenge = await firstStep(person);
    await rally.database("challenges").update({ expires_at: new Date(Date.now() - 1) });
    for (const token of [challenge, "x".repeat(43)]) {
      expect((await secondStep(token, app.code())).body).toMatchObject({
        error: { code: "challenge_expired" },
      });
    }
  });

  test("an account accepts ten codes in a quarter of an hour over all challenges", async () => {
    const person = await signUp(rally);
    const app = await turnOnTwoFactor(person);
    for (let n = 0; n < 10; n += 1) await secondStep(await firstStep(person), "000000");
    const { status, headers } = await secondStep(await firstStep(person), app.code());
    expect(status).toBe(429);
    expect(Number(headers.get("Retry-After"))).toBeGreaterThan(0);
    // Other users are not affected.
    const other = await signUp(rally);
    const { code } = await turnOnTwoFactor(other);
    expect((await secondStep(await firstStep(other), code())).status).toBe(200);
  });

  test("a banned user is refused at the second step", async () => {
    const person = await signUp(rally);
    const app = await turnOnTwoFactor(person);
    const challenge = await firstStep(person);
    await rally.database("users").where("id", person.id).update({ banned_at: new Date() });
    expect((await secondStep(challenge, app.code())).body).toMatchObject({
      error: { code: "banned" },
    });
  });

  test("stores the secret and the recovery codes encrypted", async () => {
    const person = await signUp(rally);
    const { secret, recoveryCodes } = await turnOnTwoFactor(person);
    const rows = [
      await rally.database("second_factors").where("user_id", person.id),
      await rally.database("recovery_codes").where("user_id", person.id),
    ];
    const stored = JSON.stringify(rows, (_key, value: unknown) =>
      Buffer.isBuffer(value) ? value.toString("latin1") : value,
    );
    for (const plain of [secret, ...recoveryCodes]) expect(stored).not.toContain(plain);
    // Another user's sealed secret does not open in this row.
    const other = await signUp(rally);
    await turnOnTwoFactor(other);
    const sealed = await rally
      .database<{ user_id: string; secret: Buffer }>("second_factors")
      .where("user_id", person.id)
      .first();
    await rally
      .database("second_factors")
      .where("user_id", other.id)
      .update({ secret: sealed?.secret ?? null });
    const reply = await secondStep(await firstStep(other), "123456");
    expect(reply.status).toBe(500);
    // Internal errors are logged and not sent.
    const error = { code: "internal", message: "Internal server error" };
    expect(reply.body).toEqual({ success: false, error });
    rally.errors.length = 0;
  });
});

describe("a recovery code", () => {
  test("replaces the app's code once, in any spelling", async () => {
    const person = await signUp(rally);
    const { recoveryCodes } = await turnOnTwoFactor(person);
    expect(new Set(recoveryCodes).size).toBe(10);
    const [first = "", second = ""] = recoveryCodes;
    expect((await secondStep(await firstStep(person), first)).status).toBe(200);
    expect((await secondStep(await firstStep(person), first)).body).toMatchObject(wrong);
    const typed = ` ${second.toUpperCase().replace("-", " ")} `;
    expect((await secondStep(await firstStep(person), typed)).status).toBe(200);
    const { data } = await person.call(showSecurity);
    expect(data.twoFactor).toMatchObject({ on: true, recoveryCodesLeft: 8 });
  });

  test("works for one of five concurrent uses", async () => {
    const person = await signUp(rally);
    const { recoveryCodes } = await turnOnTwoFactor(person);
    const challenges = await Promise.all(Array.from({ length: 5 }, () => firstStep(person)));
    const [code = ""] = recoveryCodes;
    const replies = await Promise.all(challenges.map((one) => secondStep(one, code)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test("of an earlier set, or of another user, is refused", async () => {
    const [person, other] = [await signUp(rally), await signUp(rally)];
    const { recoveryCodes } = await turnOnTwoFactor(person);
    const theirs = await turnOnTwoFactor(other);
    const { data } = await person.call(renewRecoveryCodes);
    const tried = [recoveryCodes[0] ?? "", theirs.recoveryCodes[0] ?? ""];
    for (const code of tried) {
      expect((await secondStep(await firstStep(person), code)).body).toMatchObject(wrong);
    }
    const fresh = data.recoveryCodes[0] ?? "";
    expect((await secondStep(await firstStep(person), fresh)).status).toBe(200);
  });
});

describe("a change of sign-in methods", () => {
  const late = (person: TestPerson) =>
    rally
      .database("sessions")
      .where("user_id", person.id)
      .update({ confirmed_at: new Date(Date.now() - 11 * 60_000) });

  test("needs a re-authentication in the last ten minutes, with a valid password or code", async () => {
    const person = await signUp(rally);
    const app = await turnOnTwoFactor(person);
    const refused = { error: { code: "confirmation_required" } };
    await late(person);
    expect((await person.ask(stopTwoFactor)).body).toMatchObject(refused);
    expect((await person.ask(renewRecoveryCodes)).body).toMatchObject(refused);
    const guess = await person.ask(confirmIdentity, {
      body: { kind: "password", password: "not it" },
    });
    expect(guess.body).toMatchObject({ error: { fields: { password: ["wrong"] } } });
    expect((await person.ask(stopTwoFactor)).body).toMatchObject(refused);

    await person.call(confirmIdentity, { body: { kind: "code", code: app.code() } });
    await person.call(renewRecoveryCodes);
    await late(person);
    await person.call(confirmIdentity, { body: { kind: "password", password: person.password } });
    await person.call(stopTwoFactor);
    const { data } = await person.call(showSecurity);
    expect(data.twoFactor).toEqual({ on: false, recoveryCodesLeft: 0 });
    const body = { login: person.user.username, password: person.password };
    expect((await ask(rally.url, login, { body })).status).toBe(200);
  });

  test("needs the re-authentication of the same session", async () => {
    const person = await signUp(rally);
    const body = { login: person.user.username, password: person.password };
    await late(person);
    const again = await ask(rally.url, login, { body });
    const token = again.body.success ? again.body.data.accessToken : "";
    expect((await ask(rally.url, startTwoFactor, { token })).status).toBe(200);
    expect((await person.ask(startTwoFactor)).body).toMatchObject({
      error: { code: "confirmation_required" },
    });
  });
});

test("logs no internal error", () => {
  expect(rally.errors).toEqual([]);
});
