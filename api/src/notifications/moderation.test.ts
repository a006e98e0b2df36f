import { createConversationRoute } from "@rally/shared/conversations";
import { afterAll, describe, expect, test } from "vitest";
import { startTestRally } from "../testing/index.js";
import { command, listOf, people, soon } from "./testing/setup.js";

const rally = await startTestRally({ limits: soon });
afterAll(() => rally.close());

describe("an action of a moderator", () => {
  test("notifies the member: added, another role, removed", async () => {
    const [owner, other] = await people(rally);
    const body = { kind: "group" as const, name: "club", members: [other.id] };
    const { data } = await owner.call(createConversationRoute, { body });
    const member = { conversationId: data.id, userId: other.id };
    const newest = async () => (await listOf(other))[0];
    expect(await newest()).toMatchObject({ kind: "moderation", data: { action: "added" } });
    await command(owner, "member.role", { ...member, role: "moderator" });
    expect(await newest()).toMatchObject({ data: { action: "role", role: "moderator" } });
    await command(owner, "member.remove", member);
    expect(await newest()).toMatchObject({
      data: { action: "removed", name: "club" },
      from: { id: owner.id },
    });
    await command(owner, "member.add", member);
    expect(await newest()).toMatchObject({ data: { action: "added" } });
    expect(await listOf(other)).toHaveLength(1);
    await command(other, "member.leave", { conversationId: data.id });
    expect((await newest())?.data.action).toBe("added");
  });
});

test("the server reports no error", () => {
  expect(rally.errors).toEqual([]);
});
