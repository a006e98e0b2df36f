import { setTimeout as pause } from "node:timers/promises";
import { eventually, openRoom, say, signUp, startTestRally, talk } from "@rally/api/testing";
import { roomName } from "@rally/shared/rooms";
import { tortureByFrames } from "./frames.js";
import type { Report } from "./report.js";

const PROBE_EVERY_MS = 50;

/**
 * Sends many mutated frames to user and conversation rooms, while two others talk: what they write
 * must be seen as promptly as ever.
 */
export async function tortureByManyFrames({
  seed,
  count,
}: {
  seed: number;
  count: number;
}): Promise<Report> {
  const rally = await startTestRally({
    limits: { userHandshakes: 1e6, userHandshakesAtOnce: 1e6 },
  });
  try {
    const [one, other] = [await signUp(rally), await signUp(rally)];
    const hostile = await Promise.all([1, 2, 3].map(() => signUp(rally)));
    const reader = await openRoom(
      rally,
      other.token,
      roomName("conversation", await talk(one, other)),
    );
    const shared = roomName("conversation", await talk(one, hostile[0] ?? other));
    const targets = [
      ...hostile.map(({ id, token }) => ({ room: roomName("user", id), token })),
      { room: shared, token: hostile[0]?.token ?? "" },
    ];
    let over = false;
    const torture = tortureByFrames({ url: rally.url, targets, count, seed }).finally(() => {
      over = true;
    });
    const took: number[] = [];
    const id = await talk(one, other);
    while (!over) {
      const word = `word ${took.length}`;
      const began = performance.now();
      await say(one, id, word);
      await eventually(() => {
        if (reader.texts().at(-1) !== word) throw new Error(`${word} is not seen`);
      });
      took.push(performance.now() - began);
      await pause(PROBE_EVERY_MS);
    }
    const { sent, closed } = await torture;
    const sorted = took.sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Infinity;
    return {
      figures: [
        { what: "frames", value: sent },
        ...[...closed].map(([code, times]) => ({ what: `closed with ${code}`, value: times })),
        { what: "others: post to seen, times", value: took.length },
        { what: "others: median", value: at(0.5), unit: "ms" },
        { what: "others: 99th percentile", value: at(0.99), unit: "ms", most: 250 },
        { what: "errors logged", value: rally.errors.length, most: 0 },
      ],
      broken: reader.closed.length > 0 ? ["a bystander's socket was closed"] : [],
    };
  } finally {
    await rally.close();
  }
}
