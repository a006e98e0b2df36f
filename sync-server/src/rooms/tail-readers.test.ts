import { newId } from "@rally/shared/ids";
import { limits } from "@rally/shared/limits";
import { pino } from "pino";
import { expect, test } from "vitest";
import type { PermissionCheck } from "../permissions/index.js";
import type { Connection } from "../wire/index.js";
import { TailCopy } from "./tail-copy.js";
import { TailReaders } from "./tail-readers.js";

const EPOCH = 7;

/** A permission check that ends when the test ends it. */
function openCheck() {
  const state = { checked: 0, end: (): void => undefined };
  const permissions: PermissionCheck = {
    get checked() {
      return state.checked;
    },
    reach: () => new Promise((resolve) => (state.end = resolve)),
  };
  return { state, permissions };
}

test("sends an update held during a commit together with that commit", async () => {
  const { state, permissions } = openCheck();
  const copy = new TailCopy();
  copy.reach({ epoch: EPOCH, updateNumber: 0 }, []);
  let isCommitting = false;
  const readers = new TailReaders({
    ...{ copy, permissions, isCommitted: () => !isCommitting },
    logger: pino({ level: "silent" }),
  });
  const sent: Buffer[] = [];
  readers.connections.add({ sendFrame: (bytes) => void sent.push(bytes) } as Connection);
  let version = 0;
  const append = (body: string) => {
    version += 1;
    const from = copy.writerClock;
    const change = {
      ...{ version, at: 1, author: newId(), type: "message" as const, seq: version, id: newId() },
      content: { kind: "text" as const, body },
    };
    return { from, updates: copy.append([[change]], limits) };
  };
  const commit = ({ from, updates }: ReturnType<typeof append>): void => {
    isCommitting = false;
    copy.updateNumber += 1;
    readers.broadcast(updates, from, 1);
  };

  commit(append("the first"));
  commit(append("the second"));
  isCommitting = true;
  const third = append("the third");
  state.checked = 1;
  state.end();
  await new Promise((resolve) => setImmediate(resolve));
  expect(Buffer.concat(sent).includes("the first")).toBe(true);
  expect(Buffer.concat(sent).includes("the second")).toBe(false);
  commit(third);
  for (const body of ["the second", "the third"]) {
    expect(Buffer.concat(sent).includes(body)).toBe(true);
  }
});
