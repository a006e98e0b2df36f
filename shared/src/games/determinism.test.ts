import { expect, test } from "vitest";
import {
  playComputerMatch,
  playRandomMatch,
  replayHash,
  type HashedMatch,
} from "./testing/index.js";

/** What a server stores and sends: a record as JSON. */
const stored = ({ game, record, hash }: HashedMatch): HashedMatch => ({
  ...{ game, hash },
  record: JSON.parse(JSON.stringify(record)) as HashedMatch["record"],
});

test("replays 10,000 random matches to the states that were played", () => {
  const different: number[] = [];
  for (let seed = 0; seed < 10_000; seed++) {
    const match = playRandomMatch(seed);
    const replayed = replayHash(stored(match));
    if (replayed.hash !== match.hash || !replayed.isOver) different.push(seed);
  }
  expect(different).toEqual([]);
});

test("replays matches of computer players to the states that were played", () => {
  for (let seed = 0; seed < 20; seed++) {
    const match = playComputerMatch(seed);
    expect(replayHash(stored(match))).toEqual({ hash: match.hash, isOver: true });
    expect(playComputerMatch(seed).hash).toBe(match.hash);
  }
});
