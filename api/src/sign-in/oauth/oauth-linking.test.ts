import { login } from "@rally/shared/accounts";
import {
  confirmIdentity,
  setFirstPassword,
  startLinking,
  startTwoFactor,
  unlinkProvider,
} from "@rally/shared/sign-in";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { arrival, ask, signUp, type TestPerson } from "../../testing/index.js";
import {
  endingOf,
  providerIds,
  refusal,
  startProviderFixture,
} from "./testing/provider-fixture.js";

const fixture = await startProviderFixture();
const { newcomer, oidc, rally, school, signInBy, linkingPage } = fixture;
afterAll(() => rally.close());

let people = 0;
beforeEach(() => {
  people = fixture.nextPerson();
});

describe.each(providerIds)("an account at %s", (provider) => {
  test("is linked, signs in, and is unlinked", async () => {
    const person = await signUp(rally);
    await rally.database("users").where("id", person.id).update({ email_confirmed_at: new Date() });
    const page = await linkingPage(person, provider);
    expect([page.pathname, endingOf(page)]).toEqual(["/settings/security", { name: "linked" }]);
    const visitor = newcomer();
    expect(await signInBy(provider, visitor)).toMatchObject({
      id: person.id,
      email: person.user.email,
    });
    await arrival(rally, person.user.email, /new way to sign in was added/);
    await person.call(unlinkProvider, { params: { provider } });
    expect(await signInBy(provider)).not.toMatchObject({ id: person.id });
  });

  test("is not linked when it is another user's, or when one of the provider is linked already", async () => {
    const { id } = await signInBy(provider);
    const person = await signUp(rally);
    expect(endingOf(await linkingPage(person, provider))).toEqual(refusal("identity_taken"));
    expect(await signInBy(provider)).toMatchObject({ id });
    oidc.person.subject = `second of ${people}`;
    school.person.id = 20_000 + people;
    expect(endingOf(await linkingPage(person, provider))).toEqual({ name: "linked" });
    oidc.person.subject = `third of ${people}`;
    school.person.id = 30_000 + people;
    expect(endingOf(await linkingPage(person, provider))).toEqual(refusal("already_linked"));
  });

  test("is linked only for the session and browser that asked, while the session is active", async () => {
    const person = await signUp(rally);
    const reply = await person.ask(startLinking, {
      params: { provider },
      body: { purpose: "link" },
    });
    const url = reply.body.success ? reply.body.data.url : "";
    expect(endingOf(await newcomer().visit(url))).toEqual(refusal("challenge_expired"));
    await rally.database("sessions").where("user_id", person.id).update({ ended_at: new Date() });
    const visitor = newcomer();
    visitor.take(reply.headers);
    expect(endingOf(await visitor.visit(url))).toEqual(refusal("session_ended"));
  });

  test("is not unlinked when it is the only sign-in method", async () => {
    const { token, username } = await signInBy(provider);
    const unlink = () => ask(rally.url, unlinkProvider, { token, params: { provider } });
    expect((await unlink()).body).toMatchObject({ error: { code: "last_way_in" } });
    const next = "a first password";
    const set = () => ask(rally.url, setFirstPassword, { token, body: { next } });
    expect((await set()).status).toBe(200);
    expect((await set()).body).toMatchObject({ error: { code: "already_on" } });
    expect((await unlink()).status).toBe(200);
    const body = { login: username, password: next };
    expect((await ask(rally.url, login, { body })).status).toBe(200);
  });

  test("re-authenticates a user without a password", async () => {
    const { id, token } = await signInBy(provider);
    const late = new Date(Date.now() - 3_600_000);
    await rally.database("sessions").where("user_id", id).update({ confirmed_at: late });
    const begin = () => ask(rally.url, startTwoFactor, { token });
    expect((await begin()).body).toMatchObject({ error: { code: "confirmation_required" } });
    const asPerson = {
      ask: (route, request) => ask(rally.url, route, { token, ...request }),
    } as TestPerson;
    const { subject } = oidc.person;
    oidc.person.subject = "somebody else";
    school.person.id = 40_000 + people;
    const wrong = await linkingPage(asPerson, provider, "confirm");
    expect(endingOf(wrong)).toEqual(refusal("identity_taken"));
    expect((await begin()).status).toBe(403);
    oidc.person.subject = subject;
    school.person.id = people;
    const page = await linkingPage(asPerson, provider, "confirm");
    expect([page.pathname, endingOf(page)]).toEqual(["/settings/security", { name: "confirmed" }]);
    expect((await begin()).status).toBe(200);
    const guess = { body: { kind: "password" as const, password: "" } };
    expect((await ask(rally.url, confirmIdentity, { token, ...guess })).status).toBe(400);
  });
});

test("logs no internal error", () => {
  expect(rally.errors).toEqual([]);
});
