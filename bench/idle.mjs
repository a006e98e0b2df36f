import { spawnSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { median } from "./report.mjs";
import { familySeconds, pin, pinning, processorSeconds, residentBytes } from "./stage/cores.mjs";
import { runLoad } from "./stage/load.mjs";
import { grouped, parameter } from "./stage/parameters.mjs";
import { startPeer } from "./stage/peer-servers.mjs";
import { openPostgres, postgresPid } from "./stage/postgres.mjs";
import { seedConversations, seedPeople, signer } from "./stage/seed.mjs";

const ROUNDS = parameter("ROUNDS", 2);
const ROOMS = parameter("ROOMS", 1_000);
/** Two people a room, on so many devices each. */
const DEVICES = 5;
const CONNECTIONS = ROOMS * 2 * DEVICES;
/** Seconds for which the processor time of those who say nothing is counted. */
const QUIET_SECONDS = parameter("QUIET_SECONDS", 20);
/** Garbage goes when the bench says so. */
const nodeOptions = `--import ${new URL("stage/collect-on-signal.mjs", import.meta.url).href}`;
const [RAW, STOCK, HOCUSPOCUS] = ["ws alone", "y-websocket 2.1's server", "Hocuspocus in memory"];

/** @type {import("./report.mjs").Bench} */
export const bench = {
  title: `${grouped(CONNECTIONS)} idle connections in ${grouped(ROOMS)} conversations: memory and processor time of the server's process`,
  peer: "ws with rooms and nothing else; y-websocket 2.1.0's own server; Hocuspocus 4.7 in memory",
  async run(stage) {
    requireFiles(CONNECTIONS + 500);
    let rally = await stage.startRally({ nodeOptions });
    const { dataDirectory } = rally;
    const client = await openPostgres(stage, rally);
    const people = await seedPeople(client, ROOMS * 2, DEVICES);
    const pairs = Array.from({ length: ROOMS }, (_, index) =>
      people.slice(2 * index, 2 * index + 2),
    );
    const rooms = await seedConversations(client, pairs);
    await client.query("analyze");
    await rally.stop();

    const sign = signer(stage);
    // Device by device, so that neighbours in time are in different rooms.
    const places = (isRally) =>
      Array.from({ length: DEVICES * 2 }, (_, place) =>
        rooms.map((room, index) => ({
          room,
          ...(isRally && { accessToken: sign(pairs[index][place % 2], place >> 1) }),
        })),
      ).flat();
    const servers = {
      Rally: async () => {
        rally = await stage.startRally({ dataDirectory, nodeOptions });
        pin(rally.pid, "server");
        return { kind: "rally", port: rally.port, pid: rally.pid, stop: () => rally.stop() };
      },
      [RAW]: async () => ({ kind: "raw", ...(await startPeer(stage, "raw", { nodeOptions })) }),
      [STOCK]: async () => ({
        kind: "y-websocket",
        ...(await startPeer(stage, "servers/y-websocket", { nodeOptions })),
      }),
      [HOCUSPOCUS]: async () => ({
        kind: "hocuspocus",
        ...(await startPeer(stage, "hocuspocus", { nodeOptions })),
      }),
    };
    const broken = new Set();
    const runs = Object.fromEntries(Object.keys(servers).map((name) => [name, []]));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [name, start] of Object.entries(servers)) {
        const { kind, port, pid, stop } = await start();
        const [resident, quiet] = [{}, {}];
        const { milliseconds, problems } = await runLoad(
          stage,
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
        rowOf("memory a connection", "KiB", "each", { most: 16 }),
        rowOf("connections opened", "/s", "perSecond"),
        rowOf("memory before them", "MiB", "empty"),
        rowOf("processor time while they are idle, server", "% of a core", "server", { most: 2 }),
        rowOf("processor time while they are idle, Postgres", "% of a core", "postgres", {
          most: 2,
        }),
      ],
      broken: [...broken],
      notes: [
        pinning,
        `Resident memory after minus before, garbage collected both times, a fresh process each; ${ROUNDS} rounds, medians.`,
        `Each connection has had its first sync. Each: ${Object.entries(runs)
          .map(([name, list]) => `${name} ${list.map(({ each }) => each.toFixed(1)).join(", ")}`)
          .join("; ")} KiB.`,
      ],
    };
  },
};

/** Processor time that a server, and its Postgres if it has one, take of a core, in percent. */
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

/** Collects until two looks agree, or it has been long enough. */
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

/** Node itself takes what the system allows at most. */
function requireFiles(count) {
  const { stdout } = spawnSync("sh", ["-c", "ulimit -Hn"], { encoding: "utf8" });
  if (Number(stdout) < count) {
    throw new Error(
      `A process may open ${stdout.trim()} files, and this needs ${count}: raise the hard limit (ulimit -Hn)`,
    );
  }
}
