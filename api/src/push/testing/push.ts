import { runCommands } from "@rally/shared/commands";
import { newId } from "@rally/shared/ids";
import { subscribeToPush } from "@rally/shared/push";
import { makeVapidKeys } from "@rally/shared/server/config";
import { afterAll, expect } from "vitest";
import {
  eventually,
  signUp,
  startPushService,
  startTestRally,
  talk,
  type PushDevice,
  type TestPerson,
} from "../../testing/index.js";

/** A Rally and the push service of its users' devices, until the tests of a file have run. */
export async function startPushRally() {
  const service = await startPushService();
  const push = { vapid: makeVapidKeys(), hosts: [service.host], ca: service.ca };
  const rally = await startTestRally({
    push,
    limits: { notificationGather: 20, pushRetry: 50, pushTries: 3 },
  });
  afterAll(async () => {
    await rally.close();
    await service.close();
  });

  /** Subscribes a new device of a user to push. */
  async function withDevice(who: TestPerson, token = who.token): Promise<PushDevice> {
    const device = service.device();
    await who.call(subscribeToPush, { body: device.subscription, token });
    return device;
  }

  /** Two people and their conversation. */
  async function two(): Promise<[TestPerson, TestPerson, string]> {
    const [one, other] = [await signUp(rally), await signUp(rally)];
    return [one, other, await talk(one, other)];
  }

  /** Waits until all messages of a conversation are processed into notifications. */
  async function processed(conversation: string): Promise<void> {
    await eventually(async () => {
      const { last_seq: seq } = await rally
        .database("conversations")
        .where("id", conversation)
        .first<{ last_seq: number }>();
      const done = await rally
        .database("notification_cursors")
        .where({ conversation_id: conversation, seq });
      expect(done).toHaveLength(1);
    });
  }

  /** Waits until no notification of a user is due to be pushed. */
  async function settled(who: TestPerson): Promise<void> {
    await eventually(async () => {
      const rows = await rally.database("notifications").where("user_id", who.id);
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.filter(({ push_due: due }: { push_due: unknown }) => due !== null)).toEqual([]);
    });
  }

  return { rally, service, push, withDevice, two, settled, processed };
}

export async function command(by: TestPerson, name: string, input: object): Promise<void> {
  const { data } = await by.call(runCommands, {
    body: { commands: [{ id: newId(), name, input }] },
  });
  expect(data).toMatchObject([{ success: true }]);
}

/** Waits until a device has been sent so many. @returns the last of them. */
export const pushed = (device: PushDevice, count = 1) =>
  eventually(() => {
    expect(device.pushed).toHaveLength(count);
    return device.pushed.at(-1)!;
  });
