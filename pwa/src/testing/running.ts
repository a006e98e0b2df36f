import { expect, onTestFinished } from "vitest";
import { eventually } from "@rally/api/testing";
import { Observable } from "../observable/index.js";
import { startPuller, type Puller } from "../pull/index.js";
import {
  openConversationRoom,
  openUserRoom,
  type ConversationRoom,
  type UserRoom,
} from "../rooms/index.js";
import type { TestDevice } from "./scene.js";

/** A device that pulls, and that rooms can be opened on. */
export interface RunningDevice extends TestDevice {
  puller: Puller;
  away: Observable<boolean>;
}

/** Starts what a page starts for a device that is signed in; it ends with the test. */
export async function running(device: Promise<TestDevice>): Promise<RunningDevice> {
  const opened = await device;
  const puller = startPuller(opened.database, opened.session);
  onTestFinished(() => puller.stop());
  await puller.all();
  return { ...opened, puller, away: new Observable(false) };
}

/** Follows a conversation until the test ends. */
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
