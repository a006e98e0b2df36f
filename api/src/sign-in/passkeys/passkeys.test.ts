import {
  addPasskey,
  confirmIdentity,
  passkeyChallenge,
  passkeyOptions,
  removePasskey,
  renamePasskey,
  showSecurity,
  signInWithPasskey,
  startTwoFactor,
} from "@rally/shared/sign-in";
import { afterAll, describe, expect, test } from "vitest";
import {
  ask,
  newAuthenticator,
  signInAgain,
  signUp,
  startTestRally,
  turnOnTwoFactor,
  type TestPerson,
} from "../../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const origin = rally.url.replace("127.0.0.1", "localhost");
type Authenticator = ReturnType<typeof newAuthenticator>;
type Odds = Parameters<Authenticator["answer"]>[1];

/** Begins to register a passkey. @returns the challenge and its cookie. */
async function begin(person: TestPerson, token = person.token) {
  const { body, cookie } = await ask(rally.url, passkeyOptions, { token });
  if (!body.success) throw new Error(body.error.code);
  return { challenge: body.data.challenge, cookie: cookie ?? "" };
}

async function add(person: TestPerson, passkey = newAuthenticator(origin), odds: Odds = {}) {
  const { challenge, cookie } = await begin(person);
  const body = { name: "Phone", answer: passkey.register(challenge, odds) };
  return { passkey, reply: await person.ask(addPasskey, { body, cookie }) };
}

async function challenged() {
  const { body, cookie } = await ask(rally.url, passkeyChallenge);
  if (!body.success) throw new Error(body.error.code);
  return { challenge: body.data.challenge, cookie: cookie ?? "" };
}

async function signInBy(passkey: Authenticator, odds: Odds = {}) {
  const { challenge, cookie } = await challenged();
  const body = { answer: passkey.answer(challenge, odds) };
  return ask(rally.url, signInWithPasskey, { body, cookie });
}

const refused = { success: false, error: { code: "passkey_refused" } };

describe("a passkey", () => {
  test("signs in its user without a name and without a second factor", async () => {
    const person = await signUp(rally);
    const { passkey, reply } = await add(person);
    expect(reply.body).toMatchObject({ data: { name: "Phone", isSynced: false } });
    await turnOnTwoFactor(person);
    const signedIn = await signInBy(passkey);
    expect(signedIn.body).toMatchObject({ data: { user: { id: person.id } } });
    expect(signedIn.cookie).toMatch(/^rally_refresh=/);
    expect((await signInBy(passkey)).status).toBe(200);
  });

  test.each<[string, Odds]>([
    ["of another site", { origin: "https://evil.example.org" }],
    ["for another host", { rpId: "evil.example.org" }],
    ["to another challenge", { challenge: "AAAA" }],
    ["whose owner was not verified", { verified: false }],
    ["with a counter that went back", { counter: 1 }],
  ])("refuses a response %s", async (_what, odds) => {
    const { passkey } = await add(await signUp(rally));
    expect((await signInBy(passkey)).status).toBe(200);
    expect((await signInBy(passkey)).status).toBe(200);
    const reply = await signInBy(passkey, odds);
    expect(reply.body).toMatchObject(refused);
    expect(reply.cookie).not.toMatch(/^rally_refresh=./);
  });

  test.each<[string, Odds]>([
    ["of another site", { origin: "https://evil.example.org" }],
    ["for another host", { rpId: "evil.example.org" }],
    ["to another challenge", { challenge: "AAAA" }],
    ["whose owner was not verified", { verified: false }],
  ])("is not registered with a response %s", async (_what, odds) => {
    const { reply } = await add(await signUp(rally), newAuthenticator(origin), odds);
    expect(reply.body).toMatchObject(refused);
  });

  test("is accepted once, in the browser that was asked, and in time", async () => {
    const { passkey } = await add(await signUp(rally));
    const [one, other, late] = [await challenged(), await challenged(), await challenged()];
    const body = { answer: passkey.answer(one.challenge) };
    const send = (cookie?: string) =>
      ask(rally.url, signInWithPasskey, { body, ...(cookie && { cookie }) });
    expect((await send()).body).toMatchObject(refused);
    expect((await send(other.cookie)).body).toMatchObject(refused);
    expect((await send(one.cookie)).status).toBe(200);
    expect((await send(one.cookie)).body).toMatchObject(refused);
    await rally.database("challenges").update({ expires_at: new Date(Date.now() - 1) });
    const tooLate = { answer: passkey.answer(late.challenge) };
    const reply = await ask(rally.url, signInWithPasskey, { body: tooLate, cookie: late.cookie });
    expect(reply.body).toMatchObject(refused);
  });

  test("is registered only for the session that asked, and for one user", async () => {
    const [person, other] = [await signUp(rally), await signUp(rally)];
    const { challenge, cookie } = await begin(person);
    const passkey = newAuthenticator(origin);
    const body = { name: "Phone", answer: passkey.register(challenge) };
    expect((await other.ask(addPasskey, { body, cookie })).body).toMatchObject(refused);
    const again = await signInAgain(rally, person);
    const second = await begin(person, again.token);
    const elsewhere = { name: "Phone", answer: passkey.register(second.challenge) };
    const reply = await person.ask(addPasskey, { body: elsewhere, cookie: second.cookie });
    expect(reply.body).toMatchObject(refused);
    expect((await add(person, passkey)).reply.status).toBe(200);
    expect((await add(other, passkey)).reply.body).toMatchObject(refused);
  });

  test("is renamed and removed by its user, and stops signing in then", async () => {
    const [person, other] = [await signUp(rally), await signUp(rally)];
    const { passkey } = await add(person);
    const { data } = await person.call(showSecurity);
    const params = { id: data.passkeys[0]?.id ?? "" };
    for (const route of [renamePasskey, removePasskey] as const) {
      const reply = await ask(rally.url, route, {
        token: other.token,
        params,
        ...(route === renamePasskey && { body: { name: "Mine" } }),
      } as Parameters<typeof ask>[2]);
      expect(reply.body).toMatchObject({ error: { code: "not_found" } });
    }
    const renamed = await person.call(renamePasskey, { params, body: { name: " Old phone " } });
    expect(renamed.data.name).toBe("Old phone");
    await person.call(removePasskey, { params });
    expect((await signInBy(passkey)).body).toMatchObject(refused);
  });

  test("is not removed when it is the only sign-in method", async () => {
    const person = await signUp(rally);
    await add(person);
    await rally.database("users").where("id", person.id).update({ password_hash: null });
    const { data } = await person.call(showSecurity);
    const reply = await person.ask(removePasskey, { params: { id: data.passkeys[0]?.id ?? "" } });
    expect(reply.body).toMatchObject({ error: { code: "last_way_in" } });
  });

  test("does not sign in a banned user", async () => {
    const person = await signUp(rally);
    const { passkey } = await add(person);
    await rally.database("users").where("id", person.id).update({ banned_at: new Date() });
    expect((await signInBy(passkey)).body).toMatchObject({ error: { code: "banned" } });
  });

  test("re-authenticates its user only", async () => {
    const [person, other] = [await signUp(rally), await signUp(rally)];
    const { passkey } = await add(person);
    await rally.database("sessions").update({ confirmed_at: new Date(0) });
    const confirm = async (who: TestPerson) => {
      const { challenge, cookie } = await challenged();
      const body = { kind: "passkey" as const, answer: passkey.answer(challenge) };
      return who.ask(confirmIdentity, { body, cookie });
    };
    expect((await confirm(other)).body).toMatchObject(refused);
    expect((await other.ask(startTwoFactor)).status).toBe(403);
    expect((await confirm(person)).status).toBe(200);
    expect((await person.ask(startTwoFactor)).status).toBe(200);
  });
});

test("logs no internal error", () => {
  expect(rally.errors).toEqual([]);
});
