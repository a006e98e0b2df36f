import { eventually, type TestRally } from "@rally/api/testing";
import { directConversationId } from "@rally/shared/ids";
import fc from "fast-check";
import { expect } from "vitest";
import { startConversation } from "../../pwa/src/conversations/index.js";
import type { OutboxRow } from "../../pwa/src/database/index.js";
import { expectDrafts } from "./app.js";
import { Device } from "./device.js";
import { expectInStep, expectOnce } from "./expectations.js";
import { makeConversation, makePeople } from "./people.js";
import { expectOneOrder, readServer } from "./server-state.js";
import { stepArbitrary, take, type Fixture, type Step } from "./steps.js";

/** The users and their steps, in sequence or concurrent. */
export interface Schedule {
  /**
   * The number of devices of each user; `started`: by the two users themselves, possibly offline.
   */
  people: number[];
  started: boolean;
  /** Whether devices send and pull by themselves, and get no help at the end. */
  byThemselves: boolean;
  steps: Step[];
}

export const schedules = (byThemselves: boolean): fc.Arbitrary<Schedule> =>
  fc.record({
    people: fc.constantFrom([1, 1], [1, 2], [2, 1], [2, 2], [1, 1, 1], [2, 1, 1]),
    started: fc.boolean(),
    byThemselves: fc.constant(byThemselves),
    steps: fc.array(stepArbitrary, { minLength: 4, maxLength: 24 }),
  });

/** How long (ms) a device needs to recover: a server restart, and the delays after failures. */
const RECOVERY = 30_000;

type Servers = readonly [TestRally, TestRally];

/** Runs a schedule, reconnects all devices, and checks all guarantees. */
export async function runSchedule(schedule: Schedule, servers: Servers): Promise<void> {
  const fixture = await setUp(schedule, servers);
  try {
    for (const step of schedule.steps) await take(step, fixture);
    await bringBack(fixture.devices, schedule);
    const server = await readServer(servers[0], fixture.conversation);
    expectOneOrder(server);
    const outboxes = new Map<string, OutboxRow[]>();
    for (const device of fixture.devices) {
      const inStep = () => expectInStep(device, fixture.conversation, server);
      const rows = schedule.byThemselves ? await eventually(inStep, RECOVERY) : await inStep();
      outboxes.set(device.person.id, [...(outboxes.get(device.person.id) ?? []), ...rows]);
    }
    expectOnce(server.log, outboxes);
    await expectDrafts(fixture.devices, fixture.conversation, servers[0]);
  } finally {
    for (const { network } of fixture.devices) network.mend();
    for (const device of fixture.devices) device.close();
  }
}

async function setUp(
  { people, started, byThemselves }: Schedule,
  servers: Servers,
): Promise<Fixture> {
  const persons = await makePeople(servers[0], people.length);
  const devices = persons.flatMap((person, index) =>
    person.sessions.slice(0, people[index]).map((sessionId, number) => {
      const { token } = servers[0].tokens.signAccess({ userId: person.id, sessionId });
      const target = servers[(index + number) % 2] as TestRally;
      return new Device(person, token, { target, hasApp: byThemselves });
    }),
  );
  const [one, two] = persons;
  if (!started || persons.length !== 2 || !one || !two) {
    return { conversation: await makeConversation(servers[0], persons), devices, servers };
  }
  for (const device of devices) {
    await startConversation(device.database, device.person === one ? two : one);
  }
  return { conversation: directConversationId(one.id, two.id), devices, servers };
}

/**
 * Brings all devices online, sends all pending commands and pulls all changes. Repeats when another
 * schedule restarted the server meanwhile. Devices with an app do all of this by themselves.
 */
async function bringBack(
  devices: readonly Device[],
  { byThemselves }: Pick<Schedule, "byThemselves">,
): Promise<void> {
  for (const { network } of devices) network.mend();
  await Promise.all(devices.flatMap(({ tasks }) => tasks));
  if (byThemselves) {
    await Promise.all(devices.map((device) => eventually(() => expectSent(device), RECOVERY)));
    return;
  }
  await Promise.all(devices.map((device) => eventually(() => sendAll(device))));
  await Promise.all(devices.map((device) => eventually(() => askAll(device))));
}

async function sendAll(device: Device): Promise<void> {
  await device.flush();
  await expectSent(device);
}

async function expectSent(device: Device): Promise<void> {
  const left = await device.database.outbox.where("state").anyOf("pending", "sending").toArray();
  expect(left).toEqual([]);
}

async function askAll(device: Device): Promise<void> {
  const { started = 0 } = (await device.database.getMeta("listings")) ?? {};
  await device.pull();
  expect((await device.database.getMeta("listings"))?.finished).toBeGreaterThan(started);
}
