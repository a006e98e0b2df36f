import { changeEmail, deleteAccount, me, refresh } from "@rally/shared/accounts";
import { showSecurity } from "@rally/shared/sign-in";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { arrival, ask, newVisitor, signUp, turnOnTwoFactor } from "../../testing/index.js";
import {
  endingOf,
  providerIds,
  publicUrl,
  refusal,
  startOf,
  startProviderFixture,
} from "./testing/provider-fixture.js";

const fixture = await startProviderFixture();
const { linkingPage, newcomer, oidc, rally, school, signInBy } = fixture;
afterAll(() => rally.close());

let people = 0;
beforeEach(() => {
  people = fixture.nextPerson();
});

describe.each(providerIds)("signing in with %s", (provider) => {
  test("creates an account, and signs in to the same one from then on", async () => {
    const first = await signInBy(provider);
    expect(first).toMatchObject({ username: `guest${people}`, role: "member" });
    expect(await signInBy(provider)).toMatchObject({ id: first.id });
    const { body } = await ask(rally.url, showSecurity, { token: first.token });
    expect(body).toMatchObject({
      data: { hasPassword: false, identities: [{ provider, label: `guest${people}` }] },
    });
  });

  test("proposes a valid name, and another where it is taken", async () => {
    await signUp(rally, { username: `ete_${people}` });
    oidc.person.preferred_username = school.person.login = `Été ${people}!`;
    const { username } = await signInBy(provider);
    expect(username).toBe(`ete_${people}_2`);
  });

  test("gives no access to an account with the same email address", async () => {
    const owner = await signUp(rally);
    oidc.person.email = school.person.email = owner.user.email.toUpperCase();
    const page = await newcomer().visit(startOf(provider));
    expect(endingOf(page)).toEqual(refusal("account_exists"));
    const { data } = await owner.call(showSecurity);
    expect(data.identities).toEqual([]);
  });

  test("never changes an email address when the provider's changes", async () => {
    const { id, email } = await signInBy(provider);
    const other = await signUp(rally);
    for (const changed of ["new@home.example", other.user.email]) {
      oidc.person.email = school.person.email = changed;
      expect(await signInBy(provider)).toMatchObject({ id, email });
    }
  });

  test("requires the second factor too", async () => {
    const person = await signUp(rally);
    expect(endingOf(await linkingPage(person, provider))).toEqual({ name: "linked" });
    await turnOnTwoFactor(person);
    const visitor = newcomer();
    const ending = endingOf(await visitor.visit(startOf(provider)));
    expect(ending?.name).toBe("second-factor");
    expect(visitor.cookies()).not.toContain("rally_refresh");
  });

  test("refuses banned users, and new accounts with their address", async () => {
    const { id, email } = await signInBy(provider);
    await rally.database("users").where({ id }).update({ banned_at: new Date() });
    expect(endingOf(await newcomer().visit(startOf(provider)))).toEqual(refusal("banned"));
    oidc.person = { ...oidc.person, subject: "another", email };
    school.person = { ...school.person, id: 10_000 + people, email };
    expect(endingOf(await newcomer().visit(startOf(provider)))).toEqual(refusal("banned"));
  });

  test("deletes the account and changes the address after a re-authentication, without a password", async () => {
    const { id, token, hasPassword } = await signInBy(provider);
    expect(hasPassword).toBe(false);
    const sessions = rally.database("sessions").where("user_id", id);
    const wish = (email: string) => ask(rally.url, changeEmail, { token, body: { email } });
    const leave = (body = {}) => ask(rally.url, deleteAccount, { token, body });
    await sessions.clone().update({ confirmed_at: new Date(Date.now() - 600_000) });
    for (const reply of [await wish("new@home.example"), await leave()]) {
      expect(reply.body).toMatchObject({ error: { code: "confirmation_required" } });
    }
    const guessed = await leave({ password: "whatever it is" });
    expect(guessed.body).toMatchObject({ error: { fields: { password: ["wrong"] } } });
    await sessions.clone().update({ confirmed_at: new Date() });
    const pendingEmail = `${id}@elsewhere.example`;
    expect((await wish(pendingEmail)).body).toMatchObject({ data: { pendingEmail } });
    expect((await leave()).body).toMatchObject({ data: { deleted: true } });
    expect(await rally.database("identities").where("user_id", id)).toEqual([]);
  });

  test("sets the mail language from the browser's", async () => {
    const french = newVisitor(publicUrl, rally.url, "fr-CH, fr;q=0.9, en;q=0.5");
    const { locale, email } = await signInBy(provider, french);
    expect(locale).toBe("fr");
    await arrival(rally, email, /Confirmez/);
    expect((await signInBy(provider)).locale).toBe("fr");
    oidc.person = { ...oidc.person, subject: `s-other${people}`, email: `o${people}@home.example` };
    school.person = { ...school.person, id: 50_000 + people, email: `o${people}@student.42.fr` };
    const german = newVisitor(publicUrl, rally.url, "de");
    expect((await signInBy(provider, german)).locale).toBe("en");
  });

  test("creates one account for ten concurrent returns with a new identity", async () => {
    const pages = await Promise.all(
      Array.from({ length: 5 }, () => newcomer().visit(startOf(provider))),
    );
    const endings = pages.map(endingOf);
    expect(endings.filter((ending) => ending?.name === "signed-in")).toHaveLength(5);
    expect(endings.filter((ending) => ending?.name === "signed-in" && ending.isNew)).toHaveLength(
      1,
    );
    const subject = provider === "home" ? oidc.person.subject : String(people);
    expect(await rally.database("identities").where({ provider, subject })).toHaveLength(1);
  });
});

test("refuses an account without an email address", async () => {
  school.person.email = null;
  expect(endingOf(await newcomer().visit(startOf("42")))).toEqual(refusal("profile_incomplete"));
});

test("never puts an access token into a page's URL", async () => {
  const visitor = newcomer();
  const page = await visitor.visit(startOf("home"));
  expect(page.href).toBe(`${publicUrl}/sign-in#oauth=signed-in.new`);
  const { body } = await ask(rally.url, refresh, { cookie: visitor.cookies() });
  const token = body.success ? body.data.accessToken : "";
  expect((await ask(rally.url, me, { token })).status).toBe(200);
});

test("logs no internal error", () => {
  expect(rally.errors).toEqual([]);
});
