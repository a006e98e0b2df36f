import type { TestRally } from "@rally/api/testing";
import { newId } from "@rally/shared/ids";
import fc from "fast-check";
import {
  enqueueDeletion,
  enqueueEdit,
  markRead,
  enqueueMessage,
} from "../../pwa/src/conversations/index.js";
import { discard, listRefused, retry } from "../../pwa/src/outbox/index.js";
import { draft } from "./app.js";
import type { Device } from "./device.js";
import type { Fault } from "./network.js";

/** A kind of step and its relative frequency. */
const weights = {
  send: 160,
  edit: 70,
  delete: 40,
  mark: 50,
  draft: 60,
  flush: 160,
  flushStealingLock: 30,
  pull: 90,
  open: 25,
  close: 10,
  offline: 30,
  online: 40,
  lost: 50,
  twice: 50,
  late: 40,
  lateAnswer: 50,
  release: 60,
  cutOff: 20,
  change: 40,
  reload: 40,
  retry: 15,
  discard: 10,
  restart: 2,
  stopListening: 2,
};
type Act = keyof typeof weights;

/**
 * One step of one device; `pick` selects among the possible targets, `wait` waits until it is done.
 */
export interface Step {
  act: Act;
  device: number;
  pick: number;
  wait: boolean;
}

export const stepArbitrary: fc.Arbitrary<Step> = fc.record({
  act: fc.oneof(
    ...Object.entries(weights).map(([act, weight]) => ({
      weight,
      arbitrary: fc.constant(act as Act),
    })),
  ),
  device: fc.nat(15),
  pick: fc.nat(999),
  wait: fc.boolean(),
});

export interface Fixture {
  conversation: string;
  devices: Device[];
  servers: readonly [TestRally, TestRally];
}

let words = 0;
/** A unique text, so that its effects can be counted. */
const uniqueText = (pick: number): string => `${(words += 1)}${" word".repeat(pick % 5)}`;

export async function take(step: Step, fixture: Fixture): Promise<void> {
  const { conversation, devices, servers } = fixture;
  const device = devices[step.device % devices.length] as Device;
  const { network } = device;
  const done = act(step, fixture, device);
  if (done) return void (step.wait && (await done));
  switch (step.act) {
    case "open":
      device.openRoom(conversation);
      break;
    case "close":
      device.closeRoom();
      break;
    case "offline":
      network.online = false;
      network.breakSockets();
      break;
    case "online":
      network.online = true;
      break;
    case "release":
      network.release();
      break;
    case "cutOff":
      network.cutOff.add(network.target);
      network.breakSockets();
      break;
    case "change":
      network.target = servers[network.target === servers[0] ? 1 : 0];
      network.breakSockets();
      break;
    case "reload":
      device.reload();
      break;
    case "restart":
      await servers[step.pick % 2]?.restart();
      break;
    case "stopListening":
      await servers[0].database.raw(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'rally bus' and datname = current_database()`,
      );
      break;
    default:
      network.faults.push(step.act as Fault);
  }
}

/** A step of the app or its user; undefined for an external event. */
function act(
  { act: name, pick }: Step,
  { conversation }: Fixture,
  device: Device,
): Promise<void> | undefined {
  const { database } = device;
  switch (name) {
    case "send":
      return device.do(async () => {
        const replyTo = pick % 13 === 0 ? newId() : await messageOf(device, pick, 5);
        await enqueueMessage(database, conversation, uniqueText(pick), replyTo ? { replyTo } : {});
      });
    case "edit":
      return device.do(async () => {
        const id = await messageOf(device, pick, 1);
        if (id) await enqueueEdit(database, conversation, id, uniqueText(pick));
      });
    case "delete":
      return device.do(async () => {
        const id = await messageOf(device, pick, 1);
        if (id) await enqueueDeletion(database, conversation, id);
      });
    case "mark":
      return device.do(async () => {
        const held = await database.conversations.get(conversation);
        if (held?.lastSeq) await markRead(database, conversation, 1 + (pick % held.lastSeq));
      });
    case "draft":
      return device.do(() => draft(device, conversation));
    case "retry":
    case "discard":
      return device.do(async () => {
        const refused = await listRefused(database);
        const row = refused[pick % Math.max(1, refused.length)];
        if (row) await (name === "retry" ? retry : discard)(database, row.id);
      });
    case "flush":
      return device.flush();
    case "flushStealingLock":
      return device.flush(true);
    case "pull":
      return device.pull();
    default:
      return undefined;
  }
}

/** A message that this device knows; sometimes by another user, whose edit the server rejects. */
async function messageOf(
  { database, person }: Device,
  pick: number,
  every: number,
): Promise<string | undefined> {
  if (pick % every !== 0) return undefined;
  const held = await database.messages.toArray();
  const foreign = pick % 3 === 0;
  const ids = [
    ...held.filter(({ author }) => foreign || author === person.id).map(({ id }) => id),
    ...(await database.outbox.filter(({ name }) => name === "message.send").toArray()).map(
      ({ id }) => id,
    ),
  ];
  return ids[pick % Math.max(1, ids.length)];
}
