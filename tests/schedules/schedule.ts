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
import { stepArbitrary, take, type Stage, type Step } from "./steps.js";

/** Who is there, and what happens, one after the other or at once. */
export interface Schedule {
  /** For each person, on how many devices; `started`: by the two themselves, perhaps offline. */
  people: number[];
  started: boolean;
  /** Whether devices send and pull by themselves, and are left alone at the end. */
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

/** Milliseconds in which a device comes back by itself: a server's restart, and the waits after failures. */
const RECOVERY = 30_000;

type Servers = readonly [TestRally, TestRally];

/** Runs a schedule, brings everyone back, and looks whether every promise was kept. */
export async function runSchedule(schedule: Schedule, servers: Servers): Promise<void> {
  const stage = await setUp(schedule, servers);
  try {
    for (const step of schedule.steps) await take(step, stage);
    await bringBack(stage.devices, schedule);
    const server = await readServer(servers[0], stage.conversation);
    expectOneOrder(server);
    const outboxes = new Map<string, OutboxRow[]>();
    for (const device of stage.devices) {
      const inStep = () => expectInStep(device, stage.conversation, server);
      const rows = schedule.byThemselves ? await eventually(inStep, RECOVERY) : await inStep();
      outboxes.set(device.person.id, [...(outboxes.get(device.person.id) ?? []), ...rows]);
    }
    expectOnce(server.log, outboxes);
    await expectDrafts(stage.devices, stage.conversation, servers[0]);
  } finally {
    for (const { network } of stage.devices) network.mend();
    for (const device of stage.devices) device.close();
  }
}

async function setUp(
  { people, started, byThemselves }: Schedule,
  servers: Servers,
): Promise<Stage> {
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
 * Everyone is online and hears; what is written leaves, then everyone asks what happened. Again,
 * where another schedule restarted the server in the middle of it. Devices with an app do it all
 * by themselves.
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
