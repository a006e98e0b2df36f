import {
  confirmEmail,
  deleteAccount,
  listSessions,
  login,
  me,
  register,
  renameAccount,
} from "@rally/shared/accounts";
import { blockUser } from "@rally/shared/relationships";
import { runCommands } from "@rally/shared/commands";
import {
  createConversationRoute,
  listConversations,
  listMessages,
  listChanges,
} from "@rally/shared/conversations";
import { exportData } from "@rally/shared/export";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { listMembers } from "@rally/shared/members";
import { findPeople, getProfile } from "@rally/shared/people";
import { roomName } from "@rally/shared/rooms";
import { afterAll, describe, expect, test } from "vitest";
import {
  arrival,
  mailsTo,
  ask,
  eventually,
  expectClosedWithinASecond,
  openRoom,
  say,
  signUp,
  startTestRally,
  talk,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const fresh = (): string => `n_${newId().slice(-12)}`;
const rename = (person: TestPerson, username: string) =>
  person.ask(renameAccount, { body: { username } });
const dataOf = <T>(body: { success: true; data: T } | { success: false }): T | undefined =>
  body.success ? body.data : undefined;
const named = async (by: TestPerson, name: string) =>
  dataOf((await by.ask(getProfile, { params: { name: name.replace(/^@/, "") } })).body);
const registering = (username: string, email = `${fresh()}@example.org`) =>
  ask(rally.url, register, { body: { username, email, password: "correct horse battery" } });
const takenName = { error: { code: "taken", fields: { username: ["taken"] } } };
const leave = (person: TestPerson, password = person.password) =>
  person.ask(deleteAccount, { body: { password } });

describe("a new user name", () => {
  test("takes effect at once; the old one redirects to it and stays reserved", async () => {
    const [person, other] = [await signUp(rally), await signUp(rally)];
    const [old, next] = [person.user.username, fresh()];
    expect((await rename(person, next)).body).toMatchObject({
      data: { username: next, displayName: next },
    });
    for (const name of [next, old, `@${old.toUpperCase()}`]) {
      expect(await named(other, name)).toMatchObject({ id: person.id, username: next });
    }
    expect((await registering(old)).body).toMatchObject(takenName);
    expect((await rename(other, old)).body).toMatchObject(takenName);
    const signIn = { login: next, password: person.password };
    expect((await ask(rally.url, login, { body: signIn })).status).toBe(200);
    expect((await rename(person, old)).status).toBe(200);
    expect(await named(other, next)).toMatchObject({ username: old });
  });

  test("frees the old one after 30 days", async () => {
    const [person, other] = [await signUp(rally), await signUp(rally)];
    const old = person.user.username;
    await rename(person, fresh());
    const row = await rally
      .database("former_names")
      .where("username", old)
      .first<{ until: Date }>();
    expect(Math.round((row.until.getTime() - Date.now()) / 86_400_000)).toBe(30);
    await rally.database("former_names").where("username", old).update({ until: new Date() });
    expect(await named(other, old)).toBeUndefined();
    expect((await rename(other, old)).status).toBe(200);
    expect(await named(person, old)).toMatchObject({ id: other.id });
  });

  test("that two users take at once goes to one of them", async () => {
    const people = await Promise.all([1, 2, 3, 4].map(() => signUp(rally)));
    const name = fresh();
    const replies = await Promise.all(people.map((person) => rename(person, name)));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
  });

  test("keeps three former names at most, so names cannot be hoarded", async () => {
    const person = await signUp(rally);
    for (let n = 0; n < 5; n += 1) await rename(person, fresh());
    expect(await rally.database("former_names").where("user_id", person.id)).toHaveLength(3);
    expect((await registering(person.user.username)).status).toBe(200);
  });

  test("must be a valid user name", async () => {
    const person = await signUp(rally);
    expect((await rename(person, "Ada Lovelace")).body).toMatchObject({
      error: { code: "invalid_input", fields: { username: ["format"] } },
    });
  });
});

describe("the user's data", () => {
  test("is complete and contains no other user's", async () => {
    const [person, other] = [await signUp(rally), await signUp(rally)];
    const id = await talk(person, other);
    await say(person, id, "mine");
    await say(other, id, "theirs");
    const stranger = await signUp(rally);
    const block = { id: newId(), name: blockUser.name, input: { userId: stranger.id } };
    await person.call(runCommands, { body: { commands: [block] } });
    const old = person.user.username;
    await rename(person, fresh());
    const reply = await person.ask(exportData);
    expect(reply.headers.get("Content-Disposition")).toContain("rally-data.json");
    const data = reply.body.success ? reply.body.data : undefined;
    expect(exportData.data.parse(data)).toEqual(data);
    expect(data?.profile).toMatchObject({ id: person.id, email: person.user.email });
    expect(data?.messages).toMatchObject([
      { conversationId: id, seq: 1, content: { kind: "text", body: "mine" } },
    ]);
    expect(data?.memberships.map(({ conversationId }) => conversationId).sort()).toEqual(
      [WORLD_CONVERSATION_ID, id].sort(),
    );
    expect(data?.formerNames).toMatchObject([{ username: old }]);
    expect(data?.blocks).toMatchObject([{ userId: stranger.id }]);
    expect(data?.sessions).toHaveLength(1);
    expect(JSON.stringify(data)).not.toMatch(/theirs|argon2/);
  });

  test("is complete with many messages, page by page", async () => {
    const person = await signUp(rally);
    await rally.database.raw(
      `insert into messages (id, conversation_id, seq, version, sent_version, author_id, content,
         command_hash, created_at)
       select gen_random_uuid(), :room, -n, -n, -n, :author,
         '{"kind":"text","body":"one of many"}', '', now() from generate_series(1, 2500) n`,
      { room: WORLD_CONVERSATION_ID, author: person.id },
    );
    const { data } = await person.call(exportData);
    await rally.database("messages").where("author_id", person.id).delete();
    expect(new Set(data.messages.map(({ id }) => id)).size).toBe(2_500);
  });
});

describe("a deleted account", () => {
  test("needs the password, and ends every session and sign-in", async () => {
    const person = await signUp(rally);
    const confirming = await arrival(rally, person.user.email, /Confirm/);
    await ask(rally.url, confirmEmail, { body: { token: confirming.token } });
    expect((await leave(person, "wrong")).body).toMatchObject({
      error: { fields: { password: ["wrong"] } },
    });
    // Without a password, the recent sign-in is enough; with one it is not.
    expect((await person.ask(deleteAccount, { body: {} })).body).toMatchObject({
      error: { code: "invalid_input", fields: { password: ["required"] } },
    });
    const room = await openRoom(rally, person.token, roomName("user", person.id));
    expect((await leave(person)).body).toMatchObject({ data: { deleted: true } });
    await eventually(() => expect(room.closed).toEqual([4401]));
    await expectClosedWithinASecond([rally], person.id, 4401);
    await eventually(async () => expect((await person.ask(me)).status).toBe(401));
    for (const name of [person.user.username, person.user.email, `deleted-${person.id}`]) {
      const body = { login: name, password: person.password };
      expect((await ask(rally.url, login, { body })).status).toBe(401);
    }
    await arrival(rally, person.user.email, /account was deleted/);
  });

  test("is confirmed by mail only where the address was confirmed", async () => {
    const person = await signUp(rally);
    await leave(person);
    const waiting = () => rally.database("mails").where("recipient", person.user.email);
    await eventually(async () => expect(await waiting()).toEqual([]));
    const sent = await mailsTo(rally, person.user.email);
    expect(sent.map(({ subject }) => subject)).toEqual([expect.stringMatching(/Confirm/)]);
  });

  test("keeps its messages without an author, and no other personal data", async () => {
    const [person, other] = [await signUp(rally), await signUp(rally)];
    const id = await talk(person, other);
    await say(person, id, "I was here");
    await leave(person);
    const { data } = await other.call(listMessages, { params: { id } });
    expect(data).toMatchObject([{ content: { body: "I was here" } }]);
    const listed = (await other.call(listConversations)).data.find((one) => one.id === id);
    expect(listed).toBeDefined();
    expect(listed?.partner).toBeUndefined();
    const members = await other.call(listMembers, { params: { id } });
    expect(members.data.map(({ user }) => user.id)).toEqual([other.id]);
    expect((await other.call(findPeople, { query: { id: person.id } })).data).toEqual([]);
    expect(await named(other, person.user.username)).toBeUndefined();
    const { rows } = await rally.database.raw<{ rows: { row: string }[] }>(
      `select row_to_json(u)::text as row from users u where id = :id
       union all select row_to_json(s)::text from sessions s where user_id = :id`,
      { id: person.id },
    );
    const kept = rows.map(({ row }) => row).join();
    for (const trace of [person.user.username, "example.org", "argon2", "127.0.0.1"]) {
      expect(kept).not.toContain(trace);
    }
  });

  test("leaves its groups in order, passes ownership to a successor, and gives devices new versions", async () => {
    const [person, heir] = [await signUp(rally), await signUp(rally)];
    const { data: group } = await person.call(createConversationRoute, {
      body: { kind: "group", name: "ours", members: [heir.id] },
    });
    const before = (await heir.call(listConversations)).data.find(({ id }) => id === group.id);
    await leave(person);
    const { data } = await heir.call(listChanges, {
      params: { id: group.id },
      query: { since: before?.version ?? 0 },
    });
    const after = (await heir.call(listConversations)).data.find(({ id }) => id === group.id);
    expect(after).toMatchObject({ memberCount: 1, role: "owner" });
    expect(JSON.stringify(data)).toContain(person.id);
    const members = rally.database("memberships").where("user_id", person.id);
    expect(await members.pluck("conversation_id")).toEqual([WORLD_CONVERSATION_ID]);
  });

  test("frees its address at once, and its name after the reservation", async () => {
    const person = await signUp(rally);
    await leave(person);
    expect((await registering(person.user.username)).body).toMatchObject(takenName);
    expect((await registering(fresh(), person.user.email)).status).toBe(200);
    await rally.database("former_names").where("user_id", person.id).update({ until: new Date() });
    expect((await registering(person.user.username)).status).toBe(200);
  });

  test("commits no message that was being sent during the deletion", async () => {
    const [person, other] = [await signUp(rally), await signUp(rally)];
    const id = await talk(person, other);
    const deleted = leave(person);
    const sending = Array.from({ length: 40 }, (_, n) =>
      say(person, id, `${n}`).then(
        () => 1,
        () => 0,
      ),
    );
    await deleted;
    const count = async () =>
      (await rally.database("messages").where("conversation_id", id)).length;
    const atOnce = await count();
    await Promise.all(sending);
    expect(await count()).toBe(atOnce);
  });

  test("cannot be the last admin's", async () => {
    const setupToken = rally.adminSetupLink?.split("#")[1] ?? "";
    const admin = await signUp(rally, { username: fresh(), setupToken });
    expect((await leave(admin)).body).toMatchObject({ error: { code: "last_admin" } });
    expect((await admin.call(listSessions)).data).toHaveLength(1);
  });
});

test("logs no internal error", () => {
  expect(rally.errors).toEqual([]);
});
