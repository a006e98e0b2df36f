import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { startTestRally } from "../testing/index.js";
import { gather, type Actor, type ActorName } from "./testing/actors.js";
import { expected } from "./testing/expectations.js";
import {
  clear,
  createFixture,
  everyRow,
  waitForSentMails,
  waitForSnapshots,
  type Fixture,
} from "./testing/fixture.js";
import { httpOperations } from "./testing/operations.js";
import { roomOperations } from "./testing/room-operations.js";

const rally = await startTestRally({
  limits: { notificationGather: 3_600_000, confirmationTime: 3_600_000, friendRequests: 100 },
});
afterAll(() => rally.close());
const actors = await gather(rally);
const operations = [...httpOperations, ...roomOperations];

/** What a stranger can do with a channel that exists. */
const ofExisting = ["channel.join", "channel.cancelRequest", "invite.accept"];

/**
 * Deletes the conversations of a fixture for all, as they are before the work that ends the
 * memberships has begun.
 */
async function deleteForAll({ conversationId, channelId }: Fixture): Promise<void> {
  const { database } = rally;
  await database.transaction(async (trx) => {
    const ids = [conversationId, channelId];
    await trx("conversations")
      .whereIn("id", ids)
      .update({ deleted_at: new Date(), rights: trx.raw("rights + 1"), listed: false });
    await trx("conversation_deletions").whereIn("conversation_id", ids).delete();
  });
}

const names: readonly ActorName[] = ["a member", "a moderator", "the owner"];

describe.each(names)("[S4] %s of a conversation that was deleted for all", (name) => {
  const actor = actors.actors.get(name) as Actor;
  let fixture: Fixture;
  let before: Record<string, string>;
  let isFresh = false;
  afterAll(() => clear(rally));
  beforeEach(async () => {
    if (isFresh) return;
    fixture = await createFixture(rally, actors, actor);
    await deleteForAll(fixture);
    await waitForSentMails(rally);
    await waitForSnapshots(rally);
    before = await everyRow(rally);
  });

  const cases = operations.map((operation) => ({
    ...{ operation, what: operation.name, way: operation.way },
    outcome: ofExisting.includes(operation.name)
      ? "not_found"
      : expected("a stranger", operation.name, operation.way),
  }));
  test.each(cases)("$what · $way → $outcome, as for a stranger", async ({ operation, outcome }) => {
    isFresh = false;
    const result = await operation.try({ rally, actors, actor, fixture });
    expect(result.outcome, result.text).toBe(outcome);
    expect(result.text).not.toContain(fixture.secret);
    if (outcome === "ok") return;
    expect(await everyRow(rally)).toEqual(before);
    isFresh = true;
  });
});

test("logs no internal error", () => {
  expect(rally.errors).toEqual([]);
});
