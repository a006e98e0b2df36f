import { changePassword, forgotPassword, register, resetPassword } from "@rally/shared/accounts";
import { setFirstPassword } from "@rally/shared/sign-in";
import { afterAll, describe, expect, test } from "vitest";
import { arrival, ask, signUp, startTestRally } from "../testing/index.js";

const rally = await startTestRally({ publicUrl: "https://chessclub.example.org" });
afterAll(() => rally.close());

let people = 0;
const registering = (password: string, username = `someone_${(people += 1)}`) =>
  ask(rally.url, register, {
    body: { username, email: `${username}.mayer@sample.example`, password },
  });
const refusal = (field: string) => ({
  error: { code: "invalid_input", fields: { [field]: ["guessable"] } },
});

describe("a weak password", () => {
  test.each([
    ["the first of every list", "password1"],
    ["the same in capitals", "ILoveYou"],
    ["digits only", "123456789"],
    ["a row of keys", "1qaz2wsx3edc"],
    ["the last of Rally's list", "dimazarya"],
    ["Rally's name with a year", "Rally2026!"],
    ["the name of the server", "chessclub-99"],
    ["a word for password with a year", "motdepasse2026"],
  ])("is refused: %s", async (_what, password) => {
    const { status, body } = await registering(password);
    expect(status).toBe(400);
    expect(body).toMatchObject(refusal("password"));
  });

  test.each(["zbigniew_99", "Zbigniew!Zbigniew", "zbigniew.mayer", "1234mayer5678"])(
    "is refused when it consists of the user's name or address: %s",
    async (password) => {
      expect((await registering(password, "zbigniew")).body).toMatchObject(refusal("password"));
    },
  );

  test.each([
    "correct horse battery",
    "8305716294",
    "zbigniew plays the oboe",
    "ÿ 中文 密码 可以",
    "x".repeat(256),
  ])("does not include merely plain ones: %s", async (password) => {
    expect((await registering(password)).status).toBe(200);
  });

  test("is refused as a new password and on reset, and the reset link still works", async () => {
    const person = await signUp(rally);
    const { username, email } = person.user;
    for (const next of ["baseball1", `${username}!!`]) {
      const body = { current: person.password, next };
      expect((await person.ask(changePassword, { body })).body).toMatchObject(refusal("next"));
    }
    await ask(rally.url, forgotPassword, { body: { email } });
    const { token } = await arrival(rally, email, /new password/);
    const reset = (password: string) =>
      ask(rally.url, resetPassword, { body: { token, password } });
    for (const password of ["baseball1", `${username}!!`]) {
      expect((await reset(password)).body).toMatchObject(refusal("password"));
    }
    expect((await reset("a wholly new one")).status).toBe(200);
  });

  test("is refused as a first password after signing up with a provider", async () => {
    const person = await signUp(rally);
    await rally.database("users").where("id", person.id).update({ password_hash: null });
    const set = (next: string) => person.ask(setFirstPassword, { body: { next } });
    expect((await set("password1")).body).toMatchObject(refusal("next"));
    expect((await set("a wholly new one")).status).toBe(200);
  });
});
