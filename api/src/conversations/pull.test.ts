import {
  deleteMessageRoute,
  editMessageRoute,
  foldMarker,
  foldMessage,
  listChanges,
  listConversations,
  listMessages,
  listUserChanges,
  setMarkerRoute,
  type ChangedRow,
  type StoredMessage,
  type MarkerRow,
} from "@rally/shared/conversations";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import {
  waitForMemberCounts,
  say,
  signUp,
  startTestRally,
  talk,
  type TestPerson,
} from "../testing/index.js";

// Notifications of messages would increment versions too; here only the tested actions do.
const rally = await startTestRally({ limits: { notificationGather: 3_600_000 } });
afterAll(() => rally.close());
const everyone = await Promise.all(Array.from({ length: 8 }, () => signUp(rally)));

/** The data of one conversation on a device, and its pull cursor. */
class Device {
  cursor = 0;
  messages = new Map<string, StoredMessage>();
  markers = new Map<string, MarkerRow>();

  fold(row: ChangedRow): void {
    if (row.type === "marker") {
      this.markers.set(row.user, foldMarker(this.markers.get(row.user), row));
    } else if (row.type === "message") {
      const held = foldMessage(this.messages.get(row.id), row);
      if (held) this.messages.set(row.id, held);
    }
  }

  async pull(person: TestPerson, id: string, limit: number): Promise<void> {
    for (;;) {
      const request = { params: { id }, query: { since: this.cursor, limit } };
      const { data, meta } = await person.call(listChanges, request);
      expect(data.length).toBeLessThanOrEqual(limit);
      const versions = data.map((row) => row.version);
      expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
      for (const row of data) this.fold(row);
      this.cursor = meta.version;
      if (meta.next === undefined) return;
      expect(meta.next).toBe(meta.version);
    }
  }

  get state() {
    const byId = <T>(rows: Map<string, T>) => [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
    return { messages: byId(this.messages), markers: byId(this.markers), cursor: this.cursor };
  }
}

type Step =
  | { kind: "send"; who: 0 | 1 }
  | { kind: "mark"; who: 0 | 1 }
  | { kind: "edit"; which: number }
  | { kind: "delete"; which: number }
  | { kind: "pull"; limit: number };

const who = fc.constantFrom(0 as const, 1 as const);
const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("send" as const), who }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("mark" as const), who }) },
    fc.record({ kind: fc.constantFrom("edit" as const, "delete" as const), which: fc.nat(20) }),
    fc.record({ kind: fc.constant("pull" as const), limit: fc.integer({ min: 1, max: 4 }) }),
  ),
  { minLength: 5, maxLength: 20 },
) as fc.Arbitrary<Step[]>;

const pairs = everyone.flatMap((one, index) =>
  everyone.slice(index + 1).map((two): [TestPerson, TestPerson] => [one, two]),
);

describe("pulling changes", () => {
  test("[S3] page by page, with any page size at any time, ends in the complete state", async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 7 }), async (plan, limit) => {
        const pair = pairs.pop();
        if (!pair) throw new Error("No pair of users is left");
        const id = await talk(...pair);
        const device = new Device();
        const sent: { id: string; author: TestPerson }[] = [];
        for (const step of plan) {
          if (step.kind === "send") {
            const author = pair[step.who];
            sent.push({ id: (await say(author, id, `number ${sent.length}`)).id, author });
          } else if (step.kind === "mark") {
            await pair[step.who].call(setMarkerRoute, {
              params: { id },
              body: { seq: sent.length },
            });
          } else if (step.kind === "pull") {
            await device.pull(pair[0], id, step.limit);
          } else {
            const { author, id: messageId } = sent[step.which % sent.length] ?? {};
            if (!author || !messageId) continue;
            const params = { id, messageId };
            if (step.kind === "delete") await author.call(deleteMessageRoute, { params });
            else {
              const body = { content: { kind: "text" as const, body: `edited` } };
              await author.ask(editMessageRoute, { params, body });
            }
          }
        }
        await device.pull(pair[0], id, limit);
        const fresh = new Device();
        await fresh.pull(pair[1], id, 100);
        expect(device.state).toEqual(fresh.state);

        const { data, meta } = await pair[0].call(listMessages, { params: { id } });
        expect(new Map(data.map((row) => [row.id, row]))).toEqual(new Map(device.messages));
        expect(meta.version).toBe(device.cursor);
        expect(data).toHaveLength(sent.length);
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });

  test("misses nothing while others write, wherever each page ends", async () => {
    const pair = pairs.pop();
    if (!pair) throw new Error("No pair of users is left");
    const id = await talk(...pair);
    const device = new Device();
    const writing = Promise.all(
      Array.from({ length: 40 }, (_, index) => say(pair[index % 2] ?? pair[0], id, `${index}`)),
    );
    let done = false;
    void writing.then(() => (done = true));
    while (!done) await device.pull(pair[0], id, 3);
    await device.pull(pair[0], id, 3);
    expect([...device.messages.values()].map(({ seq }) => seq)).toEqual(
      Array.from({ length: 40 }, (_, index) => index + 1),
    );
    expect(device.cursor).toBe(40);
  });

  test("past the end returns no rows, and the version of the end", async () => {
    const pair = pairs.pop();
    if (!pair) throw new Error("No pair of users is left");
    const id = await talk(...pair);
    await say(pair[0], id, "only one");
    const { data, meta } = await pair[1].call(listChanges, {
      params: { id },
      query: { since: 99 },
    });
    expect(data).toEqual([]);
    expect(meta).toMatchObject({ version: 1 });
    expect(meta.next).toBeUndefined();
  });
});

describe("pulling history backwards", () => {
  test("returns each message once, newest first, and ends at the first message", async () => {
    const pair = pairs.pop();
    if (!pair) throw new Error("No pair of users is left");
    const id = await talk(...pair);
    for (let count = 0; count < 23; count += 1) await say(pair[0], id, `${count}`);
    for (const limit of [1, 5, 22, 23, 24]) {
      const seqs: number[] = [];
      let before: number | undefined;
      do {
        const query = { limit, ...(before !== undefined && { before }) };
        const { data, meta } = await pair[1].call(listMessages, { params: { id }, query });
        seqs.push(...data.map(({ seq }) => seq));
        before = meta.next;
      } while (before !== undefined);
      expect(seqs).toEqual(Array.from({ length: 23 }, (_, index) => 23 - index));
    }
    const { data, meta } = await pair[0].call(listMessages, {
      params: { id },
      query: { before: 1 },
    });
    expect(data).toEqual([]);
    expect(meta.next).toBeUndefined();
  });
});

describe("a user's own rows", () => {
  test("are pulled page by page in version order, and match the list", async () => {
    const hub = await signUp(rally);
    for (const person of everyone.slice(0, 5)) await say(person, await talk(person, hub), "hello");
    await waitForMemberCounts(rally.database);
    const { data: all } = await hub.call(listConversations);
    for (const limit of [1, 2, 5, 6, 7]) {
      const seen = [];
      let since = 0;
      for (let more = true; more;) {
        const { data, meta } = await hub.call(listUserChanges, { query: { since, limit } });
        seen.push(...data);
        since = meta.version;
        more = meta.next !== undefined;
      }
      expect(seen.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6]);
      expect(since).toBe(6);
      const byId = <T extends { id: string }>(rows: T[]) =>
        [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
      expect(
        byId(seen.flatMap((row) => (row.type === "conversation" ? [row.conversation] : []))),
      ).toEqual(byId(all));
    }
  });

  test("of the list of conversations come in pages, each row once", async () => {
    const hub = await signUp(rally);
    for (const person of everyone.slice(0, 4)) await talk(hub, person);
    const ids: string[] = [];
    let after: string | undefined;
    do {
      const query = { limit: 2, ...(after !== undefined && { after }) };
      const { data, meta } = await hub.call(listConversations, { query });
      ids.push(...data.map(({ id }) => id));
      after = meta.next;
    } while (after !== undefined);
    expect(ids).toHaveLength(5);
    expect(new Set(ids).size).toBe(5);
  });
});
