/** A user who waits for an opponent. */
export interface WaitingPlayer {
  userId: string;
  rating: number;
  /** Milliseconds. */
  waited: number;
}

/** The difference of ratings that a player accepts at first, and how it grows with each second. */
const ACCEPTED = 100;
const ACCEPTED_PER_SECOND = 20;
/** How many places in the order of ratings two players may be apart, if those between must wait. */
const REACH = 5;

/**
 * Pairs players so that the sum of all differences of ratings, and of the costs of waiting on, is as
 * small as possible. To wait costs what a player accepts by now: two are paired only if they differ by
 * less than both accept together, and of several the one who has waited longest is preferred. One pass
 * over the players in the order of their ratings (dynamic programming) finds the pairs.
 */
export function pairPlayers(
  players: readonly WaitingPlayer[],
  mayPlay: (one: string, other: string) => boolean = () => true,
): [WaitingPlayer, WaitingPlayer][] {
  const sorted = [...players].sort((a, b) => a.rating - b.rating);
  /** Of the first players: the least cost, and how many of them the last decision is about. */
  const best: { cost: number; taken: number }[] = [{ cost: 0, taken: 0 }];
  sorted.forEach((last, index) => {
    let choice = { cost: costUpTo(index) + costOfWaiting(last), taken: 1 };
    let between = 0;
    for (let taken = 2; taken <= Math.min(REACH, index + 1); taken += 1) {
      const first = sorted[index - taken + 1];
      if (!first) break;
      const cost = costUpTo(index - taken + 1) + between + (last.rating - first.rating);
      if (cost < choice.cost && mayPlay(first.userId, last.userId)) choice = { cost, taken };
      between += costOfWaiting(first);
    }
    best.push(choice);
  });
  const pairs: [WaitingPlayer, WaitingPlayer][] = [];
  for (let end = sorted.length; end > 0;) {
    const taken = best[end]?.taken ?? 1;
    const [first, last] = [sorted[end - taken], sorted[end - 1]];
    if (taken > 1 && first && last) pairs.push([first, last]);
    end -= taken;
  }
  return pairs;

  function costUpTo(count: number): number {
    return best[count]?.cost ?? Infinity;
  }
}

const costOfWaiting = ({ waited }: WaitingPlayer): number =>
  ACCEPTED + (ACCEPTED_PER_SECOND * waited) / 1_000;
