import { median } from "./report.mjs";
import { pin, pinning, processorSeconds } from "./setup/cores.mjs";
import { runLoad } from "./setup/load.mjs";
import { grouped, parameter } from "./setup/parameters.mjs";
import { startPeer } from "./setup/peer-servers.mjs";
import { openPostgres } from "./setup/postgres.mjs";
import { seedConversations, seedPeople, signer } from "./setup/seed.mjs";

const ROUNDS = parameter("ROUNDS", 2);
/** Each user has one socket in their user room and one in a conversation. */
const USERS = parameter("USERS", 2_000);
const SOCKETS = USERS * 2;
/** Promised: 10,000 sockets are back within 30 s, and SIGTERM ends a server within 5 s. */
const [MOST_BACK_S, MOST_END_S] = [(30 * SOCKETS) / 10_000, 5];
const [STOCK, HOCUSPOCUS] = ["y-websocket 2.1's server", "Hocuspocus in memory"];

/** @type {import("./report.mjs").Bench} */
export const bench = {
  title: `${grouped(SOCKETS)} sockets of ${grouped(USERS)} users lose their server and come back`,
  peer: "y-websocket 2.1.0's own server; Hocuspocus 4.7 in memory; neither authenticates against a database",
  async run(setup) {
    let rally = await setup.startRally();
    const { dataDirectory } = rally;
    const client = await openPostgres(setup, rally);
    const people = await seedPeople(client, USERS);
    const pairs = Array.from({ length: USERS / 2 }, (_, index) =>
      people.slice(2 * index, 2 * index + 2),
    );
    const rooms = await seedConversations(client, pairs);
    await rally.stop();

    const sign = signer(setup);
    const places = (isRally) =>
      people.flatMap((person, index) => {
        const accessToken = isRally ? sign(person) : undefined;
        return [
          { room: person.id, kind: "user", accessToken },
          { room: rooms[index >> 1], kind: "conversation", accessToken },
        ];
      });
    const start = async () => {
      rally = await setup.startRally({ dataDirectory });
      pin(rally.pid, "server");
      return { kind: "rally", port: rally.port, pid: rally.pid, stop: () => rally.stop() };
    };
    const servers = {
      Rally: start,
      [STOCK]: async () => ({
        kind: "y-websocket",
        ...(await startPeer(setup, "servers/y-websocket")),
      }),
      [HOCUSPOCUS]: async () => ({ kind: "hocuspocus", ...(await startPeer(setup, "hocuspocus")) }),
    };
    const runs = Object.fromEntries(Object.keys(servers).map((name) => [name, []]));
    const broken = new Set();
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, open] of Object.entries(servers)) {
        const isRally = name === "Rally";
        let server = await open();
        const run = { ended: Number.NaN, postgres: Number.NaN };
        let used = 0;
        const postgres = async () => (isRally ? postgresSeconds(setup, rally) : Number.NaN);
        const { milliseconds, problems } = await runLoad(
          setup,
          "reconnect",
          { system: { kind: server.kind, port: server.port }, connections: places(isRally) },
          async ({ moment }, say) => {
            if (moment === "open") {
              const began = performance.now();
              await server.stop();
              if (isRally) run.ended = (performance.now() - began) / 1000;
              server = await open();
              // Signed again because an access token is valid for ten minutes.
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
        `The sockets reconnect to a fresh process; ${ROUNDS} rounds, medians. 500 handshakes are in flight at once.`,
      ],
    };
  },
};

/** Processor time of all of Postgres's processes. */
async function postgresSeconds(setup, rally) {
  const client = await openPostgres(setup, rally);
  const { rows } = await client.query("select pid from pg_stat_activity");
  await client.end();
  return rows.reduce((sum, { pid }) => sum + (processorSeconds(pid) || 0), 0);
}
