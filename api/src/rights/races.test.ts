import { setTimeout as pause } from "node:timers/promises";
import { runCommands } from "@rally/shared/commands";
import { createConversationRoute } from "@rally/shared/conversations";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { afterAll, describe, expect, test } from "vitest";
import { signUp, startTestRally, talk, type TestPerson } from "../testing/index.js";
import { run } from "./testing/actors.js";

// Two complete servers on one database: a permission is revoked on one while it is used on both.
const left = await startTestRally({ shared: true });
const right = await startTestRally({ beside: left });
afterAll(async () => {
  await right.close();
  await left.close();
});

const ROUNDS = 50;
const WINDOW_MS = 12;
const randomPause = () => pause(Math.random() * WINDOW_MS);
const randomServer = () => (Math.random() < 0.5 ? left : right);

const setupToken = left.adminSetupLink?.split("#")[1] ?? "";
const [admin, owner, member] = [
  await signUp(left, { setupToken }),
  await signUp(left),
  await signUp(left),
];

/** Sends from both processes for a while. @returns the error codes. */
async function sendContinuously(
  by: TestPerson,
  conversationIds: readonly string[],
): Promise<string[]> {
  const answers = await Promise.all(
    Array.from({ length: 8 }, async (_, index) => {
      await randomPause();
      const commands = conversationIds.map((conversationId) => {
        const content = { kind: "text", body: `${index}` };
        return { id: newId(), name: "message.send", input: { conversationId, content } };
      });
      const { body } = await by.ask(runCommands, { body: { commands } }, randomServer());
      if (!body.success) return [body.error.code];
      return body.data.map((answer) => (answer.success ? "ok" : answer.error.code));
    }),
  );
  return answers.flat();
}

async function lastSeqOf(ids: readonly string[]): Promise<number[]> {
  const rows = await left.database("conversations").whereIn("id", ids).orderBy("id");
  return (rows as { last_seq: number }[]).map((row) => row.last_seq);
}

/**
 * Revokes a permission at a random moment while it is used, `ROUNDS` times, and checks that nothing
 * follows the answer.
 * @returns how often each answer was given.
 */
async function race(scenario: {
  by: TestPerson;
  conversations: string[];
  take(): Promise<unknown>;
  restore(): Promise<unknown>;
  meanwhile?(taken: unknown): Promise<void>;
}): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const sending = sendContinuously(scenario.by, scenario.conversations);
    await randomPause();
    const taken = await scenario.take();
    const then = await lastSeqOf(scenario.conversations);
    for (const code of await sending) counts.set(code, (counts.get(code) ?? 0) + 1);
    for (const code of await sendContinuously(scenario.by, scenario.conversations)) {
      expect(code).not.toBe("ok");
    }
    expect(await lastSeqOf(scenario.conversations)).toEqual(then);
    await scenario.meanwhile?.(taken);
    await scenario.restore();
  }
  return counts;
}

describe("[S4] [S11] a permission revoked while it is used on two processes", () => {
  test("a membership: no message of the kicked member has a version after the kick's", async () => {
    const { data } = await owner.call(createConversationRoute, {
      body: { kind: "group", name: "racing", members: [member.id] },
    });
    const at = { conversationId: data.id, userId: member.id };
    const counts = await race({
      by: member,
      conversations: [data.id],
      take: () => run(owner, "member.remove", at, randomServer()),
      async meanwhile(taken) {
        const { version } = taken as { version: number };
        const after = await left
          .database("messages")
          .where({ conversation_id: data.id, author_id: member.id })
          .where("version", ">", version);
        expect(after).toEqual([]);
      },
      restore: () => run(owner, "member.add", at, randomServer()),
    });
    expect([...counts.keys()].sort()).toEqual(["not_found", "ok"]);
  });

  test("[S14] a block: no messages between the two after the answer", async () => {
    const id = await talk(owner, member);
    for (const by of [owner, member]) {
      const counts = await race({
        by,
        conversations: [id],
        take: () => run(owner, "user.block", { userId: member.id }, randomServer()),
        restore: () => run(owner, "user.unblock", { userId: member.id }, randomServer()),
      });
      expect([...counts.keys()].sort()).toEqual(["blocked", "ok"]);
    }
  });

  test("a ban: no messages after the answer, even while the session is active", async () => {
    const { data } = await owner.call(createConversationRoute, {
      body: { kind: "group", name: "racing", members: [member.id] },
    });
    const revive = () =>
      left.database("sessions").where("user_id", member.id).update({ ended_at: null });
    const counts = await race({
      by: member,
      conversations: [data.id, WORLD_CONVERSATION_ID],
      async take() {
        await run(admin, "user.ban", { userId: member.id }, randomServer());
        await revive();
      },
      restore: () => run(admin, "user.unban", { userId: member.id }, randomServer()),
    });
    expect(counts.get("ok")).toBeGreaterThan(0);
    expect(counts.get("banned")).toBeGreaterThan(0);
  });
});

test("[S5] concurrent changes to the same users on both processes do not deadlock", async () => {
  const targets = await Promise.all([signUp(left), signUp(left), signUp(left)]);
  const owners = [owner, await signUp(left)];
  const groups = await Promise.all(
    owners.map(async (by) => {
      const body = { kind: "group" as const, name: "g", members: targets.map(({ id }) => id) };
      return (await by.call(createConversationRoute, { body })).data.id;
    }),
  );
  for (const by of owners) for (const target of targets) await talk(by, target);
  const any = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;
  const doings = (by: number): (() => [name: string, input: object])[] => {
    const at = () => ({ conversationId: groups[by], userId: any(targets).id });
    return [
      () => ["member.add", at()],
      () => ["member.remove", at()],
      () => ["member.role", { ...at(), role: "moderator" }],
      () => ["user.block", { userId: any(targets).id }],
      () => ["user.unblock", { userId: any(targets).id }],
      () => ["conversation.create", { kind: "direct", userId: any(targets).id }],
      () => [
        "conversation.create",
        { kind: "group", name: "g", members: targets.map(({ id }) => id) },
      ],
    ];
  };
  const bans = [
    (): [string, object] => ["user.ban", { userId: any(targets).id }],
    (): [string, object] => ["user.unban", { userId: any(targets).id }],
  ];
  const many = async (by: TestPerson, of: (() => [string, object])[]): Promise<string[]> => {
    const commands = Array.from({ length: 10 }, () => {
      const [name, input] = any(of)();
      return { id: newId(), name, input };
    });
    const { data } = await by.call(runCommands, { body: { commands } }, randomServer());
    return data.map((answer) => (answer.success ? "ok" : answer.error.code));
  };
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      index % 3 === 2
        ? many(admin, bans)
        : many(owners[index % 3] as TestPerson, doings(index % 3)),
    ),
  );
  const codes = new Set(answers.flat());
  expect(codes).toContain("ok");
  expect([...codes].filter((code) => code === "unavailable" || code === "internal")).toEqual([]);
});

test("logs no internal error", () => {
  expect([...left.errors, ...right.errors]).toEqual([]);
});
