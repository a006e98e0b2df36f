import { randomBytes } from "node:crypto";
import { onTestFinished } from "vitest";
import { startTestRally, type TestPerson, type TestRally } from "@rally/api/testing";
import { runCommands } from "@rally/shared/commands";
import { sendMessage } from "@rally/shared/conversations";
import { newId } from "@rally/shared/ids";
import { RallyDatabase } from "../database/index.js";
import { Session } from "../session/index.js";
import { freshDevice, setOnline, visit } from "./browser.js";
import { startProxy, type NetworkProxy } from "./network-proxy.js";

const password = "correct horse battery";

/** A server with its database, and the proxy through which devices connect. */
export interface TestSetup {
  rally: TestRally;
  proxy: NetworkProxy;
}

/** A user on a device, without background work. */
export interface TestDevice {
  session: Session;
  database: RallyDatabase;
  userId: string;
  username: string;
  person: { id: string; username: string; displayName: string };
}

/** Starts a setup for one test. */
export async function setUp(
  options: Parameters<typeof startTestRally>[0] = {},
): Promise<TestSetup> {
  const rally = await startTestRally(options);
  const proxy = await startProxy(() => rally.url);
  visit(proxy.url);
  setOnline(true);
  freshDevice();
  onTestFinished(async () => {
    await proxy.close();
    await rally.close();
  });
  return { rally, proxy };
}

/** Registers a new user on a new device. */
export async function signUpDevice(): Promise<TestDevice> {
  const username = `u_${randomBytes(6).toString("hex")}`;
  freshDevice();
  const session = new Session();
  await session.register({ username, email: `${username}@example.org`, password });
  return openTestDatabase(session);
}

/** Signs in the same user on another device. */
export async function signInDevice({ username }: TestDevice): Promise<TestDevice> {
  freshDevice();
  const session = new Session();
  await session.signIn({ login: username, password });
  return openTestDatabase(session);
}

function openTestDatabase(session: Session): TestDevice {
  const state = session.state.value;
  if (state.status !== "signed-in") throw new Error("No user is signed in");
  const { userId, username, displayName } = state;
  const database = new RallyDatabase(userId);
  onTestFinished(() => database.close());
  const person = { id: userId, username, displayName };
  return { session, database, userId, username, person };
}

/** Posts `"1"` to `"<count>"` to a conversation in as few requests as possible. */
export async function sayMany(
  person: TestPerson,
  conversationId: string,
  count: number,
): Promise<void> {
  const commands = Array.from({ length: count }, (_, index) => {
    const content = { kind: "text", body: `${index + 1}` } as const;
    return { id: newId(), name: sendMessage.name, input: { conversationId, content } };
  });
  for (let start = 0; start < count; start += 100) {
    await person.call(runCommands, { body: { commands: commands.slice(start, start + 100) } });
  }
}
