import type { ReactiveControllerHost } from "lit";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Device } from "../../device/index.js";
import { NetworkError } from "../../http/index.js";
import { OlderMessages } from "./older-messages.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A host that asks for older messages whenever it renders, as the list does at its top. */
function listAtItsTop(loadOlder: () => Promise<void>) {
  const device = { loadOlder } as unknown as Device;
  const host = {
    addController: () => undefined,
    requestUpdate: () => queueMicrotask(() => void render()),
  } as unknown as ReactiveControllerHost;
  const older = new OlderMessages(host);
  older.hostConnected();
  let rendersLeft = 100;
  const render = async (): Promise<void> => {
    if (rendersLeft-- > 0) await older.load(device, "conversation");
  };
  return { older, device, render };
}

test("older messages that could not be loaded are asked for again, later each time", async () => {
  const loadOlder = vi.fn(() => Promise.reject(new NetworkError("offline")));
  const { render } = listAtItsTop(loadOlder);
  await render();
  await vi.advanceTimersByTimeAsync(500);
  expect(loadOlder).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(loadOlder).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(60_000);
  const asked = loadOlder.mock.calls.length;
  expect(asked).toBeGreaterThan(4);
  expect(asked).toBeLessThan(9);
});

test("after a success the next page is loaded without a pause", async () => {
  const loadOlder = vi.fn(() => Promise.resolve());
  loadOlder.mockRejectedValueOnce(new NetworkError("offline"));
  const { older, device, render } = listAtItsTop(loadOlder);
  await render();
  await older.load(device, "conversation", { now: true });
  await vi.advanceTimersByTimeAsync(0);
  // One refused, one that the user asked for, and those that the list asks for by itself.
  expect(loadOlder.mock.calls.length).toBeGreaterThan(2);
});

test("a list that is gone while it asks asks no more", async () => {
  let fail = (_error: Error): void => undefined;
  const loadOlder = vi.fn(() => new Promise<void>((_, reject) => (fail = reject)));
  const { older, render } = listAtItsTop(loadOlder);
  const rendered = render();
  older.hostDisconnected();
  fail(new NetworkError("offline"));
  await rendered;
  await vi.advanceTimersByTimeAsync(120_000);
  expect(loadOlder).toHaveBeenCalledTimes(1);
});

test("a list that is gone asks no more", async () => {
  const loadOlder = vi.fn(() => Promise.reject(new NetworkError("offline")));
  const { older, render } = listAtItsTop(loadOlder);
  await render();
  older.hostDisconnected();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(loadOlder).toHaveBeenCalledTimes(1);
});
