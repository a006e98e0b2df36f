import { WORLD_CONVERSATION_ID, newId } from "@rally/shared/ids";
import { median } from "./report.mjs";
import { pin, pinFamily, pinningBoth } from "./setup/cores.mjs";
import { runLoad } from "./setup/load.mjs";
import { grouped, parameter } from "./setup/parameters.mjs";
import { startPeer } from "./setup/peer-servers.mjs";
import { commitsToDisk, makePeerDatabase, openPostgres, postgresPid } from "./setup/postgres.mjs";
import { seedPeople, signer } from "./setup/seed.mjs";

const ROUNDS = parameter("ROUNDS", 2);
const SECONDS = parameter("SECONDS", 3);
/** Warm-up in seconds, the same for every system: V8 has compiled most of the hot code by then. */
const WARM_UP = parameter("WARM_UP", 8);
const WRITERS = 4;
/** Outstanding messages per writer; the four writers together have 64. */
const WINDOW = parameter("WINDOW", 16);
const WIDE_WINDOW = parameter("WIDE_WINDOW", 100);
const READERS = parameter("READERS", 100);
const MANY_READERS = parameter("MANY_READERS", 500);
const STEADY = 200;

const BATCHED = "Rally, writers batch";
const SINGLE = "Rally, one command a request";
const MEMORY = "Hocuspocus in memory";
const STORED = "Hocuspocus, each update stored first";
const STOCK = "y-websocket 2.1's server";
const RAW = "raw WebSocket relay";
const LIMIT = "the limit: one INSERT and one frame per batch";

/** @type {import("./report.mjs").Bench} */
export const bench = {
  title: `one room, ${WRITERS} writers: throughput and latency for ${READERS} and ${MANY_READERS} readers`,
  peer:
    "Hocuspocus 4.7 in memory, and with each update stored in Postgres first; y-websocket 2.1.0's own server; " +
    "a raw relay; a minimal server that commits before it broadcasts",
  async run(setup) {
    const broken = new Set();
    const sign = signer(setup);
    const anyone = Array.from({ length: WRITERS + Math.max(READERS, MANY_READERS) }, () => "");
    /** The Rally whose Postgres the peers write to; it serves no clients. */
    const idle = await setup.startRally();
    const idlePostgres = await postgresPid(idle);
    pin(idle.pid, "server");
    pinFamily(idlePostgres, "server");

    const rally = (batched) => async () => {
      const { port, pid, stop, ...own } = await setup.startRally();
      const postgres = await postgresPid(own);
      pin(pid, "server");
      pinFamily(postgres, "server");
      const client = await openPostgres(setup, own);
      if (!(await commitsToDisk(client))) broken.add("Postgres must commit to disk");
      const people = await seedPeople(client, anyone.length);
      await client.end();
      const tokens = people.map((person) => sign(person));
      return { kind: "rally", batched, port, pid, postgres, tokens, stop };
    };
    const stored = (kind) => async () => {
      const store = await makePeerDatabase(setup, idle);
      const peer = await startPeer(setup, kind, { settings: { store } });
      return { kind, postgres: idlePostgres, ...peer };
    };
    const inMemory = (kind, program) => async () => ({
      kind,
      ...(await startPeer(setup, program)),
    });
    const servers = {
      [BATCHED]: rally(true),
      [SINGLE]: rally(false),
      [MEMORY]: inMemory("hocuspocus", "hocuspocus"),
      [STORED]: stored("hocuspocus"),
      [STOCK]: inMemory("y-websocket", "servers/y-websocket"),
      [RAW]: inMemory("raw", "raw"),
      [LIMIT]: stored("limit"),
    };

    /** Runs one load against a freshly started server and a fresh database. */
    const once = async (name, readers, more = {}) => {
      const { kind, port, pid, batched, postgres, tokens = anyone, stop } = await servers[name]();
      const result = await runLoad(setup, "fanout", {
        ...{ system: { kind, port, batched }, serverPid: pid, postgresPid: postgres },
        room: kind === "rally" ? WORLD_CONVERSATION_ID : newId(),
        writers: tokens.slice(0, WRITERS),
        readers: tokens.slice(WRITERS, WRITERS + readers),
        ...{ window: WINDOW, warmUp: WARM_UP, seconds: SECONDS, ...more },
      });
      await stop();
      for (const problem of result.problems) broken.add(`${name}: ${problem}`);
      return result;
    };

    const drip = await inTurns([SINGLE, MEMORY, LIMIT], (name) =>
      once(name, READERS, { steady: STEADY, seconds: 2 * SECONDS }),
    );
    const all = [BATCHED, SINGLE, MEMORY, STORED, STOCK, RAW, LIMIT];
    const crowd = await inTurns(all, (name) => once(name, READERS));
    const few = [BATCHED, SINGLE, MEMORY, LIMIT];
    const many = await inTurns(few, (name) => once(name, MANY_READERS));
    const wide = await inTurns([BATCHED, MEMORY], (name) =>
      once(name, READERS, { window: WIDE_WINDOW }),
    );
    const wideMany = await inTurns([BATCHED, MEMORY], (name) =>
      once(name, MANY_READERS, { window: WIDE_WINDOW }),
    );
    const delivered = (results, readers, rallys, ratios, more = "") =>
      rowOf(
        results,
        rallys,
        `delivered to ${readers}, ${rallys}${more}`,
        "/s",
        "perSecond",
        ratios,
      );
    const steady = (what, unit, figure, most) =>
      rowOf(drip, SINGLE, `${what} at ${STEADY}/s`, unit, figure, most && { [MEMORY]: { most } });
    const outstanding = `, ${WRITERS * WIDE_WINDOW} outstanding`;
    return {
      rows: [
        delivered(crowd, READERS, BATCHED, { [MEMORY]: { least: 0.9 } }),
        delivered(crowd, READERS, SINGLE),
        delivered(many, MANY_READERS, BATCHED, { [MEMORY]: { least: 0.9 } }),
        delivered(many, MANY_READERS, SINGLE),
        delivered(wide, READERS, BATCHED, {}, outstanding),
        delivered(wideMany, MANY_READERS, BATCHED, {}, outstanding),
        steady("processor time, server and Postgres,", "of a core", "together", 1.3),
        steady("post → seen, 99th percentile,", "ms", "p99", 2),
        steady("post → seen, median,", "ms", "middle"),
      ],
      broken: [...broken],
      notes: [
        pinningBoth,
        `Each run has a freshly started server and a fresh database. Each writer has at most ${WINDOW} messages outstanding.`,
        `${ROUNDS} rounds of ${SECONDS} s after ${WARM_UP} s; medians. At ${STEADY}/s each message is its own request, and a run takes twice as long.`,
        ...Object.entries({ [READERS]: crowd, [MANY_READERS]: many }).flatMap(
          ([readers, results]) =>
            Object.entries(results).map(
              ([name, list]) => `${name}, ${readers} readers: ${busyness(list)}`,
            ),
        ),
      ],
    };
  },
};

/** Runs each system once per round, so that the systems alternate. */
async function inTurns(names, once) {
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of Object.keys(results)) results[name].push(await once(name));
  }
  return results;
}

/** Builds a row that compares one way of writing to Rally with the peers. */
function rowOf(results, rallys, what, unit, figure, ratios = {}) {
  const middle = (list) => median(list.map((result) => result[figure]));
  const peers = Object.entries(results).filter(([name]) => name !== BATCHED && name !== SINGLE);
  return {
    ...{ what, unit, ratios, rally: middle(results[rallys]) },
    peers: Object.fromEntries(peers.map(([name, list]) => [name, middle(list)])),
  };
}

function busyness(results) {
  const middle = (figure) => median(results.map(figure));
  const percent = (figure) => `${(middle(figure) * 100).toFixed(0)} %`;
  return (
    `server busy ${percent(({ serverBusy }) => serverBusy)}, Postgres ${percent(({ postgresBusy }) => postgresBusy)}, load ${percent(({ loadBusy }) => loadBusy)}, ` +
    `${grouped(middle(({ messages, frames }) => messages / frames))} messages a frame, ` +
    `${(middle(({ bytesPerSecond }) => bytesPerSecond) / 1e6).toFixed(0)} MB/s; ` +
    `each run: ${results.map(({ perSecond }) => grouped(perSecond)).join(", ")}`
  );
}
