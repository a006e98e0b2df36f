import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { everyCommand, everyRoute, nameOfRoute, startTestRally } from "../testing/index.js";
import { actorNames, gather, type Actor } from "./testing/actors.js";
import { expected, openRoutes, outsiders, shownToOutsiders } from "./testing/expectations.js";
import { routesTried } from "./testing/operation.js";
import { commandsTried, httpOperations } from "./testing/operations.js";
import { roomOperations } from "./testing/room-operations.js";
import {
  clear,
  everyRow,
  waitForRemoval,
  waitForSentMails,
  waitForSnapshots,
  createFixture,
  type Fixture,
} from "./testing/fixture.js";

// Only the operation under test may change rows, so notifications wait until the end.
const rally = await startTestRally({
  limits: { notificationGather: 3_600_000, confirmationTime: 3_600_000, friendRequests: 100 },
});
afterAll(() => rally.close());
const actors = await gather(rally);
const operations = [...httpOperations, ...roomOperations];

describe.each(actorNames)("[S4] %s", (name) => {
  const actor = actors.actors.get(name) as Actor;
  let fixture: Fixture;
  let before: Record<string, string>;
  /** A refused operation has left every row as it was, so the next case can use the same fixture. */
  let isFresh = false;
  afterAll(() => clear(rally));
  beforeEach(async () => {
    if (isFresh) return;
    fixture = await createFixture(rally, actors, actor);
    await waitForSentMails(rally);
    await waitForSnapshots(rally);
    await waitForRemoval(rally);
    before = await everyRow(rally);
  });

  const cases = operations.map((operation) => {
    const outcome = expected(name, operation.name, operation.way);
    return { operation, what: operation.name, way: operation.way, outcome };
  });
  test.each(cases)("$what · $way → $outcome", async ({ operation, outcome }) => {
    isFresh = false;
    const result = await operation.try({ rally, actors, actor, fixture });
    expect(result.outcome, result.text).toBe(outcome);
    if (outcome !== "ok") {
      expect(await everyRow(rally)).toEqual(before);
      isFresh = true;
    }
    const isShown = outcome === "ok" && shownToOutsiders.includes(operation.name);
    if (outcome !== "ok" || (outsiders.includes(name) && !isShown)) {
      expect(result.text).not.toContain(fixture.secret);
    }
  });
});

test("covers every command", () => {
  expect([...commandsTried].sort()).toEqual(everyCommand);
});

test("covers every route that needs a user", () => {
  const asksForUser = everyRoute.filter(({ auth }) => auth === "user").map(nameOfRoute);
  expect([...routesTried].sort()).toEqual(asksForUser.sort());
});

test("lists every route that needs no user", () => {
  const open = everyRoute.filter(({ auth }) => auth === "anyone").map(nameOfRoute);
  expect(open.sort()).toEqual(openRoutes);
});

test("has an expectation for every operation and actor", () => {
  const missing = operations.filter(({ name, way }) =>
    actorNames.some((actor) => expected(actor, name, way) === undefined),
  );
  expect(missing).toEqual([]);
});

test("logs no internal error", () => {
  expect(rally.errors).toEqual([]);
});
