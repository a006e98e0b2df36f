import {
  changeEmail,
  changePassword,
  confirmEmail,
  deleteAccount,
  forgotPassword,
  login,
  register,
  resendConfirmation,
  resetPassword,
} from "@rally/shared/accounts";
import { limits } from "@rally/shared/limits";
import { addPasskey, passkeyOptions, showSecurity } from "@rally/shared/sign-in";
import { afterAll, describe, expect, test } from "vitest";
import {
  arrival,
  ask,
  newAuthenticator,
  signUp,
  startTestRally,
  turnOnTwoFactor,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const password = "correct horse battery";

describe("mail to an address is limited", () => {
  test("when accounts are created with it and deleted again", async () => {
    const email = "victim@example.org";
    const made = async (turn: number) => {
      const body = { username: `bomber_${turn}`, email, password };
      const reply = await ask(rally.url, register, { body });
      if (!reply.body.success) return reply;
      const { accessToken: token } = reply.body.data;
      expect((await ask(rally.url, deleteAccount, { token, body: { password } })).status).toBe(200);
      return reply;
    };
    for (let turn = 0; turn < limits.requestedMails; turn += 1) {
      expect((await made(turn)).status).toBe(200);
    }
    const { status, body, headers } = await made(limits.requestedMails);
    expect([status, body]).toMatchObject([429, { error: { code: "rate_limited" } }]);
    expect(Number(headers.get("Retry-After"))).toBeGreaterThan(0);
    expect(await rally.database("users").where("email", email)).toEqual([]);
  });

  test("when many accounts ask to have it", async () => {
    const email = "another-victim@example.org";
    const statuses: number[] = [];
    for (let turn = 0; turn <= limits.requestedMails; turn += 1) {
      const person = await signUp(rally);
      statuses.push((await person.ask(changeEmail, { body: { email, password } })).status);
      if (turn > 0) continue;
      // Requesting the link again is limited as well.
      statuses.push((await person.ask(resendConfirmation)).status);
    }
    expect(statuses).toEqual([...Array<number>(limits.requestedMails).fill(200), 429, 429]);
  });
});

test("with one count for all kinds of mail", async () => {
  const { email } = (await signUp(rally)).user;
  const statuses: number[] = [];
  for (let turn = 1; turn < limits.requestedMails; turn += 1) {
    statuses.push((await ask(rally.url, forgotPassword, { body: { email } })).status);
  }
  const another = await signUp(rally);
  statuses.push((await another.ask(changeEmail, { body: { email, password } })).status);
  expect(statuses).toEqual([...Array<number>(limits.requestedMails - 1).fill(200), 429]);
});

describe("a pending address", () => {
  const arrived = (email: string) => arrival(rally, email, /Confirm/);

  test.each(["a reset", "a change"])("is dropped after %s of the password", async (by) => {
    const person = await signUp(rally);
    const thief = `thief-${by.split(" ")[1]}@example.org`;
    await person.call(changeEmail, { body: { email: thief, password: person.password } });
    const { token } = await arrived(thief);
    if (by === "a change") {
      const body = { current: person.password, next: "a wholly new password" };
      await person.call(changePassword, { body });
    } else {
      await ask(rally.url, forgotPassword, { body: { email: person.user.email } });
      const link = await arrival(rally, person.user.email, /new password/);
      const body = { token: link.token, password: "a wholly new password" };
      expect((await ask(rally.url, resetPassword, { body })).status).toBe(200);
    }
    expect((await ask(rally.url, confirmEmail, { body: { token } })).body).toMatchObject({
      error: { code: "link_refused" },
    });
    const rows = await rally.database("users").where("id", person.id);
    expect(rows).toMatchObject([{ email: person.user.email, pending_email: null }]);
  });
});

test("addresses that differ in case only are one", async () => {
  const forget = async (email: string) =>
    (await ask(rally.url, forgotPassword, { body: { email } })).status;
  for (let turn = 0; turn < limits.requestedMails; turn += 1) {
    expect(await forget("vivien.ΟΔΟΣ@example.org")).toBe(200);
  }
  for (const same of ["VİVİEN.οδοσ@example.org", "vivien.ΟΔΟΣ@example.ORG"]) {
    expect(await forget(same)).toBe(429);
  }
  expect(await forget("somebody.else@example.org")).toBe(200);
});

describe("sign-in methods added before an address was confirmed", () => {
  /** An account with a passkey and a linked provider that were added later. */
  async function withSignInMethods(): Promise<TestPerson> {
    const person = await signUp(rally);
    const { body, cookie = "" } = await person.ask(passkeyOptions);
    const passkey = newAuthenticator(rally.url.replace("127.0.0.1", "localhost"));
    const answer = passkey.register(body.success ? body.data.challenge : "");
    await person.call(addPasskey, { body: { name: "Phone", answer }, cookie });
    const row = { provider: "home", subject: person.id, user_id: person.id, label: "planted" };
    await rally.database("identities").insert(row);
    return person;
  }

  /** Resets the password through the address. @returns the number of other sign-in methods. */
  async function signInMethodsAfterReset(person: TestPerson): Promise<[number, number]> {
    await ask(rally.url, forgotPassword, { body: { email: person.user.email } });
    const { token } = await arrival(rally, person.user.email, /new password/);
    const next = "a wholly new password";
    await ask(rally.url, resetPassword, { body: { token, password: next } });
    const at = (table: string) => rally.database(table).where("user_id", person.id);
    return [(await at("passkeys")).length, (await at("identities")).length];
  }

  test("are deleted when the reader of that address resets the password", async () => {
    expect(await signInMethodsAfterReset(await withSignInMethods())).toEqual([0, 0]);
  });

  test("are deleted also where the account was created with them, because some providers accept any address", async () => {
    const made = await withSignInMethods();
    await rally
      .database("identities")
      .where("user_id", made.id)
      .update({ created_at: rally.database("users").where("id", made.id).select("created_at") });
    expect(await signInMethodsAfterReset(made)).toEqual([0, 0]);
  });

  test("are kept where the address was confirmed, or a second factor is on", async () => {
    const confirmed = await withSignInMethods();
    const { token } = await arrival(rally, confirmed.user.email, /Confirm/);
    await ask(rally.url, confirmEmail, { body: { token } });
    expect(await signInMethodsAfterReset(confirmed)).toEqual([1, 1]);

    const guarded = await withSignInMethods();
    await turnOnTwoFactor(guarded);
    const { data } = await guarded.call(showSecurity);
    expect(data.twoFactor.on).toBe(true);
    expect(await signInMethodsAfterReset(guarded)).toEqual([1, 1]);
    const body = { login: guarded.user.username, password: "a wholly new password" };
    expect((await ask(rally.url, login, { body })).body).toMatchObject({
      error: { code: "second_factor_required" },
    });
  });
});

test("logs no internal error", () => {
  expect(rally.errors).toEqual([]);
});
