import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { me } from "@rally/shared/accounts";
import { exportData } from "@rally/shared/export";
import { blockUser } from "@rally/shared/relationships";
import { runCommands } from "@rally/shared/commands";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import type { Limits } from "@rally/shared/limits";
import { subscribeToPush } from "@rally/shared/push";
import { draftText, roomName, settingsMap } from "@rally/shared/rooms";
import { onlyByIndex } from "@rally/shared/server/database";
import sharp from "sharp";
import { afterAll, describe, expect, test } from "vitest";
import {
  askRaw,
  eventually,
  newPushKeys,
  openHttp,
  openRoom,
  say,
  signUp,
  startTestRally,
  talk,
  type TestPerson,
  type TestRally,
} from "../testing/index.js";
import { listSources, shortLists, type List } from "./lists.js";

const started: TestRally[] = [];
afterAll(() => Promise.all(started.map((rally) => rally.close())));
async function withBounds(bounds: Partial<Limits> = {}): Promise<TestRally> {
  const rally = await startTestRally({ limits: bounds });
  started.push(rally);
  return rally;
}
const rally = await withBounds({ exportsOfUser: 1_000 });

const exported = async (by: TestPerson) => (await by.call(exportData)).data;

async function command(by: TestPerson, name: string, input: object): Promise<void> {
  const { data } = await by.call(runCommands, {
    body: { commands: [{ id: newId(), name, input }] },
  });
  expect(data).toMatchObject([{ success: true }]);
}

/** Writes messages of 7 KB each by `author` to the world chat. */
async function writeMessages(on: TestRally, author: TestPerson, count: number): Promise<void> {
  await on.database.raw(
    `insert into messages (id, conversation_id, seq, version, sent_version, author_id, content,
       command_hash, created_at)
     select gen_random_uuid(), :room, -n, -n, -n, :author,
       json_build_object('kind', 'text', 'body', repeat('word ', 1400)), '', now()
     from generate_series(1, :count::integer) n`,
    { room: WORLD_CONVERSATION_ID, author: author.id, count },
  );
}

describe("an export", () => {
  test("contains everything stored of a user: profile, presence, appearance, drafts, picture", async () => {
    const [one, other] = [await signUp(rally), await signUp(rally)];
    const id = await talk(one, other);
    const picture = await sharp({
      create: { width: 64, height: 64, channels: 3, background: "red" },
    })
      .png()
      .toBuffer();
    await askRaw(rally.url, {
      method: "POST",
      path: "/api/v1/me/avatar",
      headers: { "Content-Type": "image/png", Authorization: `Bearer ${one.token}` },
      body: new Uint8Array(picture),
    });
    await command(one, "profile.update", { bio: "I collect stamps", status: "away" });
    const room = await openRoom(rally, one.token, roomName("user", one.id));
    draftText(room.doc, id).insert(0, "not sent yet");
    settingsMap(room.doc).set("theme", "dark");
    await eventually(async () => {
      const rows = rally.database("user_room_updates").where("user_id", one.id);
      expect((await rows).length).toBeGreaterThan(0);
    });
    room.leave();
    await eventually(async () => {
      const data = await exported(one);
      expect(data.drafts).toEqual([{ conversationId: id, text: "not sent yet" }]);
      expect(data.settings).toEqual({ theme: "dark" });
      expect(data.profile.lastSeenAt).toEqual(expect.any(Number));
    });
    await command(one, "presence.set", { appearsOffline: true });
    const data = await exported(one);
    expect(data.profile).toMatchObject({
      ...{ id: one.id, bio: "I collect stamps", status: "away", appearsOffline: true, ban: null },
    });
    const drawn = await sharp(Buffer.from(data.picture?.base64 ?? "", "base64")).metadata();
    expect(drawn).toMatchObject({ format: "webp", width: 512 });
  });

  test("contains the sign-in methods without their secrets", async () => {
    const one = await signUp(rally);
    const { database } = rally;
    const secret = Buffer.from("the secret of it");
    const ids = { user_id: one.id };
    await database("second_factors").insert({ ...ids, secret, confirmed_at: new Date() });
    await database("recovery_codes").insert([
      { ...ids, digest: Buffer.from("first digest") },
      { ...ids, digest: Buffer.from("second digest"), used_at: new Date() },
    ]);
    await database("passkeys").insert({
      ...{ id: newId(), ...ids, credential_id: `the credential ${one.id}`, name: "my phone" },
      ...{ public_key: Buffer.from("the public key"), counter: 1, is_synced: true },
    });
    await database("identities").insert({
      ...{ provider: "school", subject: "s-1", ...ids, label: "ann@school" },
    });
    const keys = newPushKeys();
    const endpoint = "https://push.example.org/mine";
    await one.call(subscribeToPush, { body: { endpoint, keys } });
    const data = await exported(one);
    expect(data.secondFactor).toMatchObject({ on: true, recoveryCodesLeft: 1 });
    expect(data.secondFactor.recoveryCodesUsed).toHaveLength(1);
    expect(data.passkeys).toMatchObject([{ name: "my phone", isSynced: true, lastUsedAt: null }]);
    expect(data.identities).toMatchObject([{ provider: "school", label: "ann@school" }]);
    expect(data.pushSubscriptions).toMatchObject([{ endpoint }]);
    expect(data.links).toMatchObject([{ kind: "confirm", email: one.user.email, usedAt: null }]);
    const text = JSON.stringify(data);
    for (const hidden of [secret, Buffer.from("the public key"), Buffer.from("first digest")]) {
      for (const form of ["utf8", "hex", "base64", "base64url"] as const) {
        expect(text).not.toContain(hidden.toString(form).slice(0, 14));
      }
    }
    expect(text).not.toContain(keys.auth);
    expect(text).not.toMatch(/argon2|the credential/);
  });

  test("contains the user's relationships, and nothing that only others may see", async () => {
    const [one, friend, blocked, blocker] = [
      ...[await signUp(rally), await signUp(rally), await signUp(rally), await signUp(rally)],
    ] as [TestPerson, TestPerson, TestPerson, TestPerson];
    const id = await talk(one, friend);
    await command(one, "friend.request", { userId: friend.id });
    await command(one, blockUser.name, { userId: blocked.id });
    await command(blocker, blockUser.name, { userId: one.id });
    await command(one, "user.ignore", { userId: friend.id });
    await command(one, "conversation.notify", { conversationId: id, level: "none" });
    await command(one, "notifications.disturb", { hours: null, until: 5 });
    await say(friend, id, "theirs");
    const data = await exported(one);
    expect(data.friends).toMatchObject([{ userId: friend.id, state: "sent" }]);
    expect(data.blocks).toMatchObject([{ userId: blocked.id }]);
    expect(data.blockChanges).toEqual([{ userId: blocked.id, blocked: true }]);
    expect(data.ignores).toMatchObject([{ userId: friend.id }]);
    expect(data.doNotDisturb).toEqual({ hours: null, until: 5 });
    const level = data.memberships.find(({ conversationId }) => conversationId === id)?.notifyLevel;
    expect(level).toBe("none");
    expect(data.commands.map(({ name }) => name)).toContain("conversation.notify");
    expect(JSON.stringify(data)).not.toContain(blocker.id);
    expect(JSON.stringify(data)).not.toContain("theirs");
  });

  test("reads each page by index in order, on a database that was never analyzed", async () => {
    const { database } = rally;
    const one = await signUp(rally);
    const plans = await database.transaction(async (trx) => {
      await onlyByIndex(trx);
      const found: [string, string][] = [];
      for (const [name, { sql, first }] of Object.entries(listSources)) {
        const { rows } = await trx.raw<{ rows: { "QUERY PLAN": string }[] }>(`explain ${sql}`, {
          userId: one.id,
          after: first,
        });
        found.push([name, rows.map((row) => row["QUERY PLAN"]).join("\n")]);
      }
      return found;
    });
    for (const [name, plan] of plans) {
      expect(plan, name).not.toContain("Seq Scan");
      if (!shortLists.includes(name as List)) expect(plan, name).not.toMatch(/Sort|Bitmap/);
    }
  });
});

/** Begins to read an export and returns when its headers have arrived. */
async function beginExport(on: TestRally, by: TestPerson): Promise<IncomingMessage> {
  const asked = request(`${on.url}/api/v1/me/export`, {
    headers: { Authorization: `Bearer ${by.token}` },
  });
  asked.on("error", () => undefined).end();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  response.on("error", () => undefined);
  return response;
}

const closed = (response: IncomingMessage): Promise<void> =>
  new Promise((resolve) => response.once("close", resolve));

describe("[S12] an export", () => {
  test("runs once per user at a time, and a few times in total", async () => {
    const busy = await withBounds({
      ...{ exportsAtOnce: 1, exportsWaiting: 0, exportStall: 600_000 },
    });
    const [one, other] = [await signUp(busy), await signUp(busy)];
    await writeMessages(busy, one, 5_000);
    const begun = await beginExport(busy, one);
    const again = await one.ask(exportData);
    expect([again.status, again.body]).toMatchObject([429, { error: { code: "rate_limited" } }]);
    const beside = await other.ask(exportData);
    expect([beside.status, beside.body]).toMatchObject([503, { error: { code: "unavailable" } }]);
    expect(Number(beside.headers.get("Retry-After"))).toBeGreaterThan(0);
    begun.destroy();
    await eventually(async () => expect((await other.ask(exportData)).status).toBe(200));
  });

  test("waits in a bounded queue, and its client may disconnect", async () => {
    const busy = await withBounds({
      ...{ exportsAtOnce: 1, exportsWaiting: 2, exportStall: 600_000, exportsOfUser: 1 },
    });
    const [one, ...others] = await Promise.all([1, 2, 3, 4].map(() => signUp(busy)));
    await writeMessages(busy, one as TestPerson, 5_000);
    const begun = await beginExport(busy, one as TestPerson);
    const asking = others.map((person) => {
      const asked = request(`${busy.url}/api/v1/me/export`, {
        headers: { Authorization: `Bearer ${person.token}` },
      });
      const answered = once(asked, "response").then(([response]) => {
        const { statusCode } = (response as IncomingMessage).resume();
        return { person, statusCode };
      });
      // For the one that disconnects.
      answered.catch(() => undefined);
      asked.on("error", () => undefined).end();
      return { person, asked, answered };
    });
    const refused = await Promise.race(asking.map(({ answered }) => answered));
    expect(refused.statusCode).toBe(503);
    const [leaver, stayer] = asking.filter(({ person }) => person !== refused.person);
    leaver?.asked.destroy();
    // After this answer the server has noticed the disconnection.
    await refused.person.call(me);
    begun.destroy();
    expect(await stayer?.answered).toMatchObject({ statusCode: 200 });
    // Nothing was exported meanwhile, so the hourly limit is not used up.
    await eventually(async () => {
      expect((await leaver?.person.ask(exportData))?.status).toBe(200);
    });
  });

  test("leaves the queue when its client disconnects", async () => {
    const busy = await withBounds({
      ...{ exportsAtOnce: 1, exportsWaiting: 1, exportStall: 600_000 },
    });
    const [one, two, three] = [await signUp(busy), await signUp(busy), await signUp(busy)];
    await writeMessages(busy, one, 5_000);
    const begun = await beginExport(busy, one);
    const asking = await Promise.all(
      [two, three].map(async (person) => {
        const head = `GET ${exportData.path} HTTP/1.1\nHost: rally.test\n`;
        const http = await openHttp(busy, `${head}Authorization: Bearer ${person.token}\n\n`);
        return { person, http };
      }),
    );
    const refused = await Promise.race(
      asking.map(async ({ http }) => {
        expect((await http.answer()).status).toBe(503);
        return http;
      }),
    );
    for (const { http } of asking) if (http !== refused) http.close();
    // After this answer the server has noticed the disconnection.
    await one.call(me);
    // The queue has room for one of the two, because the export of the disconnected client left it.
    const replies = [two.ask(exportData), three.ask(exportData)];
    expect((await Promise.race(replies)).status).toBe(503);
    begun.destroy();
    expect((await Promise.all(replies)).map(({ status }) => status).sort()).toEqual([200, 503]);
  });

  test("ends when its client does not read, without reading more rows than were sent", async () => {
    const strict = await withBounds({ exportsAtOnce: 1, exportStall: 300 });
    const [one, other] = [await signUp(strict), await signUp(strict)];
    await writeMessages(strict, one, 10_000);
    const begun = await beginExport(strict, one);
    begun.pause();
    await eventually(async () => expect((await other.ask(exportData)).status).toBe(200), 20_000);
    // The connection is cut, so the client learns that the export is incomplete.
    begun.resume();
    await closed(begun);
    expect(begun.complete).toBe(false);
    await eventually(async () => {
      const { rows } = await strict.database.raw<{ rows: { read: number }[] }>(
        "select coalesce(idx_tup_fetch, 0)::integer as read from pg_stat_user_tables where relname = 'messages'",
      );
      expect(rows[0]?.read).toBeGreaterThan(0);
      expect(rows[0]?.read).toBeLessThan(8_000);
    }, 20_000);
  });

  test("ends when it is read steadily but too slowly", async () => {
    // Stricter than any client can satisfy, so that its waits add up.
    const strict = await withBounds({ exportStall: 1_000, exportPace: 2 ** 40 });
    const one = await signUp(strict);
    await writeMessages(strict, one, 10_000);
    const begun = await beginExport(strict, one);
    begun.on("data", () => {
      begun.pause();
      setTimeout(() => begun.resume(), 5);
    });
    await closed(begun);
    expect(begun.complete).toBe(false);
  });

  test("ends when it takes too long, even when it is read steadily", async () => {
    const strict = await withBounds({ exportTime: 200 });
    const one = await signUp(strict);
    await writeMessages(strict, one, 10_000);
    const begun = await beginExport(strict, one);
    begun.resume();
    await closed(begun);
    expect(begun.complete).toBe(false);
  });

  test("is limited per hour", async () => {
    const strict = await withBounds({ exportsOfUser: 2 });
    const one = await signUp(strict);
    for (let n = 0; n < 2; n += 1) expect((await one.ask(exportData)).status).toBe(200);
    const refused = await one.ask(exportData);
    expect([refused.status, refused.body]).toMatchObject([
      429,
      { error: { code: "rate_limited" } },
    ]);
    expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(60);
  });
});

test("logs no internal error", () => {
  const errors = started.flatMap((one) => one.errors);
  // Refusals while the allowed number of exports runs are expected.
  expect(errors.filter((line) => !line.includes("Too many requests at once"))).toEqual([]);
});
