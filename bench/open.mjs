import { median } from "./report.mjs";
import { pin, pinning } from "./setup/cores.mjs";
import { runLoad } from "./setup/load.mjs";
import { grouped, parameter } from "./setup/parameters.mjs";
import { startPeer } from "./setup/peer-servers.mjs";
import { actAs, runCommands } from "./setup/people.mjs";
import { openPostgres } from "./setup/postgres.mjs";
import { seedConversations, seedHistory, seedPeople, signer } from "./setup/seed.mjs";

const ROUNDS = parameter("ROUNDS", 7);
const TIMES = parameter("TIMES", 200);
const LONG = parameter("MESSAGES", 1_000_000);
const SHORT = 1_000;
const MAP = parameter("MAP", 100_000);
/**
 * Messages written by commands after all others, so that Rally itself builds the room's document.
 */
const TAIL = 400;
const BESIDE = `${grouped(SHORT)} messages`;
const STOCK = `a stock Yjs map, ${grouped(MAP)} messages`;

/** @type {import("./report.mjs").Bench} */
export const bench = {
  title: `opening a conversation with ${grouped(LONG)} messages, compared with one with ${grouped(SHORT)}`,
  peer: `a Yjs map of ${grouped(MAP)} messages, in memory on y-websocket 2.1.0's server`,
  async run(setup) {
    let rally = await setup.startRally();
    const { dataDirectory } = rally;
    const client = await openPostgres(setup, rally);
    const [owner, ...partners] = await seedPeople(client, 3);
    const pairs = partners.map((partner) => [owner, partner]);
    const rooms = await seedConversations(client, pairs);
    const began = performance.now();
    for (const [index, count] of [LONG, SHORT].entries()) {
      await seedHistory(client, rooms[index], pairs[index], count - TAIL);
    }
    await client.query("vacuum analyze messages");
    const seeded = (performance.now() - began) / 1000;
    const sign = signer(setup);
    const text =
      "a message of the tail: the court is free at six so bring both rackets and we play";
    for (const conversationId of rooms) {
      const said = Array.from({ length: TAIL }, (_, number) => [
        "message.send",
        { conversationId, content: { kind: "text", body: `${text} ${number}` } },
      ]);
      await runCommands(actAs(rally, sign(owner)), said);
    }
    const { rows } = await client.query(
      "select last_seq from conversations where id = any ($1) order by 1",
      [rooms],
    );
    const lengths = rows.map(({ last_seq: length }) => Number(length));

    const peer = await startPeer(setup, "servers/y-websocket");
    await runLoad(setup, "diff", { port: peer.port, fill: MAP, map: true });
    const load = { rehearsal: peer.port };
    const ofRally = () => ({
      ...{ ...load, system: { kind: "rally", port: rally.port }, accessToken: sign(owner) },
    });
    const [map] = await runLoad(setup, "open", {
      ...{ ...load, system: { kind: "y-websocket", port: peer.port }, rooms: ["map"] },
      ...{ times: 5, handshakeMs: 500 },
    });
    const warm = await measureWarm(setup, rally, ofRally(), rooms);
    const cold = rooms.map(() => []);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, room] of rooms.entries()) {
        await rally.stop();
        rally = await setup.startRally({ dataDirectory });
        pin(rally.pid, "server");
        const [opened] = await runLoad(setup, "open", {
          ...{ ...ofRally(), rooms: [room], times: 1, handshakeMs: 300 },
        });
        cold[index].push(...opened.milliseconds);
      }
    }
    const beside = { [BESIDE]: { most: 1.1 } };
    const rowOf = (what, unit, [long, short], stock, bound = {}) => ({
      ...{ what, unit, rally: long, ratios: beside, ...bound },
      peers: { [BESIDE]: short, ...(stock !== undefined && { [STOCK]: stock }) },
    });
    const middles = (lists) => lists.map((list) => median(list));
    return {
      rows: [
        rowOf("first sync", "KiB", ...sizes(warm, map), { most: 64 }),
        rowOf(
          "step 1 → step 2",
          "ms",
          middles(warm.map(({ milliseconds }) => milliseconds)),
          median(map.milliseconds),
        ),
        rowOf("the same, first of a cold process", "ms", middles(cold)),
      ],
      broken:
        lengths.join() === [SHORT, LONG].join()
          ? []
          : [`the conversations have ${lengths.join(" and ")} messages`],
      notes: [
        pinning,
        `${grouped(LONG - TAIL)} messages were inserted into the table in ${seeded.toFixed(0)} s; the last ${TAIL} of each conversation were sent as commands.`,
        `Median of ${TIMES} openings of the room in memory, and of ${ROUNDS} after a restart of the server and Postgres.`,
        `Each cold opening: ${cold.map((list) => list.map((ms) => ms.toFixed(1)).join(", ")).join(" ms; peer conversation: ")} ms.`,
      ],
    };
  },
};

const sizes = (warm, map) => [warm.map(({ bytes }) => bytes / 1024), map.bytes / 1024];

async function measureWarm(setup, rally, settings, rooms) {
  pin(rally.pid, "server");
  await runLoad(setup, "open", { ...settings, rooms, times: 20, handshakeMs: 10 });
  return runLoad(setup, "open", { ...settings, rooms, times: TIMES, handshakeMs: 10 });
}
