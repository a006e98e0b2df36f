import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { everyCommand, everyRoute, nameOfRoute, startTestRally } from "../testing/index.js";
import { actors, gather, type Actor } from "./testing/cast.js";
import { expected, openRoutes, outsiders } from "./testing/expectations.js";
import { routesTried } from "./testing/operation.js";
import { commandsTried, httpOperations } from "./testing/operations.js";
import { roomOperations } from "./testing/room-operations.js";
import { clear, everyRow, mailsHaveLeft, setStage, type Stage } from "./testing/stage.js";

// Nothing but what is tried changes a row: what messages notify of waits until all is over.
const rally = await startTestRally({
  limits: { notificationGather: 3_600_000, confirmationTime: 3_600_000, friendRequests: 100 },
});
afterAll(() => rally.close());
const cast = await gather(rally);
const operations = [...httpOperations, ...roomOperations];

describe.each(actors)("[S4] %s", (name) => {
  const actor = cast.actors.get(name) as Actor;
  let stage: Stage;
  afterAll(() => clear(rally));
  beforeEach(async () => {
    stage = await setStage(rally, cast, actor);
    await mailsHaveLeft(rally);
  });

  const cases = operations.map((operation) => {
    const outcome = expected(name, operation.name, operation.way);
    return { operation, what: operation.name, way: operation.way, outcome };
  });
  test.each(cases)("$what · $way → $outcome", async ({ operation, outcome }) => {
    const before = await everyRow(rally);
    const result = await operation.try({ rally, cast, actor, stage });
    expect(result.outcome, result.said).toBe(outcome);
    if (outcome !== "ok") expect(await everyRow(rally)).toEqual(before);
    if (outcome !== "ok" || outsiders.includes(name)) {
      expect(result.said).not.toContain(stage.secret);
    }
  });
});

test("the table tries every command there is", () => {
  expect([...commandsTried].sort()).toEqual(everyCommand);
});

test("the table tries every route that asks for a user", () => {
  const asksForUser = everyRoute.filter(({ auth }) => auth === "user").map(nameOfRoute);
  expect([...routesTried].sort()).toEqual(asksForUser.sort());
});

test("a route that asks for no user is one of these", () => {
  const open = everyRoute.filter(({ auth }) => auth === "anyone").map(nameOfRoute);
  expect(open.sort()).toEqual(openRoutes);
});

test("the table has no hole", () => {
  const missing = operations.filter(({ name, way }) =>
    actors.some((actor) => expected(actor, name, way) === undefined),
  );
  expect(missing).toEqual([]);
});

test("nothing failed on the server's side", () => {
  expect(rally.errors).toEqual([]);
});
