import { randomBytes } from "node:crypto";
import {
  openFoundation,
  type Foundation,
  type StartOptions,
} from "@rally/shared/server/foundation";
import { User } from "@rally/shared/server/models";
import { beginInTurn, StartError } from "@rally/shared/server/process";
import { HeardPresence, openLog } from "@rally/sync-server";
import { createUser } from "../accounts/index.js";
import { Dispatcher } from "../commands/index.js";
import { conversationHandlers } from "../conversations/index.js";
import { friendHandlers } from "../friends/index.js";
import type { ApiContext } from "../http/index.js";
import { createPasswords } from "../passwords/index.js";
import { everyday } from "./everyday.js";
import { befriend } from "./friendships.js";
import { groups } from "./groups.js";
import { pairs } from "./pairs.js";
import { people, type Person } from "./people.js";
import { Telling } from "./telling.js";
import { world } from "./world.js";

/** Days that the demo's people have known each other for. */
const DAYS = 24;
const DAY_MS = 86_400_000;

export interface Demo {
  /** Of everybody in it. */
  password: string;
  usernames: readonly string[];
  messages: number;
}

/**
 * Fills an empty server with people and what they said in the last weeks, each word of it through
 * the commands that the app sends; only the clock is another.
 * @throws StartError where somebody has an account already
 */
export async function fillWithDemo(options: StartOptions): Promise<Demo> {
  const filling = await beginInTurn(async (ending) => {
    const foundation = await openFoundation(options, ending);
    await requireEmpty(foundation);
    const began = Date.now() - DAYS * DAY_MS;
    const time = { now: began };
    const opened = openLog({ ...foundation, clock: () => time.now });
    ending(() => opened.stop());
    const { bus, limits } = foundation;
    const presence = new HeardPresence(bus, { to: "all", silence: limits.presenceSilence });
    ending(() => presence.close());
    const context: ApiContext = {
      ...foundation,
      log: opened.log,
      presence,
      marked: () => undefined,
      joined: () => undefined, // the next process counts them
      passwords: createPasswords(limits),
      takeMail: () => Promise.resolve(),
      homeUrl: () => foundation.publicUrl ?? "http://localhost",
    };
    const password = randomBytes(9).toString("base64url");
    const ids = await settle(context, password, began);
    const dispatcher = new Dispatcher(context, [
      ...conversationHandlers(context),
      ...friendHandlers(context),
    ]);
    await befriend(dispatcher, ids);
    const telling = new Telling(dispatcher, ids, time, Date.now());
    const messages = await telling.tell([world, everyday, ...groups, ...pairs]);
    await dateBack(foundation, began);
    return { demo: { password, usernames: Object.keys(people), messages } };
  });
  await filling.stop();
  return filling.demo;
}

/** How whoever starts Rally learns who they can be. */
export function demoSentence({ password, usernames, messages }: Demo): string {
  return (
    `The demo has ${usernames.length} people and ${messages} messages. ` +
    `Sign in as ${usernames.join(", ")}; the password of each is ${password}`
  );
}

async function requireEmpty({ database }: Foundation): Promise<void> {
  if (!(await User.query(database).select("id").first())) return;
  throw new StartError(
    "--demo fills an empty server, and this one has people already. Start without --demo, or set RALLY_DATA " +
      "(or DATABASE_URL) to a new place.",
  );
}

/** Makes the accounts. */
async function settle(
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
  // Nobody reads what is sent to `.invalid`.
  await context.database("mails").delete();
  return ids;
}

/** When something began is no change of it: no device knows of it yet. */
async function dateBack({ database }: Foundation, began: number): Promise<void> {
  await database("conversations").update({ created_at: new Date(began) });
  await database("memberships").update({ joined_at: new Date(began) });
  await database("friend_changes").update({ at: new Date(began) });
  // In the order in which they came, one a day.
  await database("notifications as n").update({
    at: database.raw(
      `?::timestamptz + interval '1 day' * least(?::int, (
         select count(*) from notifications o where o.user_id = n.user_id and o.version <= n.version))`,
      [new Date(began), DAYS],
    ),
  });
}
