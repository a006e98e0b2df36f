import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";
import { median } from "./report.mjs";
import { pin, pinning } from "./stage/cores.mjs";
import { grouped, parameter } from "./stage/parameters.mjs";
import { openPostgres } from "./stage/postgres.mjs";
import { seedPeople, signer } from "./stage/seed.mjs";

const USERS = parameter("USERS", 100_000);
const MESSAGES = parameter("MESSAGES", 1_000_000);
const ROUNDS = parameter("ROUNDS", 40);
/** As few users as the requests name. */
const SMALL = { users: 5_000, messages: 10_000 };
const LARGE = { users: USERS, messages: MESSAGES };
const FEW = `${grouped(SMALL.messages)} messages`;

/** @type {import("./report.mjs").Bench} */
export const bench = {
  title: `every query of somebody who is far behind, among ${grouped(MESSAGES)} messages and ${grouped(USERS)} users`,
  peer: `the same Rally among ${FEW} and ${grouped(SMALL.users)} users`,
  async run(stage) {
    const { module: requests } = await load("requests.ts");
    const queries = requests.queriesIn(requests.behind);
    const sides = [await open(stage, SMALL), await open(stage, LARGE)];
    const broken = new Set();
    for (let round = -5; round < ROUNDS; round += 1) {
      // Side by side, so that what else the machine does meets both.
      for (const [place, { path }] of queries.entries()) {
        for (const side of sides) {
          const begun = performance.now();
          const response = await fetch(`${side.url}${path}`, { headers: side.headers });
          await response.arrayBuffer();
          if (!response.ok) broken.add(`${path} was answered with ${response.status}`);
          if (round >= 0) (side.times[place] ??= []).push(performance.now() - begun);
        }
      }
    }
    const [small, large] = sides;
    return {
      rows: queries.map(({ name }, place) => ({
        ...{ what: name.replaceAll(/[0-9a-f-]{36}/g, ":id"), unit: "ms" },
        rally: median(large.times[place]),
        peers: { [FEW]: median(small.times[place]) },
        ratios: { [FEW]: { most: 1.5 } },
      })),
      broken: [...broken],
      notes: [pinning, `Medians of ${ROUNDS} after 5, one request at a time.`],
    };
  },
};

/** A Rally with so much in it, and what the one who is far behind sends with a request. */
async function open(stage, size) {
  const { module } = await load("seed.ts");
  const rally = await stage.startRally();
  pin(rally.pid, "server");
  const client = await openPostgres(stage, rally);
  const [hero] = await seedPeople(client, 1);
  await module.seed(client, hero.id, size);
  await client.query("vacuum analyze");
  const headers = { Authorization: `Bearer ${signer(stage)(hero)}` };
  return { url: rally.url, headers, times: [] };
}

function load(name) {
  const path = fileURLToPath(new URL(`../tests/torture/scale/${name}`, import.meta.url));
  return runnerImport(path, { configFile: false, logLevel: "error" });
}
