import { newId } from "@rally/shared/ids";
import { timeoutFactor } from "@rally/shared/server/testing";
import { describe, expect, test } from "vitest";
import { eventually, say, signInAgain, signUp, talk } from "../testing/index.js";
import { pushed, startPushRally } from "./testing/push.js";

const { rally, withDevice, two, settled } = await startPushRally();

describe("a push service that", () => {
  test.each([404, 410])("answers %i is not asked again for that device", async (status) => {
    const [one, other, id] = await two();
    const device = await withDevice(other);
    device.status = status;
    await say(one, id, "hello");
    await settled(other);
    expect(device.asked).toBe(1);
    expect(await rally.database("push_subscriptions").where("user_id", other.id)).toEqual([]);
  });

  test(
    "fails is retried, a limited number of times",
    async () => {
      const [one, other, id] = await two();
      const device = await withDevice(other);
      device.status = 503;
      await say(one, id, "hello");
      await settled(other);
      expect(device.asked).toBe(3);
    },
    60_000 * timeoutFactor,
  );

  test("does not answer delays no other push", async () => {
    const [one, silent, other] = [await signUp(rally), await signUp(rally), await signUp(rally)];
    const stuck = await withDevice(silent);
    stuck.status = undefined;
    await rally.database("notifications").insert(
      Array.from({ length: 200 }, (_, index) => ({
        ...{ id: newId(), user_id: silent.id, key: `test ${index}`, kind: "moderation" },
        ...{ version: 1_000 + index, push_due: new Date() },
      })),
    );
    await eventually(() => expect(stuck.asked).toBeGreaterThan(0));
    const device = await withDevice(other);
    await say(one, await talk(one, other), "meanwhile");
    await eventually(() => expect(device.pushed).toHaveLength(1), 6_000);
    await rally.database("notifications").where("user_id", silent.id).delete();
  });

  test("refuses is not retried", async () => {
    const [one, other, id] = await two();
    const device = await withDevice(other);
    device.status = 400;
    await say(one, id, "hello");
    await settled(other);
    expect(device.asked).toBe(1);
  });

  test(
    "was not reached before the server died is reached after the restart",
    async () => {
      const [one, other, id] = await two();
      const device = await withDevice(other);
      device.status = undefined;
      await say(one, id, "hello");
      await eventually(() => expect(device.asked).toBe(1));
      await rally.restart();
      device.status = 201;
      // The interrupted attempt left its claim, which expires at once here.
      const claimed = rally
        .database("notifications")
        .where("user_id", other.id)
        .whereNotNull("push_due");
      expect(await claimed.update("push_due", new Date(0))).toBe(1);
      expect((await pushed(device)).message.body).toBe("hello");
    },
    60_000 * timeoutFactor,
  );
});

describe("an attempt to push", () => {
  test("with invalid keys removes that subscription, and reaches the other device once", async () => {
    const [one, other, id] = await two();
    const broken = await withDevice(other);
    await rally
      .database("push_subscriptions")
      .where("user_id", other.id)
      .update({ p256dh: "B".repeat(87) });
    const working = await withDevice(other, (await signInAgain(rally, other)).token);
    await say(one, id, "hello");
    await settled(other);
    expect([broken.asked, working.asked]).toEqual([0, 1]);
    const rows = rally.database("push_subscriptions").where("user_id", other.id);
    expect(await rows.pluck("endpoint")).toEqual([working.subscription.endpoint]);
  });

  test("to an endpoint that is no longer allowed is settled, and reaches the other device once", async () => {
    const [one, other, id] = await two();
    const broken = await withDevice(other);
    await rally
      .database("push_subscriptions")
      .where("user_id", other.id)
      .update({ endpoint: "https://127.0.0.1:1/push" });
    const working = await withDevice(other, (await signInAgain(rally, other)).token);
    await say(one, id, "hello");
    await settled(other);
    expect([broken.asked, working.asked]).toEqual([0, 1]);
  });

  test("that fails on the server's own side counts like one that the service refuses", async () => {
    const [one, other, id] = await two();
    await withDevice(other);
    const { database } = rally;
    await database.raw("alter table disturb_settings rename to disturb_settings_away");
    try {
      await say(one, id, "hello");
      await settled(other);
    } finally {
      await database.raw("alter table disturb_settings_away rename to disturb_settings");
    }
    const rows = database("notifications").where("user_id", other.id);
    expect(await rows.pluck("push_tries")).toEqual([3]);
  });

  test("is not made after the allowed number of attempts, each of whose processes died", async () => {
    const [, other] = await two();
    const device = await withDevice(other);
    await rally.database("notifications").insert({
      ...{ id: newId(), user_id: other.id, key: "test", kind: "moderation", version: 1_000 },
      ...{ push_due: new Date(), push_tries: 3 },
    });
    await settled(other);
    expect(device.asked).toBe(0);
  });
});

test("the server reports no error", () => {
  expect(rally.errors).toEqual([]);
});
