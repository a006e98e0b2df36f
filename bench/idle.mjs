import { spawnSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { median } from "./report.mjs";
import { familySeconds, pin, pinning, processorSeconds, residentBytes } from "./setup/cores.mjs";
import { runLoad } from "./setup/load.mjs";
import { grouped, parameter } from "./setup/parameters.mjs";
import { startPeer } from "./setup/peer-servers.mjs";
import { openPostgres, postgresPid } from "./setup/postgres.mjs";
import { seedConversations, seedPeople, signer } from "./setup/seed.mjs";

const ROUNDS = parameter("ROUNDS", 2);
const ROOMS = parameter("ROOMS", 1_000);
/** Devices of each of the two members of a room. */
const DEVICES = 5;
const CONNECTIONS = ROOMS * 2 * DEVICES;
/** Seconds for which the processor time of idle connections is counted. */
const QUIET_SECONDS = parameter("QUIET_SECONDS", 20);
/** Lets the bench trigger garbage collection by a signal. */
const nodeOptions = `--import ${new URL("setup/collect-on-signal.mjs", import.meta.url).href}`;
const [RAW, STOCK, HOCUSPOCUS] = ["ws alone", "y-websocket 2.1's server", "Hocuspocus in memory"];

/** @type {import("./report.mjs").Bench} */
export const bench = {
  title: `${grouped(CONNECTIONS)} idle connections in ${grouped(ROOMS)} conversations: memory and processor time of the server's process`,
  peer: "ws with rooms only; the y-websocket 2.1.0 server; Hocuspocus 4.7 in memory",
  async run(setup) {
    requireFiles(CONNECTIONS + 500);
    let rally = await setup.startRally({ nodeOptions });
    const { dataDirectory } = rally;
    const client = await openPostgres(setup, rally);
    const people = await seedPeople(client, ROOMS * 2, DEVICES);
    const pairs = Array.from({ length: ROOMS }, (_, index) =>
      people.slice(2 * index, 2 * index + 2),
    );
    const rooms = await seedConversations(client, pairs);
    await client.query("analyze");
    await rally.stop();

    const sign = signer(setup);
    // Ordered device by device, so that consecutive connections are in different rooms.
    const places = (isRally) =>
      Array.from({ length: DEVICES * 2 }, (_, place) =>
        rooms.map((room, index) => ({
          room,
          ...(isRally && { accessToken: sign(pairs[index][place % 2], place >> 1) }),
        })),
      ).flat();
    const servers = {
      Rally: async () => {
        rally = await setup.startRally({ dataDirectory, nodeOptions });
        pin(rally.pid, "server");
        return { kind: "rally", port: rally.port, pid: rally.pid, stop: () => rally.stop() };
      },
      [RAW]: async () => ({ kind: "raw", ...(await startPeer(setup, "raw", { nodeOptions })) }),
      [STOCK]: async () => ({
        kind: "y-websocket",
        ...(await startPeer(setup, "servers/y-websocket", { nodeOptions })),
      }),
      [HOCUSPOCUS]: async () => ({
        kind: "hocuspocus",
        ...(await startPeer(setup, "hocuspocus", { nodeOptions })),
      }),
    };
    const broken = new Set();
    const runs = Object.fromEntries(Object.keys(servers).map((name) => [name, []]));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, start] of Object.entries(servers)) {
        const { kind, port, pid, stop } = await start();
        const [resident, quiet] = [{}, {}];
        const { milliseconds, problems } = await runLoad(
          setup,
          "idle",
          { system: { kind, port }, connections: places(kind === "rally") },
          async ({ moment }, say) => {
            resident[moment] = await settledMemory(pid);
            if (moment === "full") {
              const postgres = kind === "rally" ? await postgresPid(rally) : undefined;
              Object.assign(quiet, await busyness(pid, postgres));
            }
            say({});
          },
        );
        await stop();
        for (const problem of problems) broken.add(`${name}: ${problem}`);
        const each = (resident.full - resident.empty) / CONNECTIONS / 1024;
        runs[name].push({
          each,
          ...quiet,
          empty: resident.empty / 2 ** 20,
          perSecond: (CONNECTIONS * 1000) / milliseconds,
        });
      }
    }
    const middle = (figure) =>
      Object.fromEntries(
        Object.entries(runs).map(([name, list]) => [name, median(list.map((run) => run[figure]))]),
      );
    const rowOf = (what, unit, figure, bound = {}) => {
      const { Rally: ours, ...peers } = middle(figure);
      return { what, unit, rally: ours, ...(!Number.isNaN(peers[RAW]) && { peers }), ...bound };
    };
    return {
      rows: [
        rowOf("memory per connection", "KiB", "each", { most: 16 }),
        rowOf("connections opened", "/s", "perSecond"),
        rowOf("memory without connections", "MiB", "empty"),
        rowOf("processor time while they are idle, server", "% of a core", "server", { most: 2 }),
        rowOf("processor time while they are idle, Postgres", "% of a core", "postgres", {
          most: 2,
        }),
      ],
      broken: [...broken],
      notes: [
        pinning,
        `Resident memory with connections minus without, after garbage collection, in a fresh process; ${ROUNDS} rounds, medians.`,
        `Each connection has completed its first sync. Memory per connection in each run: ${Object.entries(
          runs,
        )
          .map(([name, list]) => `${name} ${list.map(({ each }) => each.toFixed(1)).join(", ")}`)
          .join("; ")} KiB.`,
      ],
    };
  },
};

/** Processor time of a server and of its Postgres, if it has one, in percent of a core. */
async function busyness(pid, postgres) {
  const used = () => ({
    server: processorSeconds(pid),
    postgres: postgres === undefined ? Number.NaN : familySeconds(postgres),
  });
  const before = used();
  await pause(QUIET_SECONDS * 1_000);
  const after = used();
  const percent = (name) => ((after[name] - before[name]) / QUIET_SECONDS) * 100;
  return { server: percent("server"), postgres: percent("postgres") };
}

/** Collects garbage until two readings agree, at most eight times. */
async function settledMemory(pid) {
  let known = Number.NaN;
  for (let look = 0; look < 8; look += 1) {
    process.kill(pid, "SIGUSR2");
    await pause(1_000);
    const bytes = residentBytes(pid);
    if (Math.abs(bytes - known) < bytes / 200) return bytes;
    known = bytes;
  }
  return known;
}

/** Throws when the hard limit of open files is too low; Node raises the soft limit itself. */
function requireFiles(count) {
  const { stdout } = spawnSync("sh", ["-c", "ulimit -Hn"], { encoding: "utf8" });
  if (Number(stdout) < count) {
    throw new Error(
      `A process may open ${stdout.trim()} files, but this bench needs ${count}: raise the hard limit (ulimit -Hn)`,
    );
  }
}
