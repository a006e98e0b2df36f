import { setTimeout as pause } from "node:timers/promises";
import type { Random } from "../random.js";
import type { Findings } from "./check.js";
import { Load } from "./load.js";
import { gather, type People } from "./people.js";
import { Record } from "./record.js";
import { reached, settle } from "./settle.js";
import type { Kind, Cluster } from "./cluster.js";
import { until } from "./until.js";

/** The recovery timeout (ms). */
const AWAY_MS = 60_000;
/** The polling interval (ms). */
const PULL_MS = 300;

/** The results of the rounds in one cluster. */
export interface Outcome {
  kills: Map<Kind, number>;
  /**
   * Milliseconds from the kill until every api server acknowledged a message and every reader
   * received it.
   */
  longestAway: Map<Kind, number>;
  acknowledged: number;
  sentAgain: number;
  seen: { live: number; pulled: number };
  findings: Findings;
  broken: string[];
}

/** Kills under load, round by round, until a check fails. `order`: the targets in order. */
export async function torment(
  cluster: Cluster,
  options: {
    order: readonly Kind[];
    random: Random;
    perSecond: number;
    log: (line: string) => void;
  },
): Promise<Outcome> {
  const { order, random, perSecond, log } = options;
  const record = new Record();
  const people = await gather(cluster, record);
  const conversations = people.watched.map(({ id }) => id);
  const { author } = people;
  const load = new Load({ author, conversations, perSecond, urls: cluster.apis, random, record });
  const kills = new Map<Kind, number>();
  const longestAway = new Map<Kind, number>();
  const pulling = setInterval(() => {
    for (const { puller } of people.watched) void puller.pull();
  }, PULL_MS);
  let findings = nothing;
  try {
    load.start();
    for (const [round, kind] of order.entries()) {
      await pause(150 + random.below(850)); // the random moment
      const began = performance.now();
      await cluster.kill(kind, random);
      kills.set(kind, (kills.get(kind) ?? 0) + 1);
      await untilBack(cluster, people, load, record);
      const away = performance.now() - began;
      longestAway.set(kind, Math.max(longestAway.get(kind) ?? 0, away));
      // Some rounds start before all replicas caught up.
      const isLast = round === order.length - 1;
      if (isLast || record.broken.length > 0 || random.next() < 0.5) {
        await load.stop();
        findings = await settle(cluster, people, record);
        if (!isLast) load.start();
      }
      const { acknowledged, commandsSentAgain } = record;
      log(
        `${cluster.name} ${round + 1}/${order.length}: ${kind}, back after ${away.toFixed(0)} ms; ` +
          `${acknowledged.length} acknowledged, ${commandsSentAgain} sent again`,
      );
      const wrong = [...record.broken, ...findings.sentences];
      if (wrong.length > 0) {
        log(`${wrong.slice(0, 10).join("\n")}\n${cluster.output().slice(-8_000)}`);
        break;
      }
    }
  } finally {
    clearInterval(pulling);
    await load.stop();
    people.leave();
  }
  return {
    kills,
    longestAway,
    acknowledged: record.acknowledged.length,
    sentAgain: record.commandsSentAgain,
    seen: firstSeen(people),
    findings,
    broken: record.broken,
  };
}

const nothing: Findings = {
  ...{ lost: 0, doubled: 0, gaps: 0, differing: 0, uncommitted: 0, unseen: 0 },
  sentences: [],
};

async function untilBack(
  cluster: Cluster,
  people: People,
  load: Load,
  record: Record,
): Promise<void> {
  const deadline = performance.now() + AWAY_MS;
  const probes = people.watched.flatMap(({ id, replicas }) =>
    cluster.apis().map(async (url) => {
      const version = await load.probe(url, id);
      const left = Math.max(0, deadline - performance.now());
      const back = await until(() => replicas.every((replica) => reached(replica, version)), left);
      if (!back) record.broken.push(`a reader did not come back within ${AWAY_MS} ms`);
    }),
  );
  await Promise.all(probes);
}

function firstSeen({ watched }: People): Outcome["seen"] {
  const seen = { live: 0, pulled: 0 };
  for (const { first } of watched.flatMap(({ devices }) => devices)) {
    seen.live += first.live;
    seen.pulled += first.pulled;
  }
  return seen;
}
