import {
  createConversationRoute,
  listChanges,
  listConversations,
  updateConversationRoute,
} from "@rally/shared/conversations";
import { changeRole } from "@rally/shared/members";
import { runCommands } from "@rally/shared/commands";
import { pathOf } from "@rally/shared/http";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { afterAll, describe, expect, test } from "vitest";
import {
  askRaw,
  eventually,
  expectFailure,
  openRoom,
  signUp,
  startTestRally,
  talk,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

const [owner, admin, member] = [await signUp(rally), await signUp(rally), await signUp(rally)];

async function group(): Promise<string> {
  const members = [admin.id, member.id];
  const body = { kind: "group" as const, name: "Before", members };
  const { data } = await owner.call(createConversationRoute, { body });
  const input = { conversationId: data.id, userId: admin.id, role: "admin" };
  const commands = [{ id: newId(), name: changeRole.name, input }];
  await owner.call(runCommands, { body: { commands } });
  return data.id;
}

const rename = (person: TestPerson, id: string, name: string) =>
  person.call(updateConversationRoute, { params: { id }, body: { name } });

const tryRename = (person: TestPerson, id: string, name: string) =>
  askRaw(rally.url, {
    method: updateConversationRoute.method,
    path: pathOf(updateConversationRoute, { id }),
    headers: { Authorization: `Bearer ${person.token}`, "Content-Type": "application/json" },
    body: JSON.stringify({ name }),
  });

describe("renaming a group", () => {
  test("reaches its members' lists and changes", async () => {
    const id = await group();
    const { data } = await rename(owner, id, "After");
    const listed = await member.call(listConversations, { query: {} });
    const row = listed.data.find((conversation) => conversation.id === id);
    expect(row).toMatchObject({ name: "After", metaVersion: data.version, version: data.version });
    const query = { since: data.version - 1 };
    const changes = await member.call(listChanges, { params: { id }, query });
    expect(changes.data).toEqual([{ type: "meta", name: "After", version: data.version }]);
  });

  test("reaches the room as a change", async () => {
    const id = await group();
    const room = await openRoom(rally, member.token, `conversation.${id}`);
    await rename(admin, id, "Live");
    await eventually(() =>
      expect(room.tail().at(-1)).toMatchObject({ type: "meta", name: "Live", author: admin.id }),
    );
    room.leave();
  });

  test("keeps the last of several names in one batch", async () => {
    const id = await group();
    const commands = ["One", "Two", "Three"].map((name) => ({
      ...{ id: newId(), name: "conversation.update" },
      input: { conversationId: id, name },
    }));
    const { data } = await admin.call(runCommands, { body: { commands } });
    expect(data.map(({ success }) => success)).toEqual([true, true, true]);
    const listed = await owner.call(listConversations, { query: {} });
    expect(listed.data.find((one) => one.id === id)?.name).toBe("Three");
  });

  test("is refused to members, to outsiders and in other kinds of conversation", async () => {
    const id = await group();
    expectFailure(await tryRename(member, id, "Mine"), "forbidden");
    expectFailure(await tryRename(await signUp(rally), id, "Mine"), "not_found");
    expectFailure(await tryRename(owner, await talk(owner, member), "Us"), "forbidden");
    expectFailure(await tryRename(owner, WORLD_CONVERSATION_ID, "Us"), "forbidden");
    expectFailure(await tryRename(owner, id, " "), "invalid_input");
  });
});
