import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { register } from "@rally/shared/accounts";
import { runCommands, type CommandAnswer } from "@rally/shared/commands";
import { listMessages, type MessageRow } from "@rally/shared/conversations";
import type { Data } from "@rally/shared/http";
import { newId, WORLD_CONVERSATION_ID } from "@rally/shared/ids";
import { timeoutFactor } from "@rally/shared/server/testing";
import { afterAll, describe, expect, test } from "vitest";
import { startRallyProcess } from "../harness/index.js";

const ROUNDS = 10;
const PER_SECOND = 200;

let rally = await startRallyProcess();
const { dataDirectory } = rally;
afterAll(() => rally.stop());

async function ask<T>(path: string, token?: string, body?: object): Promise<T> {
  const response = await fetch(`${rally.url}${path}`, {
    ...(body && { method: "POST", body: JSON.stringify(body) }),
    headers: {
      "Content-Type": "application/json",
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    },
  });
  const answer = (await response.json()) as { success: boolean; data: T };
  if (!answer.success) throw new Error(JSON.stringify(answer));
  return answer.data;
}

const name = `u_${randomUUID().slice(0, 8)}`;
const { accessToken: token } = await ask<Data<typeof register>>(register.path, undefined, {
  username: name,
  email: `${name}@example.org`,
  password: "correct horse battery",
});

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}

/** The server's answer: the message's id and its seq. */
const acknowledged = new Map<string, number>();

/**
 * Sends messages in pairs at 200 a second until the server stops, and records the acknowledged
 * ones; calls `strike` after `many` acknowledgements.
 * @returns the number of messages without an answer, which may have been stored or not.
 */
async function sendUntil(over: Promise<unknown>, many: number, strike: () => void) {
  const until = acknowledged.size + many;
  const underWay: Promise<boolean>[] = [];
  let struck = false;
  let ended = false;
  void over.finally(() => (ended = true));
  const began = performance.now();
  while (!ended) {
    const due = ((performance.now() - began) / 1_000) * PER_SECOND;
    while (underWay.length * 2 < due) {
      const pair = [0, 1].map((index) => command(`${underWay.length * 2 + index}`));
      underWay.push(send(pair).then((ids) => ids.length === 2));
    }
    if (!struck && acknowledged.size >= until) {
      struck = true;
      strike();
    }
    // The interval of the load, not a wait for an event.
    await setTimeout(2);
  }
  return (await Promise.all(underWay)).filter((answered) => !answered).length * 2;
}

const command = (body: string) => ({
  id: newId(),
  name: "message.send",
  input: { conversationId: WORLD_CONVERSATION_ID, content: { kind: "text", body } },
});

/** @returns the acknowledged ids; none when the connection failed. */
async function send(commands: ReturnType<typeof command>[]): Promise<string[]> {
  const answers = await ask<CommandAnswer[]>(runCommands.path, token, { commands }).catch(() => []);
  return answers.flatMap((answer) => {
    if (!answer.success) return [];
    acknowledged.set(answer.id, (answer.data as { seq: number }).seq);
    return [answer.id];
  });
}

async function history(): Promise<MessageRow[]> {
  const rows: MessageRow[] = [];
  let before = "";
  do {
    const path = listMessages.path.replace(":id", WORLD_CONVERSATION_ID);
    const page = await ask<MessageRow[]>(`${path}?limit=100${before}`, token);
    rows.unshift(...page.reverse());
    before = `&before=${rows[0]?.seq ?? 1}`;
  } while ((rows[0]?.seq ?? 1) > 1);
  return rows;
}

async function expectNothingLost(): Promise<void> {
  const rows = await history();
  expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1));
  const seqs = new Map(rows.map(({ id, seq }) => [id, seq]));
  expect(seqs.size).toBe(rows.length);
  for (const [id, seq] of acknowledged) expect(seqs.get(id)).toBe(seq);
}

describe("a Rally under 200 messages a second", () => {
  test(
    "[S13] killed ten times loses no acknowledged message: each is stored once, and seq has no gap",
    { timeout: 120_000 * timeoutFactor },
    async () => {
      let doubtful = 0;
      for (let round = 0; round < ROUNDS; round += 1) {
        const killed = deferred<void>();
        // Each round kills at another moment.
        doubtful += await sendUntil(killed.promise, 30 + 13 * round, () => {
          void rally.kill().then(killed.resolve);
        });
        rally = await startRallyProcess({ dataDirectory });
      }
      expect(doubtful).toBeGreaterThan(0);
      await expectNothingLost();
    },
  );

  test(
    "[S13] stopped by SIGTERM exits with 0, and loses no acknowledged message",
    { timeout: 30_000 * timeoutFactor },
    async () => {
      const ended = deferred<number>();
      await sendUntil(ended.promise, 100, () => void rally.stop().then(ended.resolve));
      expect(await ended.promise, rally.output()).toBe(0);
      rally = await startRallyProcess({ dataDirectory });
      await expectNothingLost();
    },
  );

  test("[S2] a message without an acknowledgement can be sent again, and is stored once", async () => {
    const lost = [command("again"), command("and again")];
    const killing = send(lost).then(() => undefined);
    await rally.kill();
    await killing;
    rally = await startRallyProcess({ dataDirectory });
    expect(await send(lost)).toHaveLength(2);
    await expectNothingLost();
  });
});
