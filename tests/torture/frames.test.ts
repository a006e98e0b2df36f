import { timeoutFactor } from "@rally/shared/server/testing";
import { randomInt } from "node:crypto";
import { eventually, openRoom, say, signUp, startTestRally, talk } from "@rally/api/testing";
import { newId } from "@rally/shared/ids";
import { draftText, roomName } from "@rally/shared/rooms";
import * as Y from "yjs";
import { afterAll, expect, test } from "vitest";
import { tortureByFrames } from "./frames.js";

const rally = await startTestRally({
  limits: {
    // The server closes a socket above the rate limit before it parses the frame.
    ...{ userHandshakes: 1e9, userHandshakesAtOnce: 1e9 },
    ...{ userFrames: 1e9, userFramesAtOnce: 1e9, userBytes: 1e12, userBytesAtOnce: 1e12 },
  },
});
afterAll(() => rally.close());

/** `npm run torture frames` is the long run, which also measures. */
const count = Number(process.env.RALLY_TORTURE_FRAMES ?? 2_000);
const isLong = count >= 100_000;

test(
  `[S4] [S12] ${count} malformed frames change no document and delay no user`,
  async () => {
    const seed = Number(process.env.RALLY_SEED ?? randomInt(2 ** 31));
    const [honest, ...hostile] = [
      await signUp(rally),
      ...(await Promise.all([1, 2, 3].map(() => signUp(rally)))),
    ];
    const id = await talk(honest, hostile[0] as typeof honest);
    const shared = roomName("conversation", id);
    const own = roomName("user", honest.id);
    const [phone, laptop] = [
      await openRoom(rally, honest.token, own),
      await openRoom(rally, honest.token, own),
    ];
    const reader = await openRoom(rally, honest.token, shared);
    const conversation = newId();
    const sent: string[] = [];
    const result = await tortureByFrames({
      url: rally.url,
      targets: [
        ...hostile.map(({ id: user, token }) => ({ room: roomName("user", user), token })),
        { room: shared, token: hostile[0]?.token ?? "" },
      ],
      count,
      seed,
      async probe() {
        const word = `word ${sent.push("") - 1}`;
        sent[sent.length - 1] = word;
        await say(honest, id, word);
        draftText(phone.doc, conversation).insert(0, `${word}. `);
        await eventually(() => {
          expect(reader.texts().at(-1)).toEqual(word);
          expect(draftText(laptop.doc, conversation).toJSON()).toMatch(new RegExp(`^${word}\\.`));
        });
      },
    });
    expect(result.sent).toBeGreaterThanOrEqual(count);
    const codes = [...result.closed.keys()];
    expect(
      codes.filter((code) => code < 4400 || code >= 4500),
      `seed ${seed}`,
    ).toEqual([]);
    expect(result.closed.get(4403), `seed ${seed}`).toBeGreaterThan(20);
    const { probes } = result;
    const p99 = probes[Math.floor((probes.length - 1) * 0.99)] ?? Number.POSITIVE_INFINITY;
    if (isLong) {
      console.log(
        `${result.sent} frames, seed ${seed}; closed:`,
        Object.fromEntries(result.closed),
      );
      console.log(
        `${probes.length} messages and drafts of others meanwhile, p99 ${p99.toFixed(1)} ms`,
      );
      expect(p99, `seed ${seed}`).toBeLessThan(250);
    }
    const harmed = [phone.closed, laptop.closed, reader.closed, rally.errors];
    expect(harmed, `seed ${seed}`).toEqual([[], [], [], []]);
    expect(Y.encodeStateAsUpdate(laptop.doc)).toEqual(Y.encodeStateAsUpdate(phone.doc));
    const fresh = await openRoom(rally, honest.token, shared);
    expect(Y.encodeStateAsUpdate(fresh.doc)).toEqual(Y.encodeStateAsUpdate(reader.doc));
    // The room and the rows contain exactly what the honest user wrote.
    const kept = fresh.tail().map((change) => [change.type, change.author]);
    expect(fresh.texts()).toEqual(sent.slice(-fresh.texts().length));
    expect(kept).toEqual(sent.slice(-kept.length).map(() => ["message", honest.id]));
    const rows = await rally.database("messages").where("conversation_id", id);
    expect(rows).toHaveLength(sent.length);
  },
  (60_000 + count * 30) * timeoutFactor,
);
