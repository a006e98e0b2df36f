import { newId } from "@rally/shared/ids";
import { createLocalBus } from "@rally/shared/server/bus";
import { afterAll, expect, test } from "vitest";
import { HeardPresence } from "./heard-presence.js";

const bus = createLocalBus();
const heard = new HeardPresence(bus, { to: "all", silence: 40_000 });
afterAll(async () => {
  heard.close();
  await bus.close();
});

/** What is known of a user: as others see them, whether a device is there, whether they have gone. */
const knownOf = (user: string) => ({
  presence: heard.of(user),
  devices: heard.devicesOf(user),
  gone: heard.goneAt(user) !== undefined,
});

test("a device that hides is known to servers, and has not gone for anyone", () => {
  const user = newId();
  bus.publish("presence", { user, presence: "online", devices: "online" });
  expect(knownOf(user)).toEqual({ presence: "online", devices: "online", gone: false });
  bus.publish("presence", { user, presence: "offline", devices: "online" });
  expect(knownOf(user)).toEqual({ presence: "offline", devices: "online", gone: false });
  bus.publish("presence", { user, presence: "offline", devices: "offline" });
  expect(knownOf(user)).toEqual({ presence: "offline", devices: "offline", gone: false });
});

test("when somebody went is forgotten as soon as they choose how they are seen", () => {
  const user = newId();
  bus.publish("presence", { user, presence: "away", devices: "away" });
  bus.publish("presence", { user, presence: "offline", devices: "offline" });
  expect(knownOf(user)).toEqual({ presence: "offline", devices: "offline", gone: true });
  bus.publish("appearance", { user });
  expect(knownOf(user).gone).toBe(false);
});

test("what an older server says of a user holds for their devices too", () => {
  const user = newId();
  bus.publish("presence", { user, presence: "away" });
  expect(knownOf(user)).toEqual({ presence: "away", devices: "away", gone: false });
});
