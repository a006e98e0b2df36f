import { deleteAccount } from "@rally/shared/accounts";
import { newId } from "@rally/shared/ids";
import { draftText, roomName } from "@rally/shared/rooms";
import { afterAll, expect, test } from "vitest";
import { eventually, openRoom, signUp, startTestRally } from "../testing/index.js";

const rally = await startTestRally();
afterAll(() => rally.close());

/** The number of statements that wait for a lock. */
async function waiting(): Promise<number> {
  const { rows } = await rally.database.raw<{ rows: unknown[] }>(
    `select from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows.length;
}

test.each([
  ["had drafts", true],
  ["never had a draft", false],
])(
  "stores no draft that arrives during the deletion of an account that %s",
  async (_what, hasDrafts) => {
    const person = await signUp(rally);
    const room = await openRoom(rally, person.token, roomName("user", person.id));
    const draft = draftText(room.doc, newId());
    const stored = () =>
      rally.database<{ user_id: string }>("user_room_updates").where("user_id", person.id);
    if (hasDrafts) {
      draft.insert(0, "known");
      await eventually(async () => expect(await stored()).toHaveLength(1));
    }

    // The deletion waits for the row of the account or of the room; the draft waits for the deletion.
    const lock = await rally.database.transaction();
    await lock("user_rooms").where("user_id", person.id).forUpdate();
    if (!hasDrafts) await lock("user_rooms").insert({ user_id: person.id });
    const body = { password: person.password };
    const deleted = person.call(deleteAccount, { body });
    await eventually(async () => expect(await waiting()).toBe(1));
    draft.insert(0, "late ");
    await eventually(async () => expect(await waiting()).toBe(2));
    await (hasDrafts ? lock.commit() : lock.rollback());
    await deleted;
    await eventually(() => expect(room.closed.length).toBeGreaterThan(0));
    expect(await stored()).toEqual([]);
    const rows = await rally.database("user_rooms").where("user_id", person.id);
    expect(rows).toMatchObject([{ snapshot: null }]);
  },
);
