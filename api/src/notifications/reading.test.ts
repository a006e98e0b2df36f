import { listUserChanges, setMarkerRoute } from "@rally/shared/conversations";
import { listNotifications, type Notification } from "@rally/shared/notifications";
import { afterAll, describe, expect, test } from "vitest";
import { eventually, say, startTestRally, talk } from "../testing/index.js";
import { command, group, listOf, people, soon, unreadKinds } from "./testing/setup.js";

const rally = await startTestRally({ limits: soon });
afterAll(() => rally.close());
/** A server on which markers are not changes of the log, so that only their user receives them. */
const large = await startTestRally({ limits: { ...soon, smallRoomMembers: 1 } });
afterAll(() => large.close());

describe("reading", () => {
  test("marks some or all up to a version as read, and none of other users", async () => {
    const [one, other] = await people(rally);
    const id = await group(one, other);
    for (const word of ["one", "two", "three"]) {
      await say(one, id, `@${other.user.username} ${word}`);
    }
    await eventually(async () => expect(await unreadKinds(other)).toHaveLength(3));
    const [third, second, first] = await listOf(other);
    const ids = [first?.id];
    expect(await command(one, "notification.read", { ids })).toEqual({ read: 0 });
    expect(await command(other, "notification.read", { ids })).toEqual({ read: 1 });
    const upTo = second?.version;
    expect(await command(other, "notification.readAll", { upTo })).toEqual({ read: 1 });
    const { data, meta } = await other.call(listNotifications);
    expect(data.filter(({ readAt }) => readAt === undefined)).toMatchObject([{ id: third?.id }]);
    expect(meta.unread).toBe(1);
  });

  test("leaves notifications unread that changed since", async () => {
    const [one, other] = await people(rally);
    const id = await talk(one, other);
    await say(one, id, "first");
    await eventually(async () => expect(await listOf(other)).toHaveLength(1));
    const [seen] = await listOf(other);
    await say(one, id, "second");
    await eventually(async () => expect((await listOf(other))[0]?.count).toBe(2));
    const input = { ids: [seen?.id], upTo: seen?.version };
    expect(await command(other, "notification.read", input)).toEqual({ read: 0 });
    expect(await unreadKinds(other)).toEqual(["message"]);
  });

  test("reaches the user's other devices by a pull, each row with its own version", async () => {
    const [one, other] = await people(rally);
    const id = await group(one, other);
    for (const word of ["one", "two", "three"])
      await say(one, id, `@${other.user.username} ${word}`);
    await eventually(async () => expect(await unreadKinds(other)).toHaveLength(3));
    const pulled = new Map<string, Notification>();
    const pull = async (since: number): Promise<number> => {
      const { data, meta } = await other.call(listUserChanges, { query: { since, limit: 1 } });
      for (const row of data) {
        if (row.type === "notification") pulled.set(row.notification.id, row.notification);
      }
      return meta.next === undefined ? meta.version : pull(meta.next);
    };
    const version = await pull(0);
    expect([...pulled.values()].filter(({ kind }) => kind === "mention")).toHaveLength(3);
    await command(other, "notification.readAll", { upTo: version });
    pulled.clear();
    await pull(version);
    expect(pulled.size).toBe(3);
    for (const { readAt } of pulled.values()) expect(readAt).toBeGreaterThan(0);
  });
});

describe("a marker in a large room", () => {
  test("marks notifications up to it as read, also after a failed write", async () => {
    const [one, other] = await people(large);
    const id = await group(one, other);
    const { seq } = await say(one, id, `@${other.user.username}`);
    await eventually(async () => expect(await unreadKinds(other)).toEqual(["mention"]));
    await large.database.raw(`
      create sequence tries;
      create function refuse_once() returns trigger language plpgsql as $$
      begin
        -- A sequence keeps counting where a transaction is undone.
        if nextval('tries') = 1 then raise exception 'the disk is full'; end if;
        return new;
      end $$;
      create trigger refuse_once before update of read_at on notifications
        for each row execute function refuse_once()`);
    await other.call(setMarkerRoute, { params: { id }, body: { seq } });
    await eventually(async () => expect(await unreadKinds(other)).toEqual([]), 10_000);
    const { rows } = await large.database.raw<{ rows: { tries: number }[] }>(
      "select last_value::integer as tries from tries",
    );
    expect(rows).toEqual([{ tries: 2 }]);
  });
});

describe("a page of notifications", () => {
  test("continues after the previous page, also with new notifications between", async () => {
    const [one, other] = await people(rally);
    const id = await group(one, other);
    for (let count = 0; count < 7; count += 1) await say(one, id, `@${other.user.username}`);
    await eventually(async () => expect(await unreadKinds(other)).toHaveLength(7));
    const all = (await listOf(other)).map((row) => row.id);
    const found: string[] = [];
    let before: string | undefined;
    do {
      const query = { limit: 3, ...(before && { before }) };
      const { data, meta } = await other.call(listNotifications, { query });
      found.push(...data.map((row) => row.id));
      before = meta.next;
    } while (before);
    expect(found).toEqual(all);
  });
});

test("the server reports no error", () => {
  expect(rally.errors).toEqual([]);
});
