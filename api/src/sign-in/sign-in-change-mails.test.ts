import {
  changePassword,
  confirmEmail,
  createToken,
  login,
  renameAccount,
} from "@rally/shared/accounts";
import { runCommands } from "@rally/shared/commands";
import { newId } from "@rally/shared/ids";
import {
  addPasskey,
  confirmIdentity,
  finishSignIn,
  passkeyOptions,
  removePasskey,
  renewRecoveryCodes,
  setFirstPassword,
  stopTwoFactor,
  unlinkProvider,
} from "@rally/shared/sign-in";
import { afterAll, describe, expect, test } from "vitest";
import {
  arrival,
  ask,
  mailsTo,
  newAuthenticator,
  signUp,
  startTestRally,
  turnOnTwoFactor,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const passkey = newAuthenticator(rally.url.replace("127.0.0.1", "localhost"));

/** A user with a confirmed address. */
async function signUpConfirmed(): Promise<TestPerson> {
  const person = await signUp(rally);
  const { token } = await arrival(rally, person.user.email, /Confirm/);
  await ask(rally.url, confirmEmail, { body: { token } });
  return person;
}

const expectMail = (person: TestPerson, subject: RegExp, count = 1) =>
  arrival(rally, person.user.email, subject, count);

async function addTo(person: TestPerson): Promise<string> {
  const { body, cookie = "" } = await person.ask(passkeyOptions);
  const challenge = body.success ? body.data.challenge : "";
  const answer = passkey.register(challenge);
  const { data } = await person.call(addPasskey, { body: { name: "Phone", answer }, cookie });
  return data.id;
}

describe("the user is notified by mail", () => {
  test("of a passkey that is added or removed", async () => {
    const person = await signUpConfirmed();
    const id = await addTo(person);
    const mail = await expectMail(person, /passkey was added/);
    expect(mail.link).toBe(`${rally.url.replace("127.0.0.1", "localhost")}/forgot`);
    expect(mail.text).not.toContain("Phone");
    await person.call(removePasskey, { params: { id } });
    await expectMail(person, /passkey was removed/);
  });

  test("of two-factor authentication, new and used recovery codes, and its end", async () => {
    const person = await signUpConfirmed();
    const { recoveryCodes } = await turnOnTwoFactor(person);
    await expectMail(person, /Two-factor authentication is on/);
    const body = { login: person.user.username, password: person.password };
    const first = await ask(rally.url, login, { body });
    const challenge = first.body.success ? "" : (first.body.error.challenge ?? "");
    const [code = "", another = ""] = recoveryCodes;
    await ask(rally.url, finishSignIn, { body: { challenge, code } });
    await expectMail(person, /recovery code was used/);
    await person.call(confirmIdentity, { body: { kind: "code", code: another } });
    await expectMail(person, /recovery code was used/, 2);
    await person.call(renewRecoveryCodes);
    await expectMail(person, /new recovery codes/);
    await person.call(stopTwoFactor);
    await expectMail(person, /Two-factor authentication is off/);
    await person.call(stopTwoFactor);
    await person.call(renameAccount, { body: { username: `x_${person.user.username}` } });
    await expectMail(person, /username has changed/);
    const ends = (await mailsTo(rally, person.user.email)).filter(({ subject }) =>
      subject.includes("is off"),
    );
    expect(ends).toHaveLength(1);
  });

  test("of a changed password, and of a first one beside a provider", async () => {
    const person = await signUpConfirmed();
    const next = "another long one";
    await person.call(changePassword, { body: { current: person.password, next } });
    await expectMail(person, /password was changed/);
    await rally.database("users").where("id", person.id).update({ password_hash: null });
    await person.call(setFirstPassword, { body: { next } });
    await expectMail(person, /password was added/);
  });

  test("of an unlinked provider account, and of a bot token", async () => {
    const person = await signUpConfirmed();
    const row = { provider: "home", subject: newId(), user_id: person.id, label: "me" };
    await rally.database("identities").insert(row);
    await person.call(unlinkProvider, { params: { provider: "home" } });
    await expectMail(person, /way to sign in was removed/);
    await person.call(createToken, { body: { name: "helper" } });
    await expectMail(person, /bot token was created/);
  });

  test("in the language that they chose", async () => {
    const person = await signUpConfirmed();
    const command = { id: newId(), name: "account.locale", input: { locale: "fr" } };
    await person.call(runCommands, { body: { commands: [command] } });
    await turnOnTwoFactor(person);
    const { text } = await expectMail(person, /authentification à deux facteurs est activée/);
    expect(text).toContain(`Bonjour ${person.user.username},`);
    expect(text).toContain("Un code est désormais demandé");
  });
});

test("an unconfirmed address gets no mail", async () => {
  const person = await signUp(rally);
  await expectMail(person, /Confirm/);
  const { code } = await turnOnTwoFactor(person);
  for (let turn = 0; turn < 3; turn += 1) await person.call(renewRecoveryCodes);
  expect(code()).toMatch(/^\d{6}$/);
  const next = "another long one";
  await person.call(changePassword, { body: { current: person.password, next } });
  expect(await rally.database("mails").where("recipient", person.user.email)).toEqual([]);
  expect(await mailsTo(rally, person.user.email)).toHaveLength(1);
});

test("logs no internal error", () => {
  expect(rally.errors).toEqual([]);
});
