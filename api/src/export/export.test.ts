import { exportData } from "@rally/shared/export";
import { blockUser } from "@rally/shared/relationships";
import { runCommands } from "@rally/shared/commands";
import { newId } from "@rally/shared/ids";
import { subscribeToPush } from "@rally/shared/push";
import { draftText, roomName, settingsMap } from "@rally/shared/rooms";
import { onlyByIndex } from "@rally/shared/server/database";
import sharp from "sharp";
import { afterAll, describe, expect, test } from "vitest";
import {
  askRaw,
  eventually,
  newPushKeys,
  openRoom,
  say,
  signUp,
  startTestRally,
  talk,
  type TestPerson,
} from "../testing/index.js";
import { listSources, shortLists, type List } from "./lists.js";

const rally = await startTestRally({ limits: { exportsOfUser: 1_000 } });
afterAll(() => rally.close());

const exported = async (by: TestPerson) => (await by.call(exportData)).data;

async function command(by: TestPerson, name: string, input: object): Promise<void> {
  const { data } = await by.call(runCommands, {
    body: { commands: [{ id: newId(), name, input }] },
  });
  expect(data).toMatchObject([{ success: true }]);
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

test("logs no internal error", () => {
  expect(rally.errors).toEqual([]);
});
