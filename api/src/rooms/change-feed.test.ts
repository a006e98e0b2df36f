import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { closeCodes, roomName } from "@rally/shared/rooms";
import { afterAll, describe, expect, test } from "vitest";
import { eventually, openRoom, signUp, startTestRally, talk } from "../testing/index.js";

const rally = await startTestRally({ shared: true, limits: { presenceRepeat: 400 } });
afterAll(() => rally.close());
const world = roomName("conversation", WORLD_CONVERSATION_ID);

/** Rows read so far from the tables that polls could read. */
async function rowsRead(): Promise<number> {
  const { rows } = await rally.database.raw<{ rows: { read: number }[] }>(
    `select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) as read from pg_stat_user_tables
     where relname in ('users', 'sessions', 'memberships', 'conversations', 'user_rooms', 'blocks')`,
  );
  return Number(rows[0]?.read);
}

/** The start of the latest poll, in milliseconds. */
async function polls(): Promise<number> {
  const { rows } = await rally.database.raw<{ rows: { at: Date }[] }>(
    `select query_start as at from pg_stat_activity
     where application_name = 'rally permissions' and datname = current_database()`,
  );
  return rows[0]?.at.getTime() ?? 0;
}

async function afterPolls(count: number): Promise<void> {
  for (let done = 0; done < count; done += 1) {
    const before = await polls();
    await eventually(async () => expect(await polls()).toBeGreaterThan(before));
  }
}

describe("polling the change feed", () => {
  test("[S12] reads no row while nothing changes, however many users are connected", async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => signUp(rally)));
    const [first, ...others] = people;
    for (const other of others) await talk(first!, other);
    for (const person of people) {
      await openRoom(rally, person.token, world);
      await openRoom(rally, person.token, roomName("user", person.id));
    }
    // PostgreSQL updates its counters within a second, and work of the sign-ups may still go on.
    await afterPolls(6);
    const idle = async () => {
      const before = await rowsRead();
      await afterPolls(6);
      expect(await rowsRead()).toBe(before);
    };
    await eventually(idle, 30_000);
  }, 60_000);

  test("[S11] skips no transaction that commits after later ones were read", async () => {
    const [late, early] = [await signUp(rally), await signUp(rally)];
    const rooms = [
      await openRoom(rally, late.token, world),
      await openRoom(rally, early.token, world),
    ];
    const sessionsOf = (id: string) => rally.database("sessions").where("user_id", id);
    const trx = await rally.database.transaction();
    await sessionsOf(late.id).transacting(trx).update({ ended_at: new Date() });
    await sessionsOf(early.id).update({ ended_at: new Date() });
    await eventually(() => expect(rooms[1]?.closed).toEqual([closeCodes.unauthenticated]));
    await afterPolls(2);
    expect(rooms[0]?.closed).toEqual([]);
    await trx.commit();
    await eventually(() => expect(rooms[0]?.closed).toEqual([closeCodes.unauthenticated]));
  });
});
