import { onEnd } from "./on-end.js";
import { openManyProcesses } from "./kill/many-processes.js";
import { torment, type Outcome } from "./kill/rounds.js";
import type { Kind, Cluster } from "./kill/cluster.js";
import { openOneProcess } from "./kill/one-process.js";
import { seededRandom, type Random } from "./random.js";
import type { Figure, Report } from "./report.js";

/** Kills in each cluster, distributed evenly over its kinds. */
export interface KillTorture {
  seed: number;
  rounds: { whole: number; parted: number };
  perSecond?: number;
  log?: (line: string) => void;
}

/** Sends kill -9 to all processes in random order at random moments, under load [S13]. */
export async function tortureByKills(options: KillTorture): Promise<Report> {
  const { seed, rounds, perSecond = 200, log = () => undefined } = options;
  const random = seededRandom(seed);
  const outcomes: Outcome[] = [];
  for (const [open, count] of [
    [openOneProcess, rounds.whole],
    [openManyProcesses, rounds.parted],
  ] as const) {
    if (count === 0) continue;
    const cluster = await open();
    const close = onEnd(() => cluster.close());
    try {
      outcomes.push(
        await torment(cluster, { order: orderOf(cluster, count, random), random, perSecond, log }),
      );
    } finally {
      await close();
    }
    if (outcomes.some(({ broken, findings }) => broken.length + findings.sentences.length > 0)) {
      break;
    }
  }
  return report(outcomes, rounds.whole + rounds.parted);
}

function orderOf({ kinds }: Cluster, count: number, random: Random): Kind[] {
  return random.shuffle(
    Array.from({ length: count }, (_, index) => kinds[index % kinds.length] as Kind),
  );
}

function report(outcomes: readonly Outcome[], planned: number): Report {
  const sum = (value: (outcome: Outcome) => number): number =>
    outcomes.reduce((total, outcome) => total + value(outcome), 0);
  const kinds = [...new Set(outcomes.flatMap(({ kills }) => [...kills.keys()]))].sort();
  const done = sum(({ kills }) => [...kills.values()].reduce((a, b) => a + b, 0));
  const none = (what: string, value: number): Figure => ({ what, value, most: 0 });
  return {
    figures: [
      { what: "rounds", value: done },
      ...kinds.map((kind) => ({
        what: `  of them kill -9 of ${kind}`,
        value: sum(({ kills }) => kills.get(kind) ?? 0),
      })),
      none("rounds left out after a failure", planned - done),
      { what: "commands acknowledged", value: sum(({ acknowledged }) => acknowledged) },
      { what: "commands sent again", value: sum(({ sentAgain }) => sentAgain) },
      { what: "messages that readers first saw live", value: sum(({ seen }) => seen.live) },
      { what: "messages that readers pulled after a gap", value: sum(({ seen }) => seen.pulled) },
      none(
        "lost",
        sum(({ findings }) => findings.lost),
      ),
      none(
        "doubled",
        sum(({ findings }) => findings.doubled),
      ),
      none(
        "gaps in version, seq and updates",
        sum(({ findings }) => findings.gaps),
      ),
      none(
        "differing replicas",
        sum(({ findings }) => findings.differing),
      ),
      none(
        "shown and not committed",
        sum(({ findings }) => findings.uncommitted),
      ),
      none(
        "never seen by a reader",
        sum(({ findings }) => findings.unseen),
      ),
      ...kinds.map((kind) => ({
        what: `longest until service was back: ${kind}`,
        value: Math.round(
          Math.max(...outcomes.map(({ longestAway }) => longestAway.get(kind) ?? 0)),
        ),
        unit: "ms",
      })),
    ],
    broken: outcomes
      .flatMap(({ broken, findings }) => [...broken, ...findings.sentences])
      .slice(0, 20),
  };
}
