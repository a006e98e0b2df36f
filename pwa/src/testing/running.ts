import { expect, onTestFinished } from "vitest";
import { eventually } from "@rally/api/testing";
import { Observable } from "../observable/index.js";
import { startPuller, type Puller } from "../pull/index.js";
import { openConversationRoom, openUserRoom, type UserRoom } from "../rooms/index.js";
import type { ConversationRoom } from "../device/index.js";
import type { TestDevice } from "./setup.js";

/** A device that pulls, and on which rooms can be opened. */
export interface RunningDevice extends TestDevice {
  puller: Puller;
  away: Observable<boolean>;
}

/** Starts the background work of a signed-in device, until the test ends. */
export async function running(device: Promise<TestDevice>): Promise<RunningDevice> {
  const opened = await device;
  const puller = startPuller(opened.database, opened.session);
  onTestFinished(() => puller.stop());
  await puller.all();
  return { ...opened, puller, away: new Observable(false) };
}

/** Opens a conversation's room until the test ends. */
export function follow(device: RunningDevice, id: string): ConversationRoom {
  const room = openConversationRoom(device, id);
  onTestFinished(() => room.close());
  return room;
}

/** Opens the user's own room until the test ends. */
export async function openUser(device: RunningDevice): Promise<UserRoom> {
  const room = await openUserRoom(device, (poke) => void device.puller.poked(poke));
  onTestFinished(() => room.close());
  return room;
}

export const live = (room: { status: { value: string } }) =>
  eventually(() => expect(room.status.value).toBe("live"));
