import { listServerAudit } from "@rally/shared/audit";
import { listChanges, reactToMessage } from "@rally/shared/conversations";
import { addEmoji, emojiSizes, listEmoji, removeEmoji } from "@rally/shared/expressions";
import { pathOf } from "@rally/shared/http";
import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { picturePath } from "@rally/shared/people";
import { pokeSchema, roomName } from "@rally/shared/rooms";
import { crc32 } from "node:zlib";
import sharp from "sharp";
import { afterAll, describe, expect, test } from "vitest";
import {
  askRaw,
  eventually,
  openRoom,
  runCommand,
  say,
  signUp,
  startTestRally,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally({ limits: { customEmoji: 5 } });
afterAll(() => rally.close());
const admin = await signUp(rally, { setupToken: rally.adminSetupLink?.split("#")[1] ?? "" });
const member = await signUp(rally);

const file = (background: string): Promise<Buffer> =>
  sharp({ create: { width: 60, height: 40, channels: 3, background } })
    .png()
    .toBuffer();
const red = await file("red");

const upload = async (by: TestPerson | undefined, name: string, body = red) => {
  const { status, text } = await askRaw(rally.url, {
    ...{ method: "PUT", path: pathOf(addEmoji, { name }), body: new Uint8Array(body) },
    headers: { "Content-Type": "image/png", ...(by && { Authorization: `Bearer ${by.token}` }) },
  });
  const answer = JSON.parse(text) as {
    data: { picture: string };
    error?: { code: string; fields?: object };
  };
  return { status, answer, code: answer.error?.code ?? "ok" };
};
const remove = (name: string) => admin.call(removeEmoji, { params: { name } });
const list = async () => await member.call(listEmoji);
const react = (by: TestPerson, messageId: string, emoji: string, on = true) =>
  runCommand(by, reactToMessage.name, {
    ...{ conversationId: WORLD_CONVERSATION_ID, messageId, emoji, on },
  });

describe("a custom emoji", () => {
  test("is listed for everyone, with its whole picture and a higher revision", async () => {
    const before = (await list()).meta.revision;
    const { status, answer } = await upload(admin, "rally_wave");
    expect(status).toBe(200);
    const { picture } = answer.data;
    const { data, meta } = await list();
    expect(data).toEqual([{ name: "rally_wave", picture }]);
    expect(meta.revision).toBeGreaterThan(before);
    for (const size of emojiSizes) {
      const response = await fetch(rally.url + picturePath(picture, size));
      const read = sharp(Buffer.from(await response.arrayBuffer()));
      expect(await read.metadata()).toMatchObject({ format: "webp", width: size, height: size });
      // The corners of a picture that is wider than high are transparent.
      const { data: pixels } = await read.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
      expect(pixels[3]).toBe(0);
    }
    expect(await remove("rally_wave")).toMatchObject({ data: { removed: true } });
    expect(await remove("rally_wave")).toMatchObject({ data: { removed: true } });
    expect((await list()).data).toEqual([]);
  });

  test("can be added again with the same picture, not with another, nor a standard name", async () => {
    await upload(admin, "logo");
    const { revision } = (await list()).meta;
    expect((await upload(admin, "logo")).code).toBe("ok");
    expect((await list()).meta.revision).toBe(revision);
    for (const name of ["logo", "wave", "heart", "visage_rieur"]) {
      const { answer } = await upload(admin, name, await file("blue"));
      expect(answer.error).toMatchObject({ code: "taken", fields: { name: ["taken"] } });
    }
    await remove("logo");
  });

  test("is added and removed by admins alone, before the body is read", async () => {
    expect((await upload(undefined, "mine")).code).toBe("unauthenticated");
    expect((await upload(member, "mine", Buffer.from("no picture"))).code).toBe("forbidden");
    const refused = await member.ask(removeEmoji, { params: { name: "mine" } });
    expect(refused.body).toMatchObject({ error: { code: "forbidden" } });
    expect((await list()).data).toEqual([]);
  });

  test.each(["A", "a", "Wave", "a-b", "a b", "é", "😀", "x".repeat(33), "a:b"])(
    "refuses the name %j",
    async (name) => {
      const { code, answer } = await upload(admin, name);
      expect(code).toBe("invalid_input");
      expect(answer.error?.fields).toHaveProperty("name");
    },
  );

  test("refuses what is no picture, and too many bytes or pixels", async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    expect((await upload(admin, "broken", svg)).code).toBe("not_a_picture");
    const large = Buffer.alloc(limits.avatarBytes + 1);
    expect((await upload(admin, "broken", large)).code).toBe("too_large");
    const wide = Buffer.from(red);
    wide.writeUInt32BE(30_000, 16);
    wide.writeUInt32BE(30_000, 20);
    wide.writeUInt32BE(crc32(wide.subarray(12, 29)), 29);
    expect((await upload(admin, "broken", wide)).code).toBe("not_a_picture");
    expect((await list()).data).toEqual([]);
  });

  test("there is a limit", async () => {
    for (const name of ["n1", "n2", "n3", "n4", "n5"]) await upload(admin, name);
    expect((await upload(admin, "n6")).code).toBe("too_many_emoji");
    expect((await upload(admin, "n5")).code).toBe("ok");
    for (const name of ["n1", "n2", "n3", "n4", "n5"]) await remove(name);
  });

  test("two that are added at once do not exceed the limit, nor share a name", async () => {
    const second = await signUp(rally);
    await rally.database("users").where("id", second.id).update({ role: "admin" });
    for (const name of ["n1", "n2", "n3"]) await upload(admin, name);
    const [blue, green] = [await file("blue"), await file("green")];
    const same = await Promise.all([upload(admin, "n4", blue), upload(second, "n4", green)]);
    expect(same.map(({ code }) => code).sort()).toEqual(["ok", "taken"]);
    const last = await Promise.all([upload(admin, "n5"), upload(second, "n6")]);
    expect(last.map(({ code }) => code).sort()).toEqual(["ok", "too_many_emoji"]);
    for (const { name } of (await list()).data) await remove(name);
  });

  test("adding and removing it is in the server's audit log", async () => {
    await upload(admin, "noted");
    await remove("noted");
    const { data } = await admin.call(listServerAudit, { query: { limit: "2" } });
    expect(data).toMatchObject([
      { action: "emojiRemoved", actor: { id: admin.id }, data: { details: { name: ":noted:" } } },
      { action: "emojiAdded", actor: { id: admin.id }, data: { details: { name: ":noted:" } } },
    ]);
  });

  test("reaches open devices with a keep-alive, as a revision in their poke", async () => {
    const room = await openRoom(rally, member.token, roomName("user", member.id));
    const poked = () =>
      room.others().flatMap((state) => {
        const poke = pokeSchema.safeParse(state);
        return poke.success ? (poke.data.poke.expressions ?? []) : [];
      });
    await upload(admin, "poked");
    const { revision } = (await list()).meta;
    await eventually(() => expect(poked()).toContain(revision), 20_000);
    await remove("poked");
    room.leave();
  }, 40_000);
});

describe("a reaction with a custom emoji", () => {
  test("is counted like any other, and stays when the emoji is removed", async () => {
    const { id } = await say(admin, WORLD_CONVERSATION_ID, "look");
    await upload(admin, "party_cat");
    expect(await react(member, id, ":party_cat:")).toMatchObject({
      reactions: [{ emoji: ":party_cat:", count: 1 }],
    });
    await remove("party_cat");
    await expect(react(admin, id, ":party_cat:")).rejects.toThrow('{"emoji":["unknown"]}');
    const params = { id: WORLD_CONVERSATION_ID };
    const { data } = await member.call(listChanges, { params, query: { since: 0 } });
    expect(data).toContainEqual(
      expect.objectContaining({ type: "react", id, mine: [":party_cat:"] }),
    );
    expect(await react(member, id, ":party_cat:", false)).toMatchObject({ reactions: [] });
  });

  test("needs an emoji of this server", async () => {
    const { id } = await say(admin, WORLD_CONVERSATION_ID, "look");
    for (const emoji of [":nowhere:", ":wave:"]) {
      await expect(react(member, id, emoji)).rejects.toThrow('{"emoji":["unknown"]}');
    }
    for (const emoji of [":A:", ":a:", "::", `:${"x".repeat(33)}:`, ":a b:"]) {
      await expect(react(member, id, emoji)).rejects.toThrow("invalid_input");
    }
  });
});

test("logs no internal error", () => {
  expect(rally.errors).toEqual([]);
});
