import {
  createConversationRoute,
  listChanges,
  listConversations,
  removePictureRoute,
  setPictureRoute,
} from "@rally/shared/conversations";
import { listChannels } from "@rally/shared/channels";
import { listAudit } from "@rally/shared/audit";
import { pathOf } from "@rally/shared/http";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { picturePath } from "@rally/shared/people";
import sharp from "sharp";
import { afterAll, describe, expect, test } from "vitest";
import {
  askRaw,
  eventually,
  expectFailure,
  openRoom,
  runCommand,
  signUp,
  startTestRally,
  talk,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());
const [owner, member, outsider] = [await signUp(rally), await signUp(rally), await signUp(rally)];

const file = (background: string): Promise<Buffer> =>
  sharp({ create: { width: 60, height: 40, channels: 3, background } })
    .png()
    .toBuffer();
const red = await file("red");

const upload = (by: TestPerson | undefined, id: string, body: Buffer) =>
  askRaw(rally.url, {
    ...{ method: "PUT", path: pathOf(setPictureRoute, { id }), body: new Uint8Array(body) },
    headers: { "Content-Type": "image/png", ...(by && { Authorization: `Bearer ${by.token}` }) },
  });
const remove = (by: TestPerson, id: string) =>
  askRaw(rally.url, {
    ...{ method: "DELETE", path: pathOf(removePictureRoute, { id }) },
    headers: { Authorization: `Bearer ${by.token}` },
  });
const uploaded = async (by: TestPerson, id: string, body: Buffer): Promise<string> => {
  const { status, text } = await upload(by, id, body);
  expect(status).toBe(200);
  return (JSON.parse(text) as { data: { picture: string } }).data.picture;
};
const listed = async (by: TestPerson, id: string) =>
  (await by.call(listConversations, { query: {} })).data.find((row) => row.id === id);

async function newGroup(by = owner): Promise<string> {
  const body = { kind: "group" as const, name: "Club", members: [member.id] };
  return (await by.call(createConversationRoute, { body })).data.id;
}

async function newChannel(visibility: "public" | "private"): Promise<string> {
  const body = { kind: "channel" as const, name: `Chess ${newId()}`, visibility };
  return (await owner.call(createConversationRoute, { body })).data.id;
}

describe("the picture of a group", () => {
  test("reaches the lists, changes and rooms of its members, and is re-encoded", async () => {
    const id = await newGroup();
    const room = await openRoom(rally, member.token, `conversation.${id}`);
    const picture = await uploaded(owner, id, red);
    await eventually(() => expect(room.tail().at(-1)).toMatchObject({ type: "meta", picture }));
    expect(await listed(member, id)).toMatchObject({ name: "Club", picture });
    const since = { params: { id }, query: { since: 0 } };
    const { data } = await member.call(listChanges, since);
    expect(data).toContainEqual(expect.objectContaining({ type: "meta", name: "Club", picture }));
    const response = await fetch(rally.url + picturePath(picture, 128));
    const read = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
    expect(read).toMatchObject({ format: "webp", width: 128, height: 128 });

    // Other changes keep it.
    await runCommand(owner, "conversation.update", { conversationId: id, name: "Circle" });
    expect(await listed(member, id)).toMatchObject({ name: "Circle", picture });

    await owner.call(removePictureRoute, { params: { id } });
    await eventually(() => expect(room.tail().at(-1)).toMatchObject({ type: "meta" }));
    expect(await listed(member, id)).not.toHaveProperty("picture");
    expect((await member.call(listChanges, since)).data.at(-1)).not.toHaveProperty("picture");
    room.leave();
  });

  test("is written to the audit log once, however often it is sent", async () => {
    const id = await newGroup();
    const picture = await uploaded(owner, id, red);
    expect(await uploaded(owner, id, red)).toBe(picture);
    for (const _time of [1, 2]) await owner.call(removePictureRoute, { params: { id } });
    const { data } = await owner.call(listAudit, { params: { id }, query: {} });
    const acts = data.filter(({ action }) => action === "details");
    expect(acts.map((entry) => entry.data.details)).toEqual([{ picture: "" }, { picture }]);
  });

  test("is changed by its owner and admins alone", async () => {
    const id = await newGroup();
    const picture = await uploaded(owner, id, red);
    expectFailure(await upload(undefined, id, red), "unauthenticated");
    expectFailure(await upload(member, id, red), "forbidden");
    expectFailure(await remove(member, id), "forbidden");
    expectFailure(await upload(outsider, id, red), "not_found");
    expectFailure(await remove(outsider, id), "not_found");
    expect(await listed(member, id)).toMatchObject({ picture });
  });

  test("is no field of a command, which could name a picture of others", async () => {
    const id = await newGroup();
    const input = { conversationId: id, picture: "a".repeat(64) };
    await expect(runCommand(owner, "conversation.update", input)).rejects.toThrow("invalid_input");
    await expect(runCommand(owner, "conversation.picture", input)).rejects.toThrow(
      "unknown_command",
    );
  });

  test.each([
    ["nothing", Buffer.alloc(0), "not_a_picture"],
    ["text", Buffer.from("hello"), "not_a_picture"],
    ["half a picture", red.subarray(0, red.length / 2), "not_a_picture"],
    ["more than 5 MB", Buffer.alloc(5 * 1024 * 1024 + 1), "too_large"],
  ] as const)("is not made from %s", async (_what, body, code) => {
    const person = await signUp(rally);
    const id = await newGroup(person);
    expectFailure(await upload(person, id, body), code);
    expect(await listed(member, id)).not.toHaveProperty("picture");
  });
});

test("the directory shows the picture of a public channel; a private one says nothing to outsiders", async () => {
  const open = await newChannel("public");
  const picture = await uploaded(owner, open, red);
  const { data } = await outsider.call(listChannels, { query: { search: "chess" } });
  expect(data.find(({ id }) => id === open)).toMatchObject({ picture });

  const closed = await newChannel("private");
  await uploaded(owner, closed, red);
  expectFailure(await upload(outsider, closed, red), "not_found");
  const again = await outsider.call(listChannels, { query: { search: "chess" } });
  expect(again.data.map(({ id }) => id)).not.toContain(closed);
});

test("the world chat and conversations of two have none", async () => {
  const direct = await talk(owner, member);
  expectFailure(await upload(owner, direct, red), "forbidden");
  expectFailure(await upload(owner, WORLD_CONVERSATION_ID, red), "forbidden");
  expectFailure(await upload(owner, newId(), red), "not_found");
});
