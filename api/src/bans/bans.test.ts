import { login, me, refresh, register } from "@rally/shared/accounts";
import { runCommands } from "@rally/shared/commands";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { findPeople } from "@rally/shared/people";
import { roomName } from "@rally/shared/rooms";
import { afterAll, describe, expect, test } from "vitest";
import {
  ask,
  eventually,
  expectClosedWithinASecond,
  openRoom,
  say,
  signUp,
  startTestRally,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());
const admin = await signUp(rally, { setupToken: rally.adminSetupLink?.split("#")[1] ?? "" });

async function tell(by: TestPerson, name: string, input: object): Promise<string> {
  const commands = [{ id: newId(), name, input }];
  const { data } = await by.call(runCommands, { body: { commands } });
  const [answer] = data;
  return answer?.success ? "ok" : answer!.error.code;
}

const signIn = (person: TestPerson) =>
  ask(rally.url, login, { body: { login: person.user.username, password: person.password } });
const codeOf = ({ body }: { body: { success: boolean; error?: { code: string } } }) =>
  body.success ? "ok" : body.error?.code;

describe("a ban", () => {
  test("[S11] ends every session and its sockets at once", async () => {
    const person = await signUp(rally);
    await say(person, WORLD_CONVERSATION_ID, "still here");
    const room = await openRoom(rally, person.token, roomName("user", person.id));
    expect(await tell(admin, "user.ban", { userId: person.id, reason: "spam" })).toBe("ok");
    expect(codeOf(await person.ask(me))).toBe("session_ended");
    await eventually(() => expect(room.closed).toEqual([4401]));
    await expectClosedWithinASecond([rally], person.id, 4401);
  });

  test("refuses signing in, renewing and registering, with the reason", async () => {
    const person = await signUp(rally);
    const until = Date.now() + 60_000;
    await tell(admin, "user.ban", { userId: person.id, reason: "spam", until });
    const anew = { username: `n_${newId().slice(-12)}`, password: person.password };
    const replies = [
      await signIn(person),
      await ask(rally.url, refresh, { cookie: person.cookie }),
      await ask(rally.url, register, { body: { ...anew, email: person.user.email } }),
    ];
    expect(replies.map(codeOf)).toEqual(["banned", "banned", "banned"]);
    expect(replies.map(({ status }) => status)).toEqual([403, 403, 403]);
    // Also when it is asked again; but to nobody who only knows the email address.
    replies.push(await ask(rally.url, refresh, { cookie: person.cookie }));
    const bans = replies.map(({ body }) => (body.success ? undefined : body.error.ban));
    const ban = { reason: "spam", until };
    expect(bans).toEqual([ban, ban, undefined, ban]);
  });

  test("is not revealed by a sign-in with a wrong password", async () => {
    const person = await signUp(rally);
    await tell(admin, "user.ban", { userId: person.id });
    expect(codeOf(await signIn({ ...person, password: "wrong" }))).toBe("wrong_credentials");
  });

  test("hides the user from search; lifting it lets the user sign in again", async () => {
    const person = await signUp(rally);
    const search = { query: { search: person.user.username } };
    await tell(admin, "user.ban", { userId: person.id });
    expect((await admin.call(findPeople, search)).data).toEqual([]);
    await tell(admin, "user.unban", { userId: person.id });
    expect((await admin.call(findPeople, search)).data).toHaveLength(1);
    expect(codeOf(await signIn(person))).toBe("ok");
  });

  test("with an end date ends by itself", async () => {
    const person = await signUp(rally);
    await tell(admin, "user.ban", { userId: person.id, until: Date.now() + 400 });
    expect(codeOf(await signIn(person))).toBe("banned");
    await eventually(async () => expect(codeOf(await signIn(person))).toBe("ok"));
  });

  test("is refused for admins and for unknown users", async () => {
    expect(await tell(admin, "user.ban", { userId: admin.id })).toBe("forbidden");
    expect(await tell(admin, "user.ban", { userId: newId() })).toBe("not_found");
  });

  test("of a user with many concurrent requests is answered, and so are the requests", async () => {
    const person = await signUp(rally);
    const doing = Array.from({ length: 10 }, () =>
      person.ask(runCommands, {
        body: {
          commands: [
            {
              id: newId(),
              name: "conversation.create",
              input: { kind: "group", name: "g", members: [admin.id] },
            },
            { id: newId(), name: "user.block", input: { userId: admin.id } },
          ],
        },
      }),
    );
    expect(await tell(admin, "user.ban", { userId: person.id })).toBe("ok");
    for (const reply of await Promise.all(doing)) expect([200, 401]).toContain(reply.status);
  });
});

test("logs no internal error", () => {
  expect(rally.errors).toEqual([]);
});
