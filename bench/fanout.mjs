import { WORLD_CONVERSATION_ID, newId } from "@rally/shared/ids";
import { median } from "./report.mjs";
import { pin, pinFamily, pinningBoth } from "./stage/cores.mjs";
import { runLoad } from "./stage/load.mjs";
import { grouped, parameter } from "./stage/parameters.mjs";
import { startPeer } from "./stage/peer-servers.mjs";
import { commitsToDisk, makePeerDatabase, openPostgres, postgresPid } from "./stage/postgres.mjs";
import { seedPeople, signer } from "./stage/seed.mjs";

const ROUNDS = parameter("ROUNDS", 2);
const SECONDS = parameter("SECONDS", 3);
/** Seconds of load before those that count, the same for all systems: V8 has compiled most of what runs by then. */
const WARM_UP = parameter("WARM_UP", 8);
const WRITERS = 4;
/** Outstanding messages of a writer: 64 of all four. */
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
const LIMIT = "the limit: INSERT a batch, one frame";

/** @type {import("./report.mjs").Bench} */
export const bench = {
  title: `one room, ${WRITERS} writers: messages delivered to ${READERS} and ${MANY_READERS} readers, and how soon they come`,
  peer:
    "Hocuspocus 4.7 in memory, and storing each update in Postgres first; y-websocket 2.1.0's own server; " +
    "a raw relay; the least that commits before it shows",
  async run(stage) {
    const broken = new Set();
    const sign = signer(stage);
    const anyone = Array.from({ length: WRITERS + Math.max(READERS, MANY_READERS) }, () => "");
    /** The Postgres of a Rally that does nothing else. */
    const idle = await stage.startRally();
    const idlePostgres = await postgresPid(idle);
    pin(idle.pid, "server");
    pinFamily(idlePostgres, "server");

    const rally = (batched) => async () => {
      const { port, pid, stop, ...own } = await stage.startRally();
      const postgres = await postgresPid(own);
      pin(pid, "server");
      pinFamily(postgres, "server");
      const client = await openPostgres(stage, own);
      if (!(await commitsToDisk(client))) broken.add("Postgres must commit to the disk");
      const people = await seedPeople(client, anyone.length);
      await client.end();
      const tokens = people.map((person) => sign(person));
      return { kind: "rally", batched, port, pid, postgres, tokens, stop };
    };
    const stored = (kind) => async () => {
      const store = await makePeerDatabase(stage, idle);
      const peer = await startPeer(stage, kind, { settings: { store } });
      return { kind, postgres: idlePostgres, ...peer };
    };
    const inMemory = (kind, program) => async () => ({
      kind,
      ...(await startPeer(stage, program)),
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

    /** One run of a server that has just been started, on a database that has just been made. */
    const once = async (name, readers, more = {}) => {
      const { kind, port, pid, batched, postgres, tokens = anyone, stop } = await servers[name]();
      const result = await runLoad(stage, "fanout", {
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
        `Each run has a server that was just started and a database that was just made. Each writer has ${WINDOW} messages outstanding at most.`,
        `${ROUNDS} rounds of ${SECONDS} s after ${WARM_UP} s; medians. At ${STEADY}/s each message is a request of its own, twice as long.`,
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

/** Systems, one after the other, again and again. */
async function inTurns(names, once) {
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of Object.keys(results)) results[name].push(await once(name));
  }
  return results;
}

/** A row of what one of the ways to write to Rally reached, beside the peers. */
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
