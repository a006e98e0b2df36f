import { newId } from "@rally/shared/ids";
import { createLocalBus } from "@rally/shared/server/bus";
import { afterAll, expect, test } from "vitest";
import { RemotePresence } from "./remote-presence.js";

const bus = createLocalBus();
const remote = new RemotePresence(bus, { to: "all", silence: 40_000 });
afterAll(async () => {
  remote.close();
  await bus.close();
});

/**
 * The known state of a user: the visible presence, the devices' presence, and whether the user
 * left.
 */
const knownOf = (user: string) => ({
  presence: remote.of(user),
  devices: remote.devicesOf(user),
  gone: remote.goneAt(user) !== undefined,
});

test("a hidden device stays known to servers and does not count as gone", () => {
  const user = newId();
  bus.publish("presence", { user, presence: "online", devices: "online" });
  expect(knownOf(user)).toEqual({ presence: "online", devices: "online", gone: false });
  bus.publish("presence", { user, presence: "offline", devices: "online" });
  expect(knownOf(user)).toEqual({ presence: "offline", devices: "online", gone: false });
  bus.publish("presence", { user, presence: "offline", devices: "offline" });
  expect(knownOf(user)).toEqual({ presence: "offline", devices: "offline", gone: false });
});

test("forgets when a user left as soon as the user changes their visibility", () => {
  const user = newId();
  bus.publish("presence", { user, presence: "away", devices: "away" });
  bus.publish("presence", { user, presence: "offline", devices: "offline" });
  expect(knownOf(user)).toEqual({ presence: "offline", devices: "offline", gone: true });
  bus.publish("appearance", { user });
  expect(knownOf(user).gone).toBe(false);
});

test("applies an older server's report to the user's devices too", () => {
  const user = newId();
  bus.publish("presence", { user, presence: "away" });
  expect(knownOf(user)).toEqual({ presence: "away", devices: "away", gone: false });
});
