import { runCommands } from "@rally/shared/commands";
import { newId } from "@rally/shared/ids";
import { afterAll, expect, test } from "vitest";
import { say, signUp, startTestRally, talk } from "../testing/index.js";

const MESSAGES = 20_000;
const BATCH = 100;
/** Rows of one table that a command may read on average, by scan or by index. */
const ROWS_PER_COMMAND = 4;
const tables = ["messages", "conversations", "memberships", "commands", "conversation_updates"];

/**
 * Plans that scan whole tables take minutes; the test should still report the rows that were read.
 */
const TIMEOUT_MS = 240_000;

const rally = await startTestRally();
afterAll(() => rally.close());
const { database } = rally;

const text = (body: string) => ({ kind: "text" as const, body });
const command = (name: string, input: object) => ({ id: newId(), name, input });

test(
  "[S15] a commit reads no more rows among 20,000 messages than among one, with plans made for one message",
  { timeout: TIMEOUT_MS },
  async () => {
    const [one, two] = [await signUp(rally), await signUp(rally)];
    const conversationId = await talk(one, two);
    let commands = 0;
    const run = async (sent: ReturnType<typeof command>[]): Promise<void> => {
      const { data } = await one.call(runCommands, { body: { commands: sent } });
      expect(data.filter(({ success }) => !success)).toEqual([]);
      commands += sent.length;
    };
    const sendBatch = async (size: number): Promise<string[]> => {
      const sent = Array.from({ length: size }, (_, index) =>
        command("message.send", { conversationId, content: text(`message ${index}`) }),
      );
      await run(sent);
      return sent.map(({ id }) => id);
    };
    const editAll = (ids: readonly string[]) =>
      run(
        ids.map((messageId) =>
          command("message.edit", { conversationId, messageId, content: text("edited") }),
        ),
      );
    const readAll = () => run([command("marker.set", { conversationId, seq: MESSAGES })]);
    const first = await say(one, conversationId, "first");
    await editAll([first.id]);
    await readAll();

    // The planner uses the statistics of the small tables until the end of the test.
    for (const table of tables) {
      await database.raw("vacuum analyze ??", [table]);
      await database.raw("alter table ?? set (autovacuum_enabled = false)", [table]);
    }
    /** Runs each kind of commit and lookup so often that PostgreSQL keeps its plan. */
    const repeatEach = async (): Promise<void> => {
      for (let times = 0; times < 12; times += 1) {
        const quoted = await say(one, conversationId, "alone");
        expect(await say(one, conversationId, "first", { id: first.id })).toEqual(first);
        const answer = await say(two, conversationId, "an answer", { replyTo: quoted.id });
        await readAll();
        await editAll([quoted.id, first.id]);
        await run([command("message.delete", { conversationId, messageId: quoted.id })]);
        expect(answer.seq).toBe(quoted.seq + 1);
      }
    };
    await repeatEach();
    // Conversations that none of these commits touches.
    await database.raw(
      `with made as (
       insert into conversations (id, kind, epoch) select gen_random_uuid(), 'group', n
       from generate_series(1, 5000) n returning id)
     insert into memberships (conversation_id, user_id) select id, :user from made`,
      { user: two.id },
    );
    for (let sent = 0; sent < MESSAGES; sent += BATCH) {
      const ids = await sendBatch(BATCH);
      if (sent % (2 * BATCH) === 0) await editAll(ids);
      await readAll();
    }
    await repeatEach();

    // A connection reports its statistics when it ends.
    await rally.restart();
    const { rows } = await database.raw<{ rows: { table: string; read: number }[] }>(
      `select relname as table, seq_tup_read + (
         select sum(idx_tup_read) from pg_stat_user_indexes i where i.relid = t.relid)::integer as read
     from pg_stat_user_tables t where relname = any(?)`,
      [tables],
    );
    expect(rows).toHaveLength(tables.length);
    expect(rows.filter(({ read }) => read > ROWS_PER_COMMAND * commands)).toEqual([]);
  },
);
