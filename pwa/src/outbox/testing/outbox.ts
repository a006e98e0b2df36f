import { textOf } from "@rally/shared/conversations";
import { onTestFinished, vi } from "vitest";
import { conversationResults, conversationWindow } from "../../conversations/index.js";
import { startPuller } from "../../pull/index.js";
import type { TestDevice } from "../../testing/index.js";
import { flush } from "../index.js";

/** Where commands are sent to. */
export const commands = "/api/v1/commands";

/** Sends the commands that are due; with `hurry` also those that wait after a failure. */
export const send = ({ database, session }: TestDevice, { hurry = true } = {}) =>
  flush(database, session.call, conversationResults, { hurry });

export async function pull({ database, session }: TestDevice): Promise<void> {
  const puller = startPuller(database, session);
  await puller.all();
  puller.stop();
}

/** The messages of a conversation as shown: their text and state. */
export async function shown({ database }: TestDevice, id: string) {
  const { rows, unconfirmed } = await conversationWindow(database, id, { limit: 100 });
  return [...rows, ...unconfirmed].map(({ content, state }) => [textOf(content), state]);
}

/** Stops the clock of waits, so that none ends during a slow test. */
export function stopClock(): void {
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
}
