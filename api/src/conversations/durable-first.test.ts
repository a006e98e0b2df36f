import { runCommands } from "@rally/shared/commands";
import { listChanges, listMessages, sendMessageRoute, textOf } from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { roomName } from "@rally/shared/rooms";
import * as Y from "yjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  eventually,
  openRoom,
  openSocket,
  say,
  signUp,
  startTestRally,
  talk,
  type TestPerson,
} from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

/** The text of a message selects how the database behaves when the message is committed. */
const LOCK = 7_001;
beforeAll(async () => {
  await rally.database.raw(`
    create sequence last_words;
    create function at_commit() returns trigger language plpgsql as $$
    declare body text := new.content->>'body';
    begin
      if body like 'wait%' then perform pg_advisory_xact_lock(${LOCK}); end if;
      if body like 'fail%' then raise exception 'the disk is full'; end if;
      if body like 'die%' then perform pg_terminate_backend(pg_backend_pid()); end if;
      -- A sequence keeps counting where a transaction is undone: only the first try dies.
      if body like 'once%' and nextval('last_words') = 1 then
        perform pg_terminate_backend(pg_backend_pid());
      end if;
      return null;
    end $$;
    create constraint trigger at_commit after insert on messages
      deferrable initially deferred for each row execute function at_commit();
    create function at_once() returns trigger language plpgsql as $$
    begin
      if new.content->>'body' like 'poison%' then raise exception 'poisoned'; end if;
      return new;
    end $$;
    create trigger at_once before insert on messages for each row execute function at_once();
  `);
});

async function setup(): Promise<{ one: TestPerson; two: TestPerson; id: string }> {
  const [one, two] = [await signUp(rally), await signUp(rally)];
  const id = await talk(one, two);
  await say(one, id, "first");
  return { one, two, id };
}

const trySay = (person: TestPerson, at: string, id: string, body: string) =>
  person.ask(sendMessageRoute, {
    params: { id: at },
    body: { id, content: { kind: "text", body } },
  });

const sending = (at: string, body: string) => ({
  id: newId(),
  name: "message.send",
  input: { conversationId: at, content: { kind: "text", body } },
});

async function textsOf(person: TestPerson, id: string): Promise<(string | undefined)[]> {
  const { data } = await person.call(listMessages, { params: { id }, query: { limit: 100 } });
  return data.map(({ content }) => textOf(content)).reverse();
}

describe("a message whose commit is in progress", () => {
  test("[S1] is visible to no readers, joiners or pulls", async () => {
    const { one, two, id } = await setup();
    const room = roomName("conversation", id);
    const reader = await openRoom(rally, two.token, room);
    const seenAtCommit: number[] = [];
    reader.doc.on("update", () => {
      void rally
        .database("messages")
        .where("conversation_id", id)
        .then((rows) => seenAtCommit.push(rows.length));
    });
    const holder = await rally.database.transaction();
    await holder.raw("select pg_advisory_xact_lock(?)", [LOCK]);
    const sending = say(one, id, "wait for it");
    await eventually(async () => {
      const { rows } = await rally.database.raw<{ rows: unknown[] }>(
        "select 1 from pg_locks where locktype = 'advisory' and objid = ? and not granted",
        [LOCK],
      );
      expect(rows).toHaveLength(1);
    });

    // At this moment the document in memory has the message and the database does not.
    const joiner = await openSocket(rally, `/sync/${room}`, { token: two.token });
    joiner.sendParts(0, 0, Y.encodeStateVector(new Y.Doc()));
    expect(await textsOf(two, id)).toEqual(["first"]);
    const { data, meta } = await two.call(listChanges, { params: { id }, query: { since: 0 } });
    expect([data.length, meta.version]).toEqual([1, 1]);
    // A reader's request is answered after all frames sent before it, and there were none.
    const asking = await openSocket(rally, `/sync/${roomName("user", two.id)}`, {
      token: two.token,
    });
    asking.sendParts(0, 0, Y.encodeStateVector(new Y.Doc()));
    await asking.first("step2");
    expect(reader.texts()).toEqual(["first"]);
    expect(joiner.received.filter(({ kind }) => kind !== "awareness")).toEqual([]);

    await holder.commit();
    await sending;
    await eventually(() => expect(reader.texts()).toEqual(["first", "wait for it"]));
    const doc = new Y.Doc();
    Y.applyUpdate(doc, (await joiner.first("step2")).bytes);
    expect(doc.getArray("log").length).toBe(2);
    await eventually(() => expect(seenAtCommit).toEqual([2]));
  });
});

describe("a commit that fails", () => {
  test.each(["fail", "die"])("[S1] (%s) is never visible and leaves no gap", async (how) => {
    const { one, two, id } = await setup();
    const room = roomName("conversation", id);
    const reader = await openRoom(rally, two.token, room);
    const replies = await Promise.all(
      Array.from({ length: 5 }, () => trySay(one, id, newId(), `${how} now`)),
    );
    for (const { status, body } of replies) {
      expect([500, 503]).toContain(status);
      expect(body).toMatchObject({ success: false });
      expect(JSON.stringify(body)).not.toContain("disk");
    }
    const joiner = await openRoom(rally, two.token, room);
    expect(joiner.texts()).toEqual(["first"]);
    expect(await say(one, id, "second")).toMatchObject({ seq: 2, version: 2 });
    for (const { texts, closed, doc } of [reader, joiner]) {
      await eventually(() => expect(texts()).toEqual(["first", "second"]));
      expect(closed).toEqual([]);
      expect(Y.decodeStateVector(Y.encodeStateVector(doc)).size).toBe(1);
    }
    expect(await textsOf(two, id)).toEqual(["first", "second"]);
  });

  test("[S2] is repaired by a retry with the same id, exactly once", async () => {
    const { one, two, id } = await setup();
    const reader = await openRoom(rally, two.token, roomName("conversation", id));
    const messageId = newId();
    await eventually(async () => {
      expect((await trySay(one, id, messageId, "once more")).status).toBe(200);
    });
    expect(await textsOf(two, id)).toEqual(["first", "once more"]);
    await eventually(() => expect(reader.texts()).toEqual(["first", "once more"]));
  });

  test("[S5] fails alone: other commands of its batch succeed", async () => {
    const { one, two, id } = await setup();
    const commands = ["a", "b", "poison", "c", "fail", "d"].map((body) => sending(id, body));
    const { data } = await one.call(runCommands, { body: { commands } });
    expect(data.map(({ success }) => success)).toEqual([true, true, false, true, false, true]);
    expect(await textsOf(two, id)).toEqual(["first", "a", "b", "c", "d"]);
  });

  test("[S5] does not affect users who send at the same time", async () => {
    const { one, two, id } = await setup();
    const replies = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        trySay(
          index % 2 ? one : two,
          id,
          newId(),
          index % 8 === 0 ? `poison ${index}` : `${index}`,
        ),
      ),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(35);
    const { data } = await two.call(listMessages, { params: { id }, query: { limit: 100 } });
    expect(data.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 36 }, (_, index) => 36 - index),
    );
  });

  test("[S1] when all database connections break at once, each acknowledged message is stored once", async () => {
    const { one, two, id } = await setup();
    const reader = await openRoom(rally, two.token, roomName("conversation", id));
    const bodies = Array.from({ length: 60 }, (_, index) => `number ${index}`);
    const sendingAll = Promise.all(
      bodies.map(async (body) => {
        const messageId = newId();
        await eventually(async () => {
          expect((await trySay(one, id, messageId, body)).status).toBe(200);
        }, 10_000);
      }),
    );
    const { rows } = await rally.database.raw<{ rows: { count: number }[] }>(
      `select count(pg_terminate_backend(pid))::int from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    );
    expect(rows[0]?.count).toBeGreaterThan(0);
    await sendingAll;
    const texts = await textsOf(two, id);
    expect(texts).toHaveLength(61);
    expect(new Set(texts)).toEqual(new Set(["first", ...bodies]));
    await eventually(() => expect(reader.texts()).toEqual(texts));
    expect(reader.closed.every((code) => code >= 4500)).toBe(true);
  });
});
