import { sendMessageRoute } from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { roomName } from "@rally/shared/rooms";
import * as Y from "yjs";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  eventually,
  openRoom,
  openSocket,
  say,
  signUp,
  startTestRally,
  talk,
} from "../testing/index.js";

const left = await startTestRally({ shared: true });
const right = await startTestRally({ beside: left });
afterAll(async () => {
  await right.close();
  await left.close();
});

const LOCK = 7_002;
const ROUNDS = 8;
beforeAll(async () => {
  // The commit waits as long as the test wants, and then fails.
  await left.database.raw(`
    create function fail_late() returns trigger language plpgsql as $$
    begin
      if new.content->>'body' like 'doomed%' then
        perform pg_advisory_xact_lock(${LOCK});
        raise exception 'the disk is full';
      end if;
      return null;
    end $$;
    create constraint trigger fail_late after insert on messages
      deferrable initially deferred for each row execute function fail_late();
  `);
});

const waiting = () =>
  eventually(async () => {
    const { rows } = await left.database.raw<{ rows: unknown[] }>(
      "select 1 from pg_locks where locktype = 'advisory' and objid = ? and not granted",
      [LOCK],
    );
    expect(rows.length).toBeGreaterThan(0);
  });

test("[S1] a client that joins during a commit that then fails never sees it, on either server", async () => {
  const [one, two] = [await signUp(left), await signUp(left)];
  const id = await talk(one, two);
  const room = roomName("conversation", id);
  const sent: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    sent.push(`kept ${round}`);
    await say(one, id, `kept ${round}`);
    const known = await openRoom(left, two.token, room);
    const holder = await left.database.transaction();
    await holder.raw("select pg_advisory_xact_lock(?)", [LOCK]);
    const doomed = one.ask(sendMessageRoute, {
      params: { id },
      body: { id: newId(), content: { kind: "text", body: `doomed ${round}` } },
    });
    await waiting();

    // Some joiners are empty and some have data, while the document holds the failing change.
    const joiners = await Promise.all(
      [left, right, left, right].map((rally) =>
        openSocket(rally, `/sync/${room}`, { token: two.token }),
      ),
    );
    const replica = Y.encodeStateVector(known.doc);
    joiners.forEach((joiner, index) =>
      joiner.sendParts(0, 0, index < 2 ? replica : Y.encodeStateVector(new Y.Doc())),
    );
    const late = openRoom(left, two.token, room);
    const elsewhere = await openRoom(right, two.token, room);
    expect(elsewhere.texts()).toEqual(sent);
    await holder.commit();
    expect((await doomed).status).toBeGreaterThanOrEqual(500);

    sent.push(`next ${round}`);
    await say(one, id, `next ${round}`);
    for (const joiner of joiners) {
      await joiner.first("step2");
      const bytes = joiner.received.map((frame) => Buffer.from(frame.bytes).toString("latin1"));
      expect(bytes.join()).not.toContain("doomed");
      joiner.close();
    }
    for (const follower of [known, await late, elsewhere]) {
      await eventually(() => expect(follower.texts()).toEqual(sent));
      expect(follower.closed).toEqual([]);
      expect(Y.decodeStateVector(Y.encodeStateVector(follower.doc)).size).toBe(1);
      follower.leave();
    }
  }
});

test("[S1] a commit that fails at the end of its transaction is shown to no client, and answered as failed", async () => {
  const [one, two] = [await signUp(left), await signUp(left)];
  const id = await talk(one, two);
  const reader = await openRoom(left, two.token, roomName("conversation", id));
  // Another transaction holds the row: after some optimistic attempts the log waits for it in a
  // transaction.
  const holder = await left.database.transaction();
  await holder("conversations").where({ id }).forUpdate().first("id");
  const doomed = one.ask(sendMessageRoute, {
    params: { id },
    body: { id: newId(), content: { kind: "text", body: "doomed in a transaction" } },
  });
  await eventually(async () => {
    const { rows } = await left.database.raw<{ rows: unknown[] }>(
      "select 1 from pg_stat_activity where datname = current_database() and wait_event = 'transactionid'",
    );
    expect(rows).toHaveLength(1);
  });
  await holder.commit();
  expect((await doomed).status).toBeGreaterThanOrEqual(500);
  await say(one, id, "kept");
  await eventually(() => expect(reader.texts()).toEqual(["kept"]));
  expect(reader.closed).toEqual([]);
});
