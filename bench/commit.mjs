import { median } from "./report.mjs";
import { pin, pinning } from "./setup/cores.mjs";
import { runLoad } from "./setup/load.mjs";
import { grouped, parameter } from "./setup/parameters.mjs";
import { startPeer } from "./setup/peer-servers.mjs";
import { commitsToDisk, openPostgres } from "./setup/postgres.mjs";
import { seedConversations, seedPeople, signer } from "./setup/seed.mjs";

const ROUNDS = parameter("ROUNDS", 3);
const SECONDS = parameter("SECONDS", 5);
const WARM_UP = parameter("WARM_UP", 2);
const ROOMS = 100;
const BATCH = 20;
const KOA = "bare Koa, answers {}";

/** @type {import("./report.mjs").Bench} */
export const bench = {
  title: `messages committed per second in ${ROOMS} rooms, one per request and in batches of ${BATCH}`,
  peer: "bare Koa that answers the same requests with {} and stores nothing",
  async run(setup) {
    const rally = await setup.startRally();
    pin(rally.pid, "server");
    const client = await openPostgres(setup, rally);
    const people = await seedPeople(client, ROOMS * 2);
    const pairs = Array.from({ length: ROOMS }, (_, index) =>
      people.slice(2 * index, 2 * index + 2),
    );
    const rooms = await seedConversations(client, pairs);
    const sign = signer(setup);
    const koa = await startPeer(setup, "koa");
    const broken = new Set((await commitsToDisk(client)) ? [] : ["Postgres must commit to disk"]);
    let acknowledged = 0;

    const once = async ({ port, pid }, perRequest) => {
      const result = await runLoad(setup, "commit", {
        ...{ port, serverPid: pid, perRequest, warmUp: WARM_UP, seconds: SECONDS },
        people: rooms.map((conversationId, index) => ({
          accessToken: sign(pairs[index][0]),
          conversationId,
        })),
      });
      for (const problem of result.problems) broken.add(problem);
      if (pid === rally.pid) acknowledged += result.committed;
      return result;
    };
    const runs = { 1: { rally: [], koa: [] }, [BATCH]: { rally: [], koa: [] } };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [perRequest, { rally: ours, koa: theirs }] of Object.entries(runs)) {
        ours.push(await once(rally, Number(perRequest)));
        theirs.push(await once(koa, Number(perRequest)));
      }
    }

    const { rows } = await client.query(
      `select (select count(*) from messages) as stored, (select sum(last_seq) from conversations) as counted`,
    );
    for (const [figure, count] of Object.entries(rows[0])) {
      if (Number(count) !== acknowledged) {
        broken.add(
          `${grouped(acknowledged)} were acknowledged, but ${grouped(count)} were ${figure}`,
        );
      }
    }
    const rowOf = (what, perRequest, least) => ({
      ...{ what, unit: "/s", least, rally: middle(runs[perRequest].rally) },
      peers: { [KOA]: middle(runs[perRequest].koa) },
    });
    return {
      rows: [rowOf("alone", 1, 3_000), rowOf(`in batches of ${BATCH}`, BATCH, 8_000)],
      broken: [...broken],
      notes: [
        pinning,
        `${ROOMS} connections, with one request in flight on each. ${ROUNDS} rounds of ${SECONDS} s after ${WARM_UP} s; medians.`,
        `${grouped(acknowledged)} were acknowledged and stored, without a gap in any room.`,
        ...Object.entries(runs).flatMap(([perRequest, byName]) =>
          Object.entries(byName).map(([name, list]) => busyness(name, perRequest, list)),
        ),
      ],
    };
  },
};

const middle = (list) => median(list.map(({ perSecond }) => perSecond));

function busyness(name, perRequest, list) {
  const percent = (figure) => `${(median(list.map((run) => run[figure])) * 100).toFixed(0)} %`;
  return (
    `${name}, ${perRequest} per request: server busy ${percent("serverBusy")}, load ${percent("loadBusy")}; ` +
    `each run: ${list.map(({ perSecond }) => grouped(perSecond)).join(", ")}`
  );
}
