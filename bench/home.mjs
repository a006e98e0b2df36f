import { newId } from "@rally/shared/ids";
import { quantile } from "./report.mjs";
import { pin, pinning } from "./setup/cores.mjs";
import { parameter } from "./setup/parameters.mjs";
import { startPeer } from "./setup/peer-servers.mjs";
import { openPostgres } from "./setup/postgres.mjs";
import { seedConversations, seedHistory, seedPeople, signer } from "./setup/seed.mjs";
import { HttpConnection } from "./load/http-connection.mjs";

const FRIENDS = parameter("FRIENDS", 500);
const CONVERSATIONS = parameter("CONVERSATIONS", 200);
const NOTIFICATIONS = parameter("NOTIFICATIONS", 10_000);
const SECONDS = parameter("SECONDS", 20);
const WARM_UP = parameter("WARM_UP", 5);
const RATE = 50;
const KOA = "bare Koa, answers {}";

/** @type {import("./report.mjs").Bench} */
export const bench = {
  title: `GET /api/v1/home, ${RATE} times per second, for a user with ${FRIENDS} friends, ${CONVERSATIONS} conversations, ${NOTIFICATIONS} notifications`,
  peer: "bare Koa that answers the same requests with {} and reads nothing",
  async run(setup) {
    const rally = await setup.startRally();
    pin(rally.pid, "server");
    const client = await openPostgres(setup, rally);
    const [me, ...others] = await seedPeople(client, 1 + FRIENDS);
    const rooms = await seedConversations(
      client,
      others.slice(0, CONVERSATIONS).map((other) => [me, other]),
    );
    for (const [index, room] of rooms.entries())
      await seedHistory(client, room, [others[index]], 20);
    await seedFriends(client, me, others);
    await seedNotifications(client, me);
    await client.query("analyze");
    const token = signer(setup)(me);
    const koa = await startPeer(setup, "koa");
    const ours = await steadily(rally.port, token);
    const theirs = await steadily(koa.port, token);
    const row = (what, share, most) => ({
      ...{ what, unit: "ms", ...(most && { most }) },
      rally: quantile(ours.times, share),
      peers: { [KOA]: quantile(theirs.times, share) },
    });
    return {
      rows: [row("p50", 0.5), row("p99", 0.99, 25)],
      broken: [...ours.problems, ...theirs.problems],
      notes: [
        pinning,
        `${SECONDS} s after ${WARM_UP} s, each request is sent on schedule, even when the previous one has no response yet.`,
        `A response is ${(ours.bytes / 1024).toFixed(0)} KB.`,
      ],
    };
  },
};

async function seedFriends(client, me, others) {
  await client.query(
    `insert into friend_changes (user_id, other_id, version, state)
     select $1, id, 1, 'friends' from unnest($2::uuid[]) as other (id)`,
    [me.id, others.map(({ id }) => id)],
  );
  await client.query("update users set last_seen_at = now() - random() * interval '30 days'");
}

/** Half of the notifications are read. Each has its own version, as when they arrive one by one. */
async function seedNotifications(client, me) {
  const ids = Array.from({ length: NOTIFICATIONS }, newId);
  await client.query(
    `insert into notifications (id, user_id, key, kind, version, at, read_at)
     select id, $1, id::text, 'moderation', n, now() - n * interval '1 minute',
       case when n % 2 = 0 then now() end
     from unnest($2::uuid[]) with ordinality as notification (id, n)`,
    [me.id, ids],
  );
  await client.query("update users set version = greatest(version, $2) where id = $1", [
    me.id,
    NOTIFICATIONS,
  ]);
}

/** Sends requests at a steady rate, on as many connections as are busy. */
async function steadily(port, token) {
  const idle = [];
  const all = [];
  const times = [];
  const problems = new Set();
  let bytes = 0;
  const begun = performance.now();
  const one = async (due) => {
    // Connections are used in turn: the server closes one that stays idle for some seconds.
    while (idle[0]?.isOver) idle.shift();
    const connection = idle.shift() ?? new HttpConnection(port, token);
    if (!all.includes(connection)) all.push(connection);
    const { status, body } = await connection.request("GET", "/api/v1/home");
    if (status !== 200) problems.add(`A request was answered with ${status}`);
    bytes = body.length;
    if (due >= WARM_UP * 1000) times.push(performance.now() - begun - due);
    idle.push(connection);
  };
  const asked = [];
  for (let due = 0; due < (WARM_UP + SECONDS) * 1000; due += 1000 / RATE) {
    const wait = begun + due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    asked.push(one(due));
  }
  await Promise.all(asked);
  for (const connection of all) connection.close();
  return { times, bytes, problems: [...problems] };
}
