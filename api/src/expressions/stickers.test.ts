import { listServerAudit } from "@rally/shared/audit";
import { runCommands } from "@rally/shared/commands";
import { listMessages, type SentContent } from "@rally/shared/conversations";
import { listNotifications } from "@rally/shared/notifications";
import {
  addSticker,
  addStickerPack,
  listStickerPacks,
  removeSticker,
  removeStickerPack,
  stickerSizes,
} from "@rally/shared/expressions";
import { pathOf } from "@rally/shared/http";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
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
  signUp,
  startTestRally,
  talk,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally({ limits: { stickerPacks: 3, stickersOfPack: 4 } });
afterAll(() => rally.close());
const admin = await signUp(rally, { setupToken: rally.adminSetupLink?.split("#")[1] ?? "" });
const member = await signUp(rally);

const file = (background: string): Promise<Buffer> =>
  sharp({ create: { width: 60, height: 40, channels: 3, background } })
    .withExif({ IFD0: { Copyright: "somebody" } })
    .png()
    .toBuffer();
const red = await file("red");

const addPack = async (title: string, by = admin, packId = newId()) => {
  const { body } = await by.ask(addStickerPack, { params: { packId }, body: { title } });
  return { packId, code: body.success ? "ok" : body.error.code, body };
};
const removePack = (packId: string) => admin.call(removeStickerPack, { params: { packId } });

interface Upload {
  by?: TestPerson | undefined;
  body?: Buffer;
  stickerId?: string;
}
const upload = async (
  packId: string,
  label: string,
  { by = admin, body = red, stickerId = newId() }: Upload = {},
) => {
  const query = new URLSearchParams({ label });
  const { status, text } = await askRaw(rally.url, {
    method: "PUT",
    path: `${pathOf(addSticker, { packId, stickerId })}?${query.toString()}`,
    body: new Uint8Array(body),
    headers: { "Content-Type": "image/png", Authorization: `Bearer ${by.token}` },
  });
  const answer = JSON.parse(text) as {
    data: { id: string; label: string; picture: string };
    error?: { code: string; fields?: object };
  };
  return { status, answer, stickerId, code: answer.error?.code ?? "ok" };
};
const list = () => member.call(listStickerPacks);
const newPack = async (title: string, ...labels: string[]) => {
  const { packId } = await addPack(title);
  const stickers = [];
  for (const label of labels) stickers.push((await upload(packId, label)).answer.data);
  return { packId, stickers };
};

/** Sends a sticker, or sends it again under the same id. */
const send = async (
  by: TestPerson,
  content: object,
  { conversationId = WORLD_CONVERSATION_ID, id = newId() } = {},
) => {
  const input = { conversationId, content: content as SentContent };
  const commands = [{ id, name: "message.send", input }];
  const { data } = await by.call(runCommands, { body: { commands } });
  const [answer] = data;
  if (!answer) throw new Error("No answer");
  return answer;
};
const sticker = (pack: string, name: string) => ({ kind: "sticker", pack, name });
const stored = async (id: string, conversationId = WORLD_CONVERSATION_ID) => {
  const { data } = await member.call(listMessages, {
    ...{ params: { id: conversationId }, query: { around: id } },
  });
  return data.find((row) => row.type === "message" && row.id === id);
};

describe("an uploaded sticker pack", () => {
  test("is listed for everyone, with its stickers in order, whole pictures and a higher revision", async () => {
    const before = (await list()).meta.revision;
    const { packId, stickers } = await newPack("Matches", "Serve", "Ace!");
    const { data, meta } = await list();
    expect(data).toEqual([{ id: packId, title: "Matches", stickers }]);
    expect(stickers.map(({ label }) => label)).toEqual(["Serve", "Ace!"]);
    expect(meta.revision).toBeGreaterThan(before);
    for (const size of stickerSizes) {
      const path = picturePath(stickers[0]?.picture ?? "", size);
      const read = sharp(Buffer.from(await (await fetch(rally.url + path)).arrayBuffer()));
      const metadata = await read.metadata();
      expect(metadata).toMatchObject({ format: "webp", width: size, height: size });
      expect([metadata.exif, metadata.icc, metadata.xmp]).toEqual(Array(3).fill(undefined));
      // The corners of a picture that is wider than high are transparent.
      const { data: pixels } = await read.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
      expect(pixels[3]).toBe(0);
    }
    await removePack(packId);
    await removePack(packId);
    expect((await list()).data).toEqual([]);
  });

  test("and each sticker can be added and removed again, with the same ids", async () => {
    const { packId } = await addPack("Again");
    const { stickerId } = await upload(packId, "Serve");
    const { revision } = (await list()).meta;
    expect((await addPack("Again", admin, packId)).code).toBe("ok");
    expect((await upload(packId, "Serve", { stickerId })).code).toBe("ok");
    expect((await list()).meta.revision).toBe(revision);
    expect((await addPack("Other", admin, packId)).code).toBe("id_conflict");
    expect((await upload(packId, "Other", { stickerId })).code).toBe("id_conflict");
    const { packId: other } = await addPack("Elsewhere");
    expect((await upload(other, "Serve", { stickerId })).code).toBe("id_conflict");
    // Of another pack, it is not removed.
    await admin.call(removeSticker, { params: { packId: other, stickerId } });
    expect((await list()).data[0]?.stickers).toHaveLength(1);
    for (let time = 0; time < 2; time += 1) {
      await admin.call(removeSticker, { params: { packId, stickerId } });
    }
    expect((await list()).data[0]?.stickers).toEqual([]);
    await removePack(packId);
    await removePack(other);
  });

  test("is changed by admins alone, before a picture is read", async () => {
    const { packId, stickers } = await newPack("Ours", "Serve");
    expect((await addPack("Mine", member)).code).toBe("forbidden");
    const params = { packId, stickerId: stickers[0]?.id ?? "" };
    const noPicture = { by: member, body: Buffer.from("no picture") };
    expect((await upload(packId, "Mine", noPicture)).code).toBe("forbidden");
    for (const refused of [
      await member.ask(removeSticker, { params }),
      await member.ask(removeStickerPack, { params: { packId } }),
    ]) {
      expect(refused.body).toMatchObject({ error: { code: "forbidden" } });
    }
    expect((await list()).data).toHaveLength(1);
    await removePack(packId);
  });

  test.each([
    ["empty", ""],
    ["blank", " \u200b"],
    ["too long", "x".repeat(61)],
    ["not storable", "a\u0000"],
  ])("refuses a title and a label that are %s", async (_what, text) => {
    const { packId } = await addPack("Texts");
    const { body } = await addPack(text);
    expect(body).toMatchObject({ error: { code: "invalid_input" } });
    expect(body).toHaveProperty("error.fields.title");
    const { code, answer } = await upload(packId, text);
    expect(code).toBe("invalid_input");
    expect(answer.error?.fields).toHaveProperty("label");
    await removePack(packId);
  });

  test("refuses a title of another pack, and a label of another sticker of the pack", async () => {
    const { packId } = await newPack("Twins", "Serve");
    const { packId: other } = await newPack("Others", "Serve");
    expect((await addPack("TWINS")).body).toMatchObject({
      error: { code: "taken", fields: { title: ["taken"] } },
    });
    const { answer } = await upload(packId, "serve");
    expect(answer.error).toMatchObject({ code: "taken", fields: { label: ["taken"] } });
    await removePack(packId);
    await removePack(other);
  });

  test("refuses what is no picture, and too many bytes or pixels", async () => {
    const { packId } = await addPack("Broken");
    const code = async (body: Buffer) => (await upload(packId, "Broken", { body })).code;
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
    expect(await code(Buffer.from(svg))).toBe("not_a_picture");
    expect(await code(Buffer.alloc(limits.avatarBytes + 1))).toBe("too_large");
    const wide = Buffer.from(red);
    wide.writeUInt32BE(30_000, 16);
    wide.writeUInt32BE(30_000, 20);
    wide.writeUInt32BE(crc32(wide.subarray(12, 29)), 29);
    expect(await code(wide)).toBe("not_a_picture");
    expect((await list()).data).toMatchObject([{ stickers: [] }]);
    await removePack(packId);
  });

  test("draws the first of an animation's frames alone, and refuses a huge first one", async () => {
    const { packId } = await addPack("Animated");
    const frames = await Promise.all(["red", "blue"].map(file));
    const joined = [...frames, ...Array.from({ length: 198 }, () => red)];
    const animation = await sharp(joined, { join: { animated: true } })
      .gif()
      .toBuffer();
    expect((await sharp(animation).metadata()).pages).toBeGreaterThan(1);
    const { answer } = await upload(packId, "Moving", { body: animation });
    const response = await fetch(rally.url + picturePath(answer.data.picture, 128));
    const read = sharp(Buffer.from(await response.arrayBuffer()));
    expect((await read.metadata()).pages ?? 1).toBe(1);
    // The canvas has its size at byte 6, and the first frame after its separator and its place.
    const bomb = Buffer.from(animation);
    const frame = bomb.indexOf(Buffer.from([0x2c, 0, 0, 0, 0])) + 5;
    for (const at of [6, 8, frame, frame + 2]) bomb.writeUInt16LE(60_000, at);
    expect((await upload(packId, "Bomb", { body: bomb })).code).toBe("not_a_picture");
    await removePack(packId);
  });

  test("needs to exist before a sticker is added", async () => {
    expect((await upload(newId(), "Serve", { body: Buffer.from("x") })).code).toBe("not_found");
    expect((await upload("no-id", "Serve")).code).toBe("invalid_input");
  });

  test("there is a limit to packs, and to the stickers of each, also when added at once", async () => {
    const { packId } = await newPack("One", "1", "2", "3");
    const second = await signUp(rally);
    await rally.database("users").where("id", second.id).update({ role: "admin" });
    const last = await Promise.all([upload(packId, "4"), upload(packId, "5", { by: second })]);
    expect(last.map(({ code }) => code).sort()).toEqual(["ok", "too_many_stickers"]);
    await addPack("Two");
    const packs = await Promise.all([addPack("Three"), addPack("Four")]);
    expect(packs.map(({ code }) => code).sort()).toEqual(["ok", "too_many_packs"]);
    for (const { id } of (await list()).data) await removePack(id);
  });

  test("every change is in the server's audit log", async () => {
    const { packId, stickers } = await newPack("Noted", "Serve");
    await admin.call(removeSticker, { params: { packId, stickerId: stickers[0]?.id ?? "" } });
    await removePack(packId);
    const { data } = await admin.call(listServerAudit, { query: { limit: "4" } });
    const noted = (action: string, name: string) => ({
      ...{ action, actor: { id: admin.id }, data: { details: { name } } },
    });
    expect(data).toMatchObject([
      noted("stickerPackRemoved", "Noted"),
      noted("stickerRemoved", "Serve"),
      noted("stickerAdded", "Serve"),
      noted("stickerPackAdded", "Noted"),
    ]);
  });

  test("reaches open devices with a keep-alive, as a revision in their poke", async () => {
    const room = await openRoom(rally, member.token, roomName("user", member.id));
    const poked = () =>
      room.others().flatMap((state) => {
        const poke = pokeSchema.safeParse(state);
        return poke.success ? (poke.data.poke.expressions ?? []) : [];
      });
    const { packId } = await newPack("Poked", "Serve");
    const { revision } = (await list()).meta;
    await eventually(() => expect(poked()).toContain(revision), 20_000);
    await removePack(packId);
    room.leave();
  }, 40_000);
});

describe("a message with an uploaded sticker", () => {
  test("is stored with its label and picture, and keeps both when the sticker is removed", async () => {
    const { packId, stickers } = await newPack("Sent", "Serve");
    const { id: name = "", picture } = stickers[0] ?? {};
    const content = { ...sticker(packId, name), label: "Serve", picture };
    const id = newId();
    const answer = await send(member, sticker(packId, name), { id });
    expect(answer).toMatchObject({ success: true, data: { id, content } });
    await admin.call(removeSticker, { params: { packId, stickerId: name } });
    // The answer to the first attempt was lost: the message is there.
    expect(await send(member, sticker(packId, name), { id })).toMatchObject({ success: true });
    expect(await stored(id)).toMatchObject({ content });
    const loose = await rally.database("loose_pictures").where("name", picture);
    expect(loose).toHaveLength(1);
    expect((await fetch(rally.url + picturePath(picture ?? "", 512))).status).toBe(200);
    await removePack(packId);
    expect(await stored(id)).toMatchObject({ content });
  });

  test("is refused if there is no such sticker, it was removed, or it is of another pack", async () => {
    const { packId, stickers } = await newPack("Here", "Serve", "Gone");
    const { packId: other } = await newPack("There", "Serve");
    const [serve = "", gone = ""] = stickers.map(({ id }) => id);
    await admin.call(removeSticker, { params: { packId, stickerId: gone } });
    for (const content of [
      sticker(packId, newId()),
      sticker(packId, gone),
      sticker(other, serve),
      sticker(newId(), serve),
    ]) {
      const answer = await send(member, content);
      expect(answer).toMatchObject({ success: false, error: { code: "not_found" } });
    }
    for (const content of [
      sticker(packId, "hello"),
      sticker("ace", serve),
      { ...sticker(packId, serve), label: "Forged" },
      { ...sticker(packId, serve), picture: stickers[0]?.picture },
      { ...sticker("ace", "hello"), label: "Forged" },
    ]) {
      const answer = await send(member, content);
      expect(answer).toMatchObject({ success: false, error: { code: "invalid_input" } });
    }
    await removePack(packId);
    expect(await send(member, sticker(packId, serve))).toMatchObject({ success: false });
    await removePack(other);
  });

  test("is notified of by its label, also when it is forwarded", async () => {
    const { packId, stickers } = await newPack("Notified", "Match point");
    const conversationId = await talk(admin, member);
    const notified = (excerpt: string) =>
      eventually(async () => {
        const { data } = await member.call(listNotifications, { query: {} });
        expect(data[0]?.message?.excerpt).toBe(excerpt);
      });
    const messageId = newId();
    const content = sticker(packId, stickers[0]?.id ?? "");
    await send(admin, content, { conversationId, id: messageId });
    await notified("Match point");
    await send(admin, { kind: "text", body: "Between" }, { conversationId });
    await notified("Between");
    await send(admin, { kind: "forward", messageId }, { conversationId });
    await notified("Match point");
    await removePack(packId);
  });
});

test("logs no internal error", () => {
  expect(rally.errors).toEqual([]);
});
