import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";
import { median } from "./report.mjs";
import { pin, pinning } from "./setup/cores.mjs";
import { grouped, parameter } from "./setup/parameters.mjs";
import { openPostgres } from "./setup/postgres.mjs";
import { seedPeople, signer } from "./setup/seed.mjs";

const USERS = parameter("USERS", 100_000);
const MESSAGES = parameter("MESSAGES", 1_000_000);
const ROUNDS = parameter("ROUNDS", 40);
/** Just enough users for the ids that the requests name. */
const SMALL = { users: 5_000, messages: 10_000 };
const LARGE = { users: USERS, messages: MESSAGES };
const FEW = `${grouped(SMALL.messages)} messages`;

/** @type {import("./report.mjs").Bench} */
export const bench = {
  title: `every query of a user who is far behind, with ${grouped(MESSAGES)} messages and ${grouped(USERS)} users`,
  peer: `the same Rally with ${FEW} and ${grouped(SMALL.users)} users`,
  async run(setup) {
    const { module: requests } = await load("requests.ts");
    const queries = requests.queriesIn(requests.behind);
    const sides = [await open(setup, SMALL), await open(setup, LARGE)];
    const broken = new Set();
    for (let round = -5; round < ROUNDS; round += 1) {
      // Both sides are measured alternately, so that other load on the machine affects both.
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
      notes: [pinning, `Medians of ${ROUNDS} after 5 warm-up rounds, one request at a time.`],
    };
  },
};

/**
 * Starts a Rally with a data set of this size, and returns the headers of the user who is far
 * behind.
 */
async function open(setup, size) {
  const { module } = await load("seed.ts");
  const rally = await setup.startRally();
  pin(rally.pid, "server");
  const client = await openPostgres(setup, rally);
  const [hero] = await seedPeople(client, 1);
  await module.seed(client, hero.id, size);
  await client.query("vacuum analyze");
  const headers = { Authorization: `Bearer ${signer(setup)(hero)}` };
  return { url: rally.url, headers, times: [] };
}

function load(name) {
  const path = fileURLToPath(new URL(`../tests/torture/scale/${name}`, import.meta.url));
  return runnerImport(path, { configFile: false, logLevel: "error" });
}
