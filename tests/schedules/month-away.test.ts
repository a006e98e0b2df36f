import "./many-devices.js";
import { startTestRally } from "@rally/api/testing";
import { newId } from "@rally/shared/ids";
import { timeoutFactor } from "@rally/shared/server/testing";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { pullHistoryPage } from "../../pwa/src/pull/index.js";
import { Device } from "./device.js";
import { carryOut, carryOutOn, months, post, type Group, type Month } from "./month-away.js";
import { makePeople } from "./people.js";
import { readServer, unreadOf, withoutTimes, type ServerState } from "./server-state.js";

const runs = Number(process.env.RALLY_MONTHS ?? 10);
/** Printed on failure; the same value and path reproduce it. */
const seed = Number(process.env.RALLY_SEED ?? Math.floor(Math.random() * 2 ** 31));
const path = process.env.RALLY_PATH;

const server = await startTestRally();
afterAll(() => server.close());

/** What a user sees of a conversation: of the messages that are not deleted. */
interface Shown {
  messages: unknown[];
  reactions: Record<string, unknown>;
  pins: string[];
  votes: Record<string, unknown>;
}

test(
  "[S3] [S8] a month away, with everything changed: the device shows what the server has, and what its user did there took effect or was refused",
  { timeout: (60_000 + runs * 4_000) * timeoutFactor },
  () =>
    fc.assert(fc.asyncProperty(months, liveThrough), {
      numRuns: runs,
      seed,
      timeout: 60_000 * timeoutFactor,
      endOnFailure: process.env.RALLY_SHRINK === undefined,
      ...(path !== undefined && { path }),
    }),
);

async function liveThrough({ before, meanwhile, offline }: Month): Promise<void> {
  const { group, open } = await setUp();
  const { id } = group;
  const device = open(0);
  const sibling = open(1);
  try {
    await carryOut(group, before);
    await device.pull();
    // Messages of their own, to edit and delete without a connection.
    await carryOutOn(
      device,
      id,
      before.slice(0, 20).filter(({ act }) => act === "send" || act === "poll"),
    );
    await device.flush();
    await sibling.pull();
    device.network.online = false;
    device.network.breakSockets();
    await carryOutOn(device, id, offline);
    await carryOut(group, meanwhile.slice(0, meanwhile.length / 2));
    // Their other device is there all the time.
    await sibling.pull();
    await carryOutOn(sibling, id, offline.slice(-5));
    await sibling.flush();
    await carryOut(group, meanwhile.slice(meanwhile.length / 2));

    device.network.online = true;
    await device.flush();
    await device.pull();
    await sibling.pull();
    for (const one of [device, sibling]) await expectAgreement(one, id);
    sibling.close();
    const fresh = open(1);
    await fresh.pull();
    await expectAgreement(fresh, id);
    fresh.close();
  } finally {
    for (const one of [device, sibling]) one.close();
  }
}

async function setUp(): Promise<{ group: Group; open: (session: 0 | 1) => Device }> {
  const people = await makePeople(server, 4);
  const tokens = people.map(({ id: userId, sessions: [sessionId] }) =>
    server.tokens.signAccess({ userId, sessionId }),
  );
  const [away, ...others] = people.map(({ id }, index) => ({ id, ...tokens[index]! }));
  const group: Group = { server, id: newId(), awayId: away!.id, others, sent: [] };
  const response = await fetch(`${server.url}/api/v1/conversations`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${others[0]!.token}`,
      "idempotency-key": newId(),
    },
    body: JSON.stringify({
      ...{ kind: "group", name: "Everyone" },
      members: [away!.id, others[1]!.id, others[2]!.id],
    }),
  });
  const { data } = (await response.json()) as { data: { id: string } };
  group.id = data.id;
  const role = { conversationId: data.id, userId: group.awayId, role: "moderator" };
  await post(server, others[0]!.token, [{ id: newId(), name: "member.role", input: role }]);
  const person = people[0]!;
  return {
    group,
    open(session) {
      const { token } = server.tokens.signAccess({
        ...{ userId: person.id, sessionId: person.sessions[session] },
      });
      return new Device(person, token, { target: server, hasApp: false });
    },
  };
}

async function expectAgreement(device: Device, id: string): Promise<void> {
  await expectSettled(device);
  await expectSame(device, id);
  await expectWhole(device, id);
}

/** Everything that the user did was answered; what was refused says why. */
async function expectSettled({ database, failures }: Device): Promise<void> {
  expect(failures).toEqual([]);
  for (const row of await database.outbox.toArray()) {
    expect(["sent", "refused"]).toContain(row.state);
    if (row.state === "sent") continue;
    expect([
      "not_found",
      "message_deleted",
      "poll_closed",
      "forbidden",
      "not_the_author",
    ]).toContain(row.error?.code);
  }
}

/** What the device has of the conversation is what the server has. */
async function expectSame(device: Device, id: string): Promise<void> {
  const { database, person } = device;
  const state = await readServer(server, id);
  const conversation = await database.conversations.get(id);
  if (!state.members.has(person.id)) {
    // What was never sent is kept under the conversation's name.
    if (conversation) expect(conversation.left).toBe(true);
    expect(await database.messages.where({ conversation: id }).count()).toBe(0);
    return;
  }
  expect(conversation).toMatchObject({ version: state.version, cursor: state.version });
  expect(conversation).toMatchObject({
    name: await nameOf(id),
    lastSeq: state.lastSeq,
    unread: unreadOf(state, person.id),
    memberCount: state.members.size,
  });
  const held = new Set(
    (await database.messages.toArray()).flatMap((row) => (row.seq === undefined ? [] : row.id)),
  );
  const clearedSeq = clearedSeqOf(state, device);
  expect(conversation?.clearedSeq ?? 0).toBe(clearedSeq);
  const cleared = new Set(state.messages.flatMap((row) => (row.seq > clearedSeq ? [] : row.id)));
  expect([...held].filter((one) => cleared.has(one))).toEqual([]);
  const [here, there] = [await shownOn(device, held), await shownByServer(id, person.id, held)];
  // A pin is told even of a message that the user has deleted with the chat.
  for (const shown of [here, there]) shown.pins = shown.pins.filter((one) => !cleared.has(one));
  expect(here).toEqual(there);
}

function clearedSeqOf({ members }: ServerState, { person }: Device): number {
  return members.get(person.id)?.clearedSeq ?? 0;
}

/** The same for the whole history, page by page. */
async function expectWhole(device: Device, id: string): Promise<void> {
  const { database, session } = device;
  const state = await readServer(server, id);
  if (!state.members.has(device.person.id)) return;
  while (await pullHistoryPage(database, session.call, id));
  const clearedSeq = clearedSeqOf(state, device);
  const stored = (await database.messages.toArray()).flatMap(({ seq }) => seq ?? []);
  expect(stored.sort((a, b) => a - b)).toEqual(
    state.messages.map(({ seq }) => seq).filter((seq) => seq > clearedSeq),
  );
  // An edit of a message that the user has deleted with the chat waits for it in vain.
  if (clearedSeq === 0) expect(await database.messages.count()).toBe(stored.length);
  await expectSame(device, id);
}

async function nameOf(id: string): Promise<string> {
  const row = await server
    .database<{ id: string; name: string }>("conversations")
    .where({ id })
    .first();
  return row?.name ?? "";
}

async function shownOn({ database }: Device, held: ReadonlySet<string>): Promise<Shown> {
  const [messages, reactions, pins, votes] = await Promise.all([
    database.messages.orderBy("[conversation+seq]").toArray(),
    database.reactions.toArray(),
    database.pins.toArray(),
    database.votes.toArray(),
  ]);
  const isShown = shownAmong(messages, held);
  return {
    messages: messages
      .filter(({ id }) => held.has(id))
      .map(({ conversation: _conversation, counts: _counts, ...row }) => withoutTimes(row)),
    reactions: Object.fromEntries(
      reactions
        .filter(({ id, reactions: counts }) => isShown(id) && counts.length > 0)
        .map(({ id, reactions: counts, mine }) => [id, { counts, mine: [...mine].sort() }]),
    ),
    pins: pins.flatMap(({ id, pinned }) => (pinned ? id : [])).sort(),
    votes: Object.fromEntries(
      votes
        .filter(({ id, voters, closedAt }) => isShown(id) && (voters > 0 || closedAt !== undefined))
        .map(({ id, counts, voters, mine, closedAt }) => [
          id,
          { counts, voters, mine: [...mine], closed: closedAt !== undefined },
        ]),
    ),
  };
}

const shownAmong = (
  messages: readonly { id: string; deletedAt?: number }[],
  held: ReadonlySet<string>,
) => {
  const shown = new Set(messages.flatMap((row) => (row.deletedAt === undefined ? row.id : [])));
  return (id: string): boolean => shown.has(id) && held.has(id);
};

async function shownByServer(id: string, user: string, held: ReadonlySet<string>): Promise<Shown> {
  const { database } = server;
  const read = async <Row>(sql: string, ...values: string[]): Promise<Row[]> =>
    (await database.raw<{ rows: Row[] }>(sql, values)).rows;
  const { messages } = await readServer(server, id);
  const [reactions, own, pins, votes] = await Promise.all([
    read<{ message_id: string; counts: object[] }>(
      "select message_id, counts from message_reactions where conversation_id = ?",
      id,
    ),
    read<{ message_id: string; emoji: string }>(
      "select message_id, emoji from reactions where user_id = ?",
      user,
    ),
    read<{ message_id: string }>(
      "select message_id from pins where conversation_id = ? and pinned",
      id,
    ),
    read<{ id: string; counts: number[]; voters: number; closed: boolean; mine: number[] | null }>(
      `select r.message_id as id, r.counts, r.voters, r.closed_at is not null as closed,
          v.choices as mine
        from poll_results r left join votes v on v.message_id = r.message_id and v.user_id = ?
        where r.conversation_id = ?`,
      ...[user, id],
    ),
  ]);
  const isShown = shownAmong(messages, held);
  const mine = (messageId: string): string[] =>
    own.flatMap((row) => (row.message_id === messageId ? row.emoji : [])).sort();
  return {
    messages: messages.filter((row) => held.has(row.id)).map(withoutTimes),
    reactions: Object.fromEntries(
      reactions
        .filter((row) => isShown(row.message_id) && row.counts.length > 0)
        .map((row) => [row.message_id, { counts: row.counts, mine: mine(row.message_id) }]),
    ),
    pins: pins.map((row) => row.message_id).sort(),
    votes: Object.fromEntries(
      votes
        .filter((row) => isShown(row.id) && (row.voters > 0 || row.closed))
        .map((row) => [
          row.id,
          {
            counts: row.counts,
            voters: row.voters,
            mine: row.mine ?? [],
            closed: row.closed,
          },
        ]),
    ),
  };
}
