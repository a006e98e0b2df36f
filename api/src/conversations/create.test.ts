import { runCommands } from "@rally/shared/commands";
import { conversationCommands } from "@rally/shared/conversations";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { createLocalBus } from "@rally/shared/server/bus";
import { afterAll, describe, expect, test } from "vitest";
import { Dispatcher } from "../commands/index.js";
import type { ApiContext } from "../http/index.js";
import { eventually, say, signUp, startTestRally } from "../testing/index.js";
import { createConversation } from "./create.js";

const rally = await startTestRally();
afterAll(() => rally.close());
const { database } = rally;

/** Statements of a transaction, including begin and commit. */
const STATEMENTS = 15;

describe("a new group", () => {
  test("[S15] of 100 members takes as many statements as a group of two", async () => {
    const owner = await signUp(rally);
    const { rows } = await database.raw<{ rows: { id: string }[] }>(
      `insert into users (id, username, display_name, email, password_hash, role)
       select gen_random_uuid(), 'g' || n, 'Person ' || n, 'g' || n || '@example.org', '', 'member'
       from generate_series(1, 99) n returning id`,
    );
    const members = rows.map(({ id }) => id);
    const context = { database, bus: createLocalBus() } as ApiContext;
    const dispatcher = new Dispatcher(context, [createConversation(context)]);
    const statements: string[] = [];
    const record = ({ sql }: { sql: string }): void => void statements.push(sql);
    database.on("query", record);
    const made = await dispatcher.run(
      { userId: owner.id },
      conversationCommands.createConversation,
      newId(),
      {
        kind: "group",
        name: "everyone",
        members,
      },
    );
    database.off("query", record);
    expect(statements.length).toBeGreaterThan(5);
    expect(statements.length).toBeLessThanOrEqual(STATEMENTS);

    const joined = await database("memberships").where("conversation_id", made.id);
    expect(joined.map((row: { user_id: string; role: string }) => [row.user_id, row.role])).toEqual(
      expect.arrayContaining([[owner.id, "owner"], ...members.map((id) => [id, "member"])]),
    );
    expect(joined).toHaveLength(100);
    const notified = await database("notifications").where("conversation_id", made.id);
    expect(new Set(notified.map((row: { user_id: string }) => row.user_id))).toEqual(
      new Set(members),
    );
    // Each row of a user has its own version.
    const versions = await database("users")
      .join("memberships", "user_id", "users.id")
      .join("notifications", "notifications.user_id", "users.id")
      .where({ "memberships.conversation_id": made.id })
      .select<{ version: number; joined: number; notified: number }[]>(
        "users.version",
        "user_version as joined",
        "notifications.version as notified",
      );
    expect(versions).toHaveLength(99);
    for (const row of versions) expect(row).toEqual({ version: 2, joined: 1, notified: 2 });
  });
});

describe("registering", () => {
  test("[S15] does not wait for a commit in the world chat, and the member is counted afterwards", async () => {
    const before = await signUp(rally);
    const count = async (): Promise<number> => {
      const row = await database<{ id: string; member_count: number }>("conversations")
        .where("id", WORLD_CONVERSATION_ID)
        .first("member_count");
      return row?.member_count ?? 0;
    };
    await eventually(async () => expect(await count()).toBe(2));
    // The lock that a commit in progress holds.
    const holder = await database.transaction();
    await holder("conversations").where("id", WORLD_CONVERSATION_ID).forNoKeyUpdate().first();
    const newcomers = await Promise.all([signUp(rally), signUp(rally), signUp(rally)]);
    expect(await count()).toBe(2);
    await holder.commit();
    await eventually(async () => expect(await count()).toBe(5));
    for (const person of [before, ...newcomers]) {
      await say(person, WORLD_CONVERSATION_ID, "hello");
      await person.call(runCommands, {
        body: {
          commands: [
            {
              id: newId(),
              name: "marker.set",
              input: { conversationId: WORLD_CONVERSATION_ID, seq: 9 },
            },
          ],
        },
      });
    }
    expect(await database("member_count_changes")).toEqual([]);
  });

  test("counts the member in another process when this one was killed before it counted", async () => {
    const counts = async () => {
      const row = await database<{ id: string; member_count: number }>("conversations")
        .where("id", WORLD_CONVERSATION_ID)
        .first("member_count");
      return row?.member_count ?? 0;
    };
    const before = await counts();
    const leave = (change: number) =>
      database("member_count_changes").insert({ conversation_id: WORLD_CONVERSATION_ID, change });
    const other = await startTestRally({ beside: rally, limits: { memberCountInterval: 100 } });
    // A process counts when it starts; later changes are found later.
    for (const change of [1, 1, -2]) {
      const then = await counts();
      await leave(change);
      await eventually(async () => expect(await counts()).toBe(then + change));
    }
    expect(await counts()).toBe(before);
    await other.close();
  });

  test("counts the member in the next process when this one ended before it counted", async () => {
    await database("member_count_changes").insert({
      conversation_id: WORLD_CONVERSATION_ID,
      change: 7,
    });
    await rally.restart();
    await eventually(async () => {
      const row = await database<{ id: string; member_count: number }>("conversations")
        .where("id", WORLD_CONVERSATION_ID)
        .first("member_count");
      expect(row?.member_count).toBe(12);
    });
  });
});
