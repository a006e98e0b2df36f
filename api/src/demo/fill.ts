import { randomBytes } from "node:crypto";
import { openServices, type Services, type StartOptions } from "@rally/shared/server/services";
import { User } from "@rally/shared/server/models";
import { startInOrder, StartError } from "@rally/shared/server/process";
import { RemotePresence, openLog } from "@rally/sync-server";
import { createUser } from "../accounts/index.js";
import { Dispatcher } from "../commands/index.js";
import { channelHandlers } from "../channels/index.js";
import { conversationHandlers } from "../conversations/index.js";
import { memberHandlers } from "../members/index.js";
import { friendHandlers } from "../relationships/index.js";
import type { ApiContext } from "../http/index.js";
import { createPasswords } from "../passwords/index.js";
import { channels } from "./channels.js";
import { everyday } from "./everyday.js";
import { befriend } from "./friendships.js";
import { groups } from "./groups.js";
import { pairs } from "./pairs.js";
import { people, type Person } from "./people.js";
import { DemoScript } from "./demo-script.js";
import { world } from "./world.js";

/** Days that the demo covers. */
const DAYS = 24;
const DAY_MS = 86_400_000;

export interface Demo {
  /** The password of every demo user. */
  password: string;
  usernames: readonly string[];
  messages: number;
}

/**
 * Fills an empty server with users and conversations of the last weeks, through the app's commands
 * with a shifted clock.
 * @throws StartError when the server has users
 */
export async function fillWithDemo(options: StartOptions): Promise<Demo> {
  const filling = await startInOrder(async (onStop) => {
    const services = await openServices(options, onStop);
    await requireEmpty(services);
    const began = Date.now() - DAYS * DAY_MS;
    const time = { now: began };
    const opened = openLog({ ...services, now: () => time.now });
    onStop(() => opened.stop());
    const { bus, limits } = services;
    const presence = new RemotePresence(bus, { to: "all", silence: limits.presenceSilence });
    onStop(() => presence.close());
    const context: ApiContext = {
      ...services,
      log: opened.log,
      presence,
      markerMoved: () => undefined,
      memberJoined: () => undefined, // counted by the next process
      passwords: createPasswords(limits),
      limitMail: () => Promise.resolve(),
      homeUrl: () => services.publicUrl ?? "http://localhost",
    };
    const password = randomBytes(9).toString("base64url");
    const ids = await createAccounts(context, password, began);
    const dispatcher = new Dispatcher(context, [
      ...conversationHandlers(context),
      ...channelHandlers(),
      ...memberHandlers(),
      ...friendHandlers(context),
    ]);
    await befriend(dispatcher, ids);
    const script = new DemoScript(dispatcher, ids, time, Date.now());
    const messages = await script.play([world, everyday, ...channels, ...groups, ...pairs]);
    await backdate(services, began);
    return { demo: { password, usernames: Object.keys(people), messages } };
  });
  await filling.stop();
  return filling.demo;
}

/** Instructions for the operator on how to sign in. */
export function demoSentence({ password, usernames, messages }: Demo): string {
  return (
    `The demo has ${usernames.length} people and ${messages} messages. ` +
    `Sign in as ${usernames.join(", ")}; the password of each is ${password}`
  );
}

async function requireEmpty({ database }: Services): Promise<void> {
  if (!(await User.query(database).select("id").first())) return;
  throw new StartError(
    "--demo fills an empty server, and this one has people already. Start without --demo, or set RALLY_DATA " +
      "(or DATABASE_URL) to a new place.",
  );
}

/** Creates the accounts. */
async function createAccounts(
  context: ApiContext,
  password: string,
  began: number,
): Promise<ReadonlyMap<Person, string>> {
  const passwordHash = await context.passwords.hash(password);
  const ids = new Map<Person, string>();
  for (const [username, { displayName, bio, status }] of Object.entries(people)) {
    const user = await context.database.transaction(async (trx) => {
      const account = { username, email: `${username}@demo.invalid`, password };
      const made = await createUser(context, trx, account, { passwordHash, locale: "en" });
      await trx("users")
        .where("id", made.id)
        .update({ display_name: displayName, bio, status, created_at: new Date(began) });
      return made;
    });
    ids.set(username as Person, user.id);
  }
  // Mail to `.invalid` is never delivered.
  await context.database("mails").delete();
  return ids;
}

/** Changes no version, because no device knows these rows yet. */
async function backdate({ database }: Services, began: number): Promise<void> {
  await database("conversations").update({ created_at: new Date(began) });
  await database("memberships").update({ joined_at: new Date(began) });
  await database("friend_changes").update({ at: new Date(began) });
  // In the order of their versions, one per day.
  await database("notifications as n").update({
    at: database.raw(
      `?::timestamptz + interval '1 day' * least(?::int, (
         select count(*) from notifications o where o.user_id = n.user_id and o.version <= n.version))`,
      [new Date(began), DAYS],
    ),
  });
}
