import { newId } from "@rally/shared/ids";
import { quantile } from "./report.mjs";
import { pin, pinning } from "./stage/cores.mjs";
import { parameter } from "./stage/parameters.mjs";
import { startPeer } from "./stage/peer-servers.mjs";
import { openPostgres } from "./stage/postgres.mjs";
import { seedConversations, seedHistory, seedPeople, signer } from "./stage/seed.mjs";
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
  title: `GET /api/v1/home, ${RATE} times a second, of somebody with ${FRIENDS} friends, ${CONVERSATIONS} conversations, ${NOTIFICATIONS} notifications`,
  peer: "bare Koa that answers the same requests with {}, and reads nothing",
  async run(stage) {
    const rally = await stage.startRally();
    pin(rally.pid, "server");
    const client = await openPostgres(stage, rally);
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
    const token = signer(stage)(me);
    const koa = await startPeer(stage, "koa");
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
        `${SECONDS} s after ${WARM_UP} s, each request begun when it is due, whether or not the one before has been answered.`,
        `An answer is ${(ours.bytes / 1024).toFixed(0)} KB.`,
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

/** Half of them read, each with a version of its own, as they come. */
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

/** Asks at a steady pace, on as many connections as are busy. */
async function steadily(port, token) {
  const idle = [];
  const all = [];
  const times = [];
  const problems = new Set();
  let bytes = 0;
  const begun = performance.now();
  const one = async (due) => {
    // In turn, so that none is idle for the seconds after which the server ends it.
    while (idle[0]?.isOver) idle.shift();
    const connection = idle.shift() ?? new HttpConnection(port, token);
    if (!all.includes(connection)) all.push(connection);
    const { status, body } = await connection.request("GET", "/api/v1/home");
    if (status !== 200) problems.add(`An answer was ${status}`);
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
