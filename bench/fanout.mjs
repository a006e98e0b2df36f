import { WORLD_CONVERSATION_ID, newId } from "@rally/shared/ids";
import { median } from "./report.mjs";
import { pin, pinning } from "./stage/cores.mjs";
import { runLoad } from "./stage/load.mjs";
import { grouped, parameter } from "./stage/parameters.mjs";
import { startPeer } from "./stage/peer-servers.mjs";
import { commitsToDisk, makePeerDatabase, openPostgres } from "./stage/postgres.mjs";
import { seedPeople, signer } from "./stage/seed.mjs";

const ROUNDS = parameter("ROUNDS", 3);
const SECONDS = parameter("SECONDS", 3);
const WARM_UP = parameter("WARM_UP", 1.2);
const WRITERS = 4;
const WINDOW = parameter("WINDOW", 100);
const READERS = parameter("READERS", 100);
const MANY_READERS = parameter("MANY_READERS", 500);
const STEADY = 200;

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
    const rally = await stage.startRally();
    pin(rally.pid, "server");
    const client = await openPostgres(stage, rally);
    const { peer, config: store } = await makePeerDatabase(stage, rally);
    const people = await seedPeople(client, WRITERS + Math.max(READERS, MANY_READERS));
    const sign = signer(stage);
    const isDurable = await commitsToDisk(client);
    const broken = new Set(isDurable ? [] : ["Postgres must commit to the disk"]);

    const servers = {
      Rally: async () => ({
        kind: "rally",
        port: rally.port,
        pid: rally.pid,
        stop: () => undefined,
      }),
      [MEMORY]: async () => ({ kind: "hocuspocus", ...(await startPeer(stage, "hocuspocus")) }),
      [STORED]: async () => ({
        kind: "hocuspocus",
        ...(await startPeer(stage, "hocuspocus", { settings: { store } })),
      }),
      [STOCK]: async () => ({
        kind: "y-websocket",
        ...(await startPeer(stage, "servers/y-websocket")),
      }),
      [RAW]: async () => ({ kind: "raw", ...(await startPeer(stage, "raw")) }),
      [LIMIT]: async () => ({
        kind: "limit",
        ...(await startPeer(stage, "limit", { settings: { store } })),
      }),
    };

    /** One run on a server that is fresh, Rally's apart, whose room keeps no more than its tail. */
    const once = async (name, readers, more = {}) => {
      const server = await servers[name]();
      const isRally = server.kind === "rally";
      const token = (person) => (isRally ? sign(person) : "");
      const result = await runLoad(stage, "fanout", {
        ...{ system: { kind: server.kind, port: server.port }, serverPid: server.pid },
        room: isRally ? WORLD_CONVERSATION_ID : newId(),
        writers: people.slice(0, WRITERS).map(token),
        readers: people.slice(WRITERS, WRITERS + readers).map(token),
        ...{ window: WINDOW, warmUp: WARM_UP, seconds: SECONDS, ...more },
      });
      await server.stop();
      await peer.query("truncate updates");
      for (const problem of result.problems) broken.add(`${name}: ${problem}`);
      return result;
    };

    // The calm ones first: what a saturated run leaves to Postgres (vacuum, checkpoints) takes a while.
    const drip = await inTurns([MEMORY], (name) =>
      once(name, READERS, { steady: STEADY, seconds: 2 * SECONDS, warmUp: 3 * WARM_UP }),
    );
    const crowd = await inTurns([MEMORY, STORED, STOCK, RAW, LIMIT], (name) => once(name, READERS));
    const many = await inTurns([MEMORY], (name) => once(name, MANY_READERS));
    const more = { window: 2 * WINDOW };
    const hasty = await inTurns([MEMORY], (name) => once(name, READERS, more));
    const hastyMany = await inTurns([MEMORY], (name) => once(name, MANY_READERS, more));
    return {
      rows: [
        rowOf(crowd, `delivered to ${READERS}`, "/s", "perSecond", {
          [MEMORY]: { least: 1 },
          [STORED]: { least: 3 },
          [STOCK]: { least: 7 },
        }),
        rowOf(many, `delivered to ${MANY_READERS}`, "/s", "perSecond", { [MEMORY]: { least: 1 } }),
        rowOf(hasty, `… and to ${READERS} with ${2 * WINDOW} outstanding`, "/s", "perSecond"),
        rowOf(
          hastyMany,
          `… and to ${MANY_READERS} with ${2 * WINDOW} outstanding`,
          "/s",
          "perSecond",
        ),
        rowOf(drip, `post → seen at ${STEADY}/s, 99th percentile`, "ms", "p99", {
          [MEMORY]: { most: 2 },
        }),
        rowOf(drip, `post → seen at ${STEADY}/s, median`, "ms", "middle"),
      ],
      broken: [...broken],
      notes: [
        pinning,
        `Each writer has ${WINDOW} messages outstanding at most. ${ROUNDS} rounds of ${SECONDS} s after ${WARM_UP} s; medians.`,
        ...Object.entries(crowd).map(
          ([name, results]) => `${name}, ${READERS} readers: ${busyness(results)}`,
        ),
        ...Object.entries(many).map(
          ([name, results]) => `${name}, ${MANY_READERS} readers: ${busyness(results)}`,
        ),
      ],
    };
  },
};

/** Rally and its peers, one after the other, again and again. */
async function inTurns(names, once) {
  const results = Object.fromEntries(["Rally", ...names].map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of Object.keys(results)) results[name].push(await once(name));
  }
  return results;
}

function rowOf(results, what, unit, figure, ratios = {}) {
  const middle = (list) => median(list.map((result) => result[figure]));
  const { Rally: rally, ...peers } = results;
  return {
    ...{ what, unit, ratios, rally: middle(rally) },
    peers: Object.fromEntries(Object.entries(peers).map(([name, list]) => [name, middle(list)])),
  };
}

function busyness(results) {
  const middle = (figure) => median(results.map(figure));
  const percent = (figure) => `${(middle(figure) * 100).toFixed(0)} %`;
  return (
    `server busy ${percent(({ serverBusy }) => serverBusy)}, load ${percent(({ loadBusy }) => loadBusy)}, ` +
    `${grouped(middle(({ messages, frames }) => messages / frames))} messages a frame, ` +
    `${(middle(({ bytesPerSecond }) => bytesPerSecond) / 1e6).toFixed(0)} MB/s; ` +
    `each run: ${results.map(({ perSecond }) => grouped(perSecond)).join(", ")}`
  );
}
