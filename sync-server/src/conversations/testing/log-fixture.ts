import { newId } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { createLocalBus } from "@rally/shared/server/bus";
import { migrate, openDatabase, type Database } from "@rally/shared/server/database";
import { createMetrics } from "@rally/shared/server/metrics";
import { createTestDatabase } from "@rally/shared/server/testing";
import { pino } from "pino";
import { openLog } from "../index.js";
import {
  appendMessage,
  type LogHandler,
  type ConversationLog,
  type LogCommand,
} from "@rally/shared/server/log";

/** A conversation log on a database of its own. */
export interface LogFixture {
  database: Database;
  log: ConversationLog;
  /** Adds a group whose first member owns it, of `members` new users. @returns its id and theirs. */
  addGroup(members: number): Promise<{ id: string; users: string[] }>;
  close(): Promise<void>;
}

export async function openLogFixture(): Promise<LogFixture> {
  const created = await createTestDatabase();
  const database = openDatabase(created.url);
  await migrate(database);
  const bus = createLocalBus();
  const metrics = createMetrics();
  const history = { lineage: "", onRenewed: () => undefined, stop: () => undefined };
  const opened = openLog({
    ...{ database, bus, metrics, limits, history },
    logger: pino({ level: "silent" }),
  });
  return {
    database,
    log: opened.log,
    async addGroup(members) {
      const id = newId();
      const users = Array.from({ length: members }, newId);
      await database("conversations").insert({
        ...{ id, kind: "group", epoch: 7, member_count: members },
      });
      for (const [index, user] of users.entries()) {
        await database("users").insert({
          ...{ id: user, username: user.slice(-12), display_name: "" },
          ...{ email: `${user}@example.org`, password_hash: "", role: "member" },
        });
        const role = index === 0 ? "owner" : "member";
        await database("memberships").insert({ conversation_id: id, user_id: user, role });
      }
      return { id, users };
    },
    async close() {
      await opened.stop();
      await bus.close();
      metrics.close();
      await database.destroy();
      await created.drop();
    },
  };
}

/** A command of a user that leaves nothing in the log but what `decide` appends. */
export function commandOf<Output>(
  userId: string,
  { decide, reads }: Pick<LogHandler<unknown, Output>, "decide" | "reads">,
  bytes = 100,
): LogCommand<unknown, Output> {
  const hash = Buffer.alloc(32);
  const call = { userId, commandId: newId(), name: "test", hash, bytes };
  return { call, input: {}, handler: { decide, ...(reads && { reads }), needsNoRecord: true } };
}

/** A command that sends a text message. */
export function sendText(author: string, body = "hello"): LogCommand {
  const bytes = Math.max(100, body.length);
  return commandOf(
    author,
    {
      decide: ({ commandId: id, hash }, _input, batch) =>
        appendMessage(batch, { id, author, content: { kind: "text", body } }, { hash, bytes }),
    },
    bytes,
  );
}
