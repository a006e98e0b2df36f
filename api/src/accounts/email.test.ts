import { changeEmail, confirmEmail, login, me, resendConfirmation } from "@rally/shared/accounts";
import { runCommands } from "@rally/shared/commands";
import { newId } from "@rally/shared/ids";
import { afterAll, describe, expect, test } from "vitest";
import {
  arrival,
  ask,
  mailsTo,
  signUp,
  startTestRally,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const CONFIRM = /Confirm/;
const confirm = (token: string) => ask(rally.url, confirmEmail, { body: { token } });
const meOf = async (person: TestPerson) => (await person.call(me)).data;
const change = (person: TestPerson, email: string, password = person.password) =>
  person.ask(changeEmail, { body: { email, password } });
let count = 0;
const freshAddress = (): string => `new${(count += 1)}@elsewhere.example`;

describe("an email address", () => {
  test("is confirmed once by the link mailed on registration", async () => {
    const person = await signUp(rally);
    expect((await meOf(person)).emailConfirmed).toBe(false);
    const { token, link } = await arrival(rally, person.user.email, CONFIRM);
    expect(link).toContain("/confirm#");
    expect((await confirm(token)).body).toMatchObject({ data: { email: person.user.email } });
    expect((await meOf(person)).emailConfirmed).toBe(true);
    expect((await confirm(token)).body).toMatchObject({ error: { code: "link_refused" } });
  });

  test("is not confirmed by an expired or replaced link", async () => {
    const person = await signUp(rally);
    const first = await arrival(rally, person.user.email, CONFIRM);
    const { data } = await person.call(resendConfirmation);
    expect(data).toEqual({ email: person.user.email });
    const second = await arrival(rally, person.user.email, CONFIRM, 2);
    expect((await confirm(first.token)).status).toBe(403);
    await rally
      .database("account_links")
      .where("user_id", person.id)
      .update({ expires_at: new Date(Date.now() - 1) });
    expect((await confirm(second.token)).status).toBe(403);
    expect((await meOf(person)).emailConfirmed).toBe(false);
  });

  test("that is confirmed gets no further link", async () => {
    const person = await signUp(rally);
    await confirm((await arrival(rally, person.user.email, CONFIRM)).token);
    expect((await person.call(resendConfirmation)).data).toEqual({});
  });
});

describe("a new email address", () => {
  test("takes effect when its link is opened, and the old address is notified both times", async () => {
    const person = await signUp(rally);
    const email = freshAddress();
    expect((await change(person, email)).body).toMatchObject({
      data: { email: person.user.email, pendingEmail: email },
    });
    const { token } = await arrival(rally, email, CONFIRM);
    const warned = await arrival(rally, person.user.email, /about to change/);
    expect(warned.text).toContain(email);
    const signIn = async (name: string) =>
      (await ask(rally.url, login, { body: { login: name, password: person.password } })).status;
    expect([await signIn(person.user.email), await signIn(email)]).toEqual([200, 401]);
    expect((await confirm(token)).status).toBe(200);
    expect(await meOf(person)).toMatchObject({ email, emailConfirmed: true });
    expect((await meOf(person)).pendingEmail).toBeUndefined();
    expect([await signIn(person.user.email), await signIn(email)]).toEqual([401, 200]);
    await arrival(rally, person.user.email, /has changed/);
  });

  test("needs the password, and must not be another user's", async () => {
    const [person, other] = [await signUp(rally), await signUp(rally)];
    expect((await change(person, freshAddress(), "wrong")).body).toMatchObject({
      error: { code: "invalid_input", fields: { password: ["wrong"] } },
    });
    expect((await change(person, other.user.email.toUpperCase())).body).toMatchObject({
      error: { code: "taken", fields: { email: ["taken"] } },
    });
    expect((await meOf(person)).pendingEmail).toBeUndefined();
  });

  test("that two users request belongs to the first who opens the link", async () => {
    const [person, other] = [await signUp(rally), await signUp(rally)];
    const email = freshAddress();
    await change(person, email);
    const first = await arrival(rally, email, CONFIRM);
    await change(other, email);
    const second = await arrival(rally, email, CONFIRM, 2);
    const replies = await Promise.all([confirm(first.token), confirm(second.token)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  test("that is pending is dropped when the user requests another one, or the current one", async () => {
    const person = await signUp(rally);
    const [first, second] = [freshAddress(), freshAddress()];
    await change(person, first);
    const { token } = await arrival(rally, first, CONFIRM);
    await change(person, second);
    expect((await confirm(token)).status).toBe(403);
    const late = await arrival(rally, second, CONFIRM);
    await change(person, person.user.email);
    expect((await confirm(late.token)).status).toBe(403);
    expect(await meOf(person)).toMatchObject({ email: person.user.email });
  });
});

describe("the language of mail", () => {
  const choose = (person: TestPerson, locale: string) =>
    person.call(runCommands, {
      body: { commands: [{ id: newId(), name: "account.locale", input: { locale } }] },
    });

  test("is the one that the user chose", async () => {
    const person = await signUp(rally);
    await choose(person, "fr");
    expect((await meOf(person)).locale).toBe("fr");
    await person.call(resendConfirmation);
    const mail = await arrival(rally, person.user.email, /Confirmez votre adresse/);
    expect(mail.text).toContain(`Bonjour ${person.user.username},`);
    expect(mail.text).toContain("Ouvrez ce lien pour confirmer votre adresse e-mail");
    await choose(person, "en");
    expect((await mailsTo(rally, person.user.email)).length).toBe(2);
  });

  test("must be a supported one", async () => {
    const { data } = await choose(await signUp(rally), "tlh");
    expect(data).toMatchObject([{ success: false, error: { fields: { locale: ["format"] } } }]);
  });
});

test("logs no internal error", () => {
  expect(rally.errors).toEqual([]);
});
