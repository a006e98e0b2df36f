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

describe("a stranger's mailbox is not filled", () => {
  test("by accounts that are made with its address and deleted again", async () => {
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

  test("by many accounts that all ask to have its address", async () => {
    const email = "another-victim@example.org";
    const statuses: number[] = [];
    for (let turn = 0; turn <= limits.requestedMails; turn += 1) {
      const person = await signUp(rally);
      statuses.push((await person.ask(changeEmail, { body: { email, password } })).status);
      if (turn > 0) continue;
      // Nor does asking for the link once more go past it.
      statuses.push((await person.ask(resendConfirmation)).status);
    }
    expect(statuses).toEqual([...Array<number>(limits.requestedMails).fill(200), 429, 429]);
  });
});

test("whatever is asked for, one count of mails goes to an address", async () => {
  const { email } = (await signUp(rally)).user;
  const statuses: number[] = [];
  for (let turn = 1; turn < limits.requestedMails; turn += 1) {
    statuses.push((await ask(rally.url, forgotPassword, { body: { email } })).status);
  }
  const another = await signUp(rally);
  statuses.push((await another.ask(changeEmail, { body: { email, password } })).status);
  expect(statuses).toEqual([...Array<number>(limits.requestedMails - 1).fill(200), 429]);
});

describe("an address that was asked for", () => {
  const arrived = (email: string) => arrival(rally, email, /Confirm/);

  test.each(["a reset", "a change"])(
    "is nobody's any more after %s of the password",
    async (by) => {
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
    },
  );
});

test("one address is one, however its letters are written", async () => {
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

describe("ways in that were added before an address was confirmed", () => {
  /** An account with a passkey and a provider's account, both added to it later. */
  async function withWaysIn(): Promise<TestPerson> {
    const person = await signUp(rally);
    const { body, cookie = "" } = await person.ask(passkeyOptions);
    const passkey = newAuthenticator(rally.url.replace("127.0.0.1", "localhost"));
    const answer = passkey.register(body.success ? body.data.challenge : "");
    await person.call(addPasskey, { body: { name: "Phone", answer }, cookie });
    const row = { provider: "home", subject: person.id, user_id: person.id, label: "planted" };
    await rally.database("identities").insert(row);
    return person;
  }

  /** Takes the account up by its address. @returns how many ways in there are besides. */
  async function waysInAfterReset(person: TestPerson): Promise<[number, number]> {
    await ask(rally.url, forgotPassword, { body: { email: person.user.email } });
    const { token } = await arrival(rally, person.user.email, /new password/);
    const next = "a wholly new password";
    await ask(rally.url, resetPassword, { body: { token, password: next } });
    const at = (table: string) => rally.database(table).where("user_id", person.id);
    return [(await at("passkeys")).length, (await at("identities")).length];
  }

  test("are gone once the reader of that address chooses the password", async () => {
    expect(await waysInAfterReset(await withWaysIn())).toEqual([0, 0]);
  });

  test("are gone also where the account was made with them: a provider may let one name any address", async () => {
    const made = await withWaysIn();
    await rally
      .database("identities")
      .where("user_id", made.id)
      .update({ created_at: rally.database("users").where("id", made.id).select("created_at") });
    expect(await waysInAfterReset(made)).toEqual([0, 0]);
  });

  test("stay where it was confirmed, or asks for a code", async () => {
    const confirmed = await withWaysIn();
    const { token } = await arrival(rally, confirmed.user.email, /Confirm/);
    await ask(rally.url, confirmEmail, { body: { token } });
    expect(await waysInAfterReset(confirmed)).toEqual([1, 1]);

    const guarded = await withWaysIn();
    await turnOnTwoFactor(guarded);
    const { data } = await guarded.call(showSecurity);
    expect(data.twoFactor.on).toBe(true);
    expect(await waysInAfterReset(guarded)).toEqual([1, 1]);
    const body = { login: guarded.user.username, password: "a wholly new password" };
    expect((await ask(rally.url, login, { body })).body).toMatchObject({
      error: { code: "second_factor_required" },
    });
  });
});

test("nothing failed on the server's side", () => {
  expect(rally.errors).toEqual([]);
});
