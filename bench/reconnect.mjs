import { median } from "./report.mjs";
import { pin, pinning, processorSeconds } from "./stage/cores.mjs";
import { runLoad } from "./stage/load.mjs";
import { grouped, parameter } from "./stage/parameters.mjs";
import { startPeer } from "./stage/peer-servers.mjs";
import { openPostgres } from "./stage/postgres.mjs";
import { seedConversations, seedPeople, signer } from "./stage/seed.mjs";

const ROUNDS = parameter("ROUNDS", 2);
/** Each has a socket in their user's room and one in a conversation's. */
const USERS = parameter("USERS", 2_000);
const SOCKETS = USERS * 2;
/** What is promised: 10,000 sockets are back in 30 s, and SIGTERM ends a server in 5 s. */
const [MOST_BACK_S, MOST_END_S] = [(30 * SOCKETS) / 10_000, 5];
const [STOCK, HOCUSPOCUS] = ["y-websocket 2.1's server", "Hocuspocus in memory"];

/** @type {import("./report.mjs").Bench} */
export const bench = {
  title: `${grouped(SOCKETS)} sockets of ${grouped(USERS)} users lose their server and come back`,
  peer: "y-websocket 2.1.0's own server; Hocuspocus 4.7 in memory; neither asks a database who comes",
  async run(stage) {
    let rally = await stage.startRally();
    const { dataDirectory } = rally;
    const client = await openPostgres(stage, rally);
    const people = await seedPeople(client, USERS);
    const pairs = Array.from({ length: USERS / 2 }, (_, index) =>
      people.slice(2 * index, 2 * index + 2),
    );
    const rooms = await seedConversations(client, pairs);
    await rally.stop();

    const sign = signer(stage);
    const places = (isRally) =>
      people.flatMap((person, index) => {
        const accessToken = isRally ? sign(person) : undefined;
        return [
          { room: person.id, kind: "user", accessToken },
          { room: rooms[index >> 1], kind: "conversation", accessToken },
        ];
      });
    const start = async () => {
      rally = await stage.startRally({ dataDirectory });
      pin(rally.pid, "server");
      return { kind: "rally", port: rally.port, pid: rally.pid, stop: () => rally.stop() };
    };
    const servers = {
      Rally: start,
      [STOCK]: async () => ({
        kind: "y-websocket",
        ...(await startPeer(stage, "servers/y-websocket")),
      }),
      [HOCUSPOCUS]: async () => ({ kind: "hocuspocus", ...(await startPeer(stage, "hocuspocus")) }),
    };
    const runs = Object.fromEntries(Object.keys(servers).map((name) => [name, []]));
    const broken = new Set();
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, open] of Object.entries(servers)) {
        const isRally = name === "Rally";
        let server = await open();
        const run = { ended: Number.NaN, postgres: Number.NaN };
        let used = 0;
        const postgres = async () => (isRally ? postgresSeconds(stage, rally) : Number.NaN);
        const { milliseconds, problems } = await runLoad(
          stage,
          "reconnect",
          { system: { kind: server.kind, port: server.port }, connections: places(isRally) },
          async ({ moment }, say) => {
            if (moment === "open") {
              const began = performance.now();
              await server.stop();
              if (isRally) run.ended = (performance.now() - began) / 1000;
              server = await open();
              // Signed again: an access token lives ten minutes.
              say({ port: server.port, ...(isRally && { places: places(true) }) });
              return;
            }
            if (moment === "begin") {
              used = processorSeconds(server.pid);
              run.postgres = await postgres();
            } else {
              run.node = ((processorSeconds(server.pid) - used) / SOCKETS) * 1000;
              run.postgres = (((await postgres()) - run.postgres) / SOCKETS) * 1000;
            }
            say({});
          },
        );
        await server.stop();
        for (const problem of problems) broken.add(`${name}: ${problem}`);
        runs[name].push({
          ...run,
          back: milliseconds / 1000,
          perSecond: SOCKETS / (milliseconds / 1000),
        });
      }
    }
    const rowOf = (what, unit, figure, bound = {}) => {
      const middle = (list) => median(list.map((run) => run[figure]));
      const { Rally: ours, ...peers } = Object.fromEntries(
        Object.entries(runs).map(([name, list]) => [name, middle(list)]),
      );
      return { what, unit, rally: ours, ...(!Number.isNaN(peers[STOCK]) && { peers }), ...bound };
    };
    return {
      rows: [
        rowOf("all are back after", "s", "back", { most: MOST_BACK_S }),
        rowOf("handshakes with their first sync", "/s", "perSecond", { least: 1_000 }),
        rowOf("processor time of a handshake, server", "ms", "node"),
        rowOf("processor time of a handshake, Postgres", "ms", "postgres"),
        rowOf("SIGTERM ends a server with all of them after", "s", "ended", { most: MOST_END_S }),
      ],
      broken: [...broken],
      notes: [
        pinning,
        `The server is a fresh process when they come back; ${ROUNDS} rounds, medians. 500 handshakes are under way at once.`,
      ],
    };
  },
};

/** Processor time of all of Postgres's processes. */
async function postgresSeconds(stage, rally) {
  const client = await openPostgres(stage, rally);
  const { rows } = await client.query("select pid from pg_stat_activity");
  await client.end();
  return rows.reduce((sum, { pid }) => sum + (processorSeconds(pid) || 0), 0);
}
