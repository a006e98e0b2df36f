import { newId } from "@rally/shared/ids";
import { HttpConnection } from "./load/http-connection.mjs";
import { quantile } from "./report.mjs";
import { pin, pinning } from "./setup/cores.mjs";
import { parameter } from "./setup/parameters.mjs";
import { openPostgres } from "./setup/postgres.mjs";
import { seedConversations, seedHistory, seedPeople, signer } from "./setup/seed.mjs";

const SECONDS = parameter("SECONDS", 15);
const WARM_UP = parameter("WARM_UP", 5);
/** Requests that the heavy reader keeps in flight. */
const AT_ONCE = parameter("AT_ONCE", 40);
const CONVERSATIONS = parameter("CONVERSATIONS", 200);
const WRITERS = 4;
/** Messages per second of all writers together. */
const RATE = 50;
const PAUSE_MS = 20;

/** @type {import("./report.mjs").Bench} */
export const bench = {
  title: `one user reads as fast as the server allows, ${AT_ONCE} requests at once, while ${WRITERS} others send ${RATE} messages per second`,
  peer: "the same messages without the heavy reader",
  async run(setup) {
    const rally = await setup.startRally({ ownLimits: true });
    pin(rally.pid, "server");
    const client = await openPostgres(setup, rally);
    const [reader, ...others] = await seedPeople(client, 1 + CONVERSATIONS);
    const rooms = await seedConversations(
      client,
      others.map((other) => [reader, other]),
    );
    for (const [index, room] of rooms.entries()) {
      await seedHistory(client, room, [reader, others[index]], 100);
    }
    await client.query(
      `update messages set content = jsonb_build_object('kind', 'text', 'body', repeat('seven thousand ', 470))
       where conversation_id = $1`,
      [rooms[0]],
    );
    await client.query("analyze");
    const sign = signer(setup);
    const writers = others.slice(0, WRITERS).map((person, index) => ({
      token: sign(person),
      room: rooms[index],
    }));
    const paths = [
      "/api/v1/me/export",
      `/api/v1/conversations/${rooms[0]}/messages?limit=100`,
      "/api/v1/home",
      "/api/v1/users?search=",
    ];
    const alone = await write(rally.port, writers);
    const reading = startReading(rally.port, sign(reader), paths);
    const beside = await write(rally.port, writers);
    const answers = await reading.stop();
    const row = (what, share, bound) => ({
      ...{ what, unit: "ms", ...bound },
      rally: quantile(beside.times, share),
      peer: quantile(alone.times, share),
    });
    return {
      rows: [
        row("answer to a message, p50", 0.5),
        row("answer to a message, p99", 0.99, { most: 200 }),
      ],
      broken: [...alone.problems, ...beside.problems],
      notes: [
        pinning,
        `${SECONDS} s after ${WARM_UP} s; messages are sent on schedule. The reader requests an export, 100 messages of 7 KB, the home page and an empty search.`,
        `The reader's responses by status: ${JSON.stringify(Object.fromEntries(answers))}; refused requests are sent again after ${PAUSE_MS} ms.`,
      ],
    };
  },
};

/** Keeps requests of one user in flight, whatever the responses are. */
function startReading(port, token, paths) {
  const answers = new Map();
  let isOver = false;
  let next = 0;
  const one = async () => {
    while (!isOver) {
      const path = paths[(next += 1) % paths.length];
      const status = await fetch(`http://127.0.0.1:${port}${path}`, {
        headers: { authorization: `Bearer ${token}` },
      })
        .then(async (response) => {
          await response.arrayBuffer();
          return response.status;
        })
        .catch(() => "closed");
      answers.set(status, (answers.get(status) ?? 0) + 1);
      if (status !== 200) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  };
  const all = Array.from({ length: AT_ONCE }, one);
  return {
    async stop() {
      isOver = true;
      await Promise.all(all);
      return answers;
    },
  };
}

/** Sends messages at a steady rate, by each writer in turn. */
async function write(port, writers) {
  const idle = writers.map(() => []);
  const times = [];
  const problems = new Set();
  const begun = performance.now();
  const one = async (due, index) => {
    const { token, room } = writers[index];
    while (idle[index][0]?.isOver) idle[index].shift();
    const connection = idle[index].shift() ?? new HttpConnection(port, token);
    const body = JSON.stringify({ id: newId(), content: { kind: "text", body: "hello" } });
    const { status } = await connection.request(
      "POST",
      `/api/v1/conversations/${room}/messages`,
      body,
    );
    if (status >= 300) problems.add(`A message was answered with ${status}`);
    if (due >= WARM_UP * 1000) times.push(performance.now() - begun - due);
    idle[index].push(connection);
  };
  const sent = [];
  for (let number = 0; number < (WARM_UP + SECONDS) * RATE; number += 1) {
    const due = (number * 1000) / RATE;
    const wait = begun + due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    sent.push(one(due, number % writers.length));
  }
  await Promise.all(sent);
  for (const connection of idle.flat()) connection.close();
  return { times, problems: [...problems] };
}
