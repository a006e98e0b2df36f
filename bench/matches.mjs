import { setTimeout as pause } from "node:timers/promises";
import { runLoad } from "./setup/load.mjs";
import { pin, pinning } from "./setup/cores.mjs";
import { grouped, parameter } from "./setup/parameters.mjs";
import { startPeer } from "./setup/peer-servers.mjs";
import { openPostgres } from "./setup/postgres.mjs";
import { seedPeople, signer } from "./setup/seed.mjs";

/** Numbers of concurrent matches that are tried, upwards. */
const STEP = parameter("MATCHES_STEP", 100);
const MOST = parameter("MATCHES_MOST", 1_200);
/** Seconds for which the jitter of one number of matches is measured. */
const SECONDS = parameter("SECONDS", 8);
/** Milliseconds by which 99 of 100 snapshots may come too early or too late. */
const JITTER = 4;
/** The number at which the traffic of a player is read. */
const TRAFFIC_AT = STEP;
const SETTINGS = { pointsToWin: 21 };
const [COLYSEUS, BARE] = ["Colyseus 0.16", "a broadcaster of 12 bytes without rules"];

/** @type {import("./report.mjs").Bench} */
export const bench = {
  title: `concurrent matches of Pong on one core, with a jitter of at most ${JITTER} ms in 99 % of snapshots`,
  peer: `${COLYSEUS} with the same rules; ${BARE}`,
  async run(setup) {
    const rally = await setup.startRally();
    pin(rally.pid, "server");
    const client = await openPostgres(setup, rally);
    const people = await seedPeople(client, 2 * MOST);
    await client.query("analyze");
    const sign = signer(setup);
    const start = {
      Rally: async () => ({
        kind: "rally",
        port: rally.port,
        players: (count) => startMatches(rally.port, people.slice(0, 2 * count), sign),
        stop: () => undefined,
      }),
      [COLYSEUS]: async () => peer(setup, "colyseus", "colyseus"),
      [BARE]: async () => peer(setup, "game-broadcaster", "broadcaster"),
    };
    const [best, traffic, tried] = [{}, {}, []];
    for (const [name, begin] of Object.entries(start)) {
      const { kind, port, players, stop } = await begin();
      best[name] = 0;
      const jitters = [];
      let failures = 0;
      for (let count = STEP; count <= MOST && failures < 2; count += STEP) {
        const settings = { kind, port, players: await players(count), seconds: SECONDS };
        const { jitter, bytesPerSecond } = await runLoad(setup, "matches", settings);
        jitters.push(`${count}: ${jitter.toFixed(1)}`);
        if (count === TRAFFIC_AT) traffic[name] = bytesPerSecond / 1_000;
        if (jitter <= JITTER) best[name] = count;
        else failures += 1;
        if (kind === "rally") await allHaveEnded(client);
        await pause(1_000);
      }
      await stop();
      tried.push(`${name} ${jitters.join(", ")} ms`);
    }
    const { Rally: matches, ...peers } = best;
    const { Rally: down, ...downPeers } = traffic;
    return {
      rows: [
        {
          ...{ what: "concurrent matches", unit: "", rally: matches, peers },
          ratios: { [COLYSEUS]: { least: 1.5 }, [BARE]: { least: 0.9 } },
        },
        {
          what: `received by each player, ${grouped(TRAFFIC_AT)} matches`,
          ...{ unit: "kB/s", rally: down, peers: downPeers, most: 0.5 },
        },
      ],
      broken: [],
      notes: [
        pinning,
        "The jitter of a snapshot is the difference between the time since the previous one and the time of the steps in between.",
        `Jitter by number of matches: ${tried.join("; ")}.`,
        "Players change direction four times a second. Rally sends a snapshot only with news, the others 30 a second.",
      ],
    };
  },
};

/** Challenges and acceptances of as many matches as there are pairs. */
async function startMatches(port, people, sign) {
  const players = [];
  const AT_ONCE = 10;
  const call = async (path, token, body) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (!answer.success) throw new Error(`${path}: ${JSON.stringify(answer.error)}`);
    return answer.data;
  };
  const startMatch = async (index) => {
    const two = people.slice(2 * index, 2 * index + 2);
    const tokens = two.map((person) => sign(person));
    const body = { game: "pong", settings: SETTINGS, opponent: two[1].id };
    const { id } = await call("/challenges", tokens[0], body);
    const { matchId } = await call(`/challenges/${id}/accept`, tokens[1], {});
    players.push(...tokens.map((token) => ({ matchId, token })));
  };
  for (let first = 0; first < people.length / 2; first += AT_ONCE) {
    const last = Math.min(people.length / 2, first + AT_ONCE);
    await Promise.all(Array.from({ length: last - first }, (_, n) => startMatch(first + n)));
  }
  return players;
}

/** Resolves when all players are free for another match. */
async function allHaveEnded(client) {
  for (;;) {
    const { rows } = await client.query("select from current_matches limit 1");
    if (rows.length === 0) return;
    await pause(200);
  }
}

async function peer(setup, module, kind) {
  const { parse } = await import("zod/mini");
  const { loadGame } = await import("@rally/shared/games");
  const settings = parse((await loadGame("pong")).settings, SETTINGS);
  const server = await startPeer(setup, module, { settings: { settings, seed: 7 } });
  return {
    ...{ kind, ...server },
    players: (count) => Array.from({ length: 2 * count }, (_, n) => ({ match: n >> 1 })),
  };
}
