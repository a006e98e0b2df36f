import { createToken, logout } from "@rally/shared/accounts";
import { newId } from "@rally/shared/ids";
import {
  ask,
  runCommand as run,
  signInAgain,
  signUp,
  type TestPerson,
  type TestRally,
} from "../../testing/index.js";

/** The actors, named by their relationship to the conversation. */
export const actorNames = [
  "a stranger",
  "a member",
  "a moderator",
  "an admin",
  "the owner",
  "a removed member",
  "a blocked partner",
  "a banned user",
  "a server admin",
  "an ended session",
  "a foreign session's token",
  "a bot token",
] as const;
export type ActorName = (typeof actorNames)[number];

export interface Actor {
  name: ActorName;
  userId: string;
  token: string;
}

/** All actors, and the users that operations are done to. */
export interface Actors {
  actors: Map<ActorName, Actor>;
  /** The owner, another admin and a plain member of each group. */
  owner: TestPerson;
  boss: TestPerson;
  extra: TestPerson;
  /** A member of no group, to be invited. */
  outsider: TestPerson;
  /** To be blocked and banned. */
  target: TestPerson;
  /** The user who blocked the blocked partner. */
  victim: TestPerson;
  serverAdmin: TestPerson;
  /** The id of a passkey of `target`. */
  foreignPasskey: string;
}

export async function gather(rally: TestRally): Promise<Actors> {
  const setupToken = rally.adminSetupLink?.split("#")[1] ?? "";
  const serverAdmin = await signUp(rally, { setupToken });
  const people = await Promise.all(Array.from({ length: 13 }, () => signUp(rally)));
  const [stranger, member, moderator, admin, owner, removed, blocked, banned, ended, ...rest] =
    people as [TestPerson, ...TestPerson[]] & TestPerson[];
  const [boss, extra, outsider, target] = rest;
  const victim = await signUp(rally);
  await run(victim, "user.block", { userId: person(blocked).id });
  await run(serverAdmin, "user.ban", { userId: person(banned).id });
  const goneSession = await signInAgain(rally, person(ended));
  const { data: bot } = await person(member).call(createToken, { body: { name: "bot" } });
  await ask(rally.url, logout, { cookie: person(ended).cookie });
  await rally.database("sessions").where({ id: goneSession.id }).update({ ended_at: new Date() });
  const foreign = rally.tokens.signAccess({
    userId: person(member).id,
    sessionId: rally.tokens.verifyAccess(stranger.token).sessionId,
  });
  const is = (name: ActorName, someone: TestPerson | undefined, token = person(someone).token) =>
    [name, { name, userId: person(someone).id, token }] as const;
  return {
    actors: new Map([
      is("a stranger", stranger),
      is("a member", member),
      is("a moderator", moderator),
      is("an admin", admin),
      is("the owner", owner),
      is("a removed member", removed),
      is("a blocked partner", blocked),
      is("a banned user", banned),
      is("a server admin", serverAdmin),
      is("an ended session", ended, goneSession.token),
      is("a foreign session's token", member, foreign.token),
      is("a bot token", member, bot.token),
    ]),
    owner: person(owner),
    boss: person(boss),
    extra: person(extra),
    outsider: person(outsider),
    target: person(target),
    victim,
    serverAdmin,
    foreignPasskey: await addPasskeyOf(rally, person(target)),
  };
}

/** @returns its id. */
async function addPasskeyOf({ database }: TestRally, { id: user_id }: TestPerson): Promise<string> {
  const id = newId();
  await database("passkeys").insert({
    ...{ id, user_id, name: "theirs", public_key: Buffer.from("key"), counter: 0 },
    ...{ credential_id: id, is_synced: false },
  });
  return id;
}

function person(someone: TestPerson | undefined): TestPerson {
  if (!someone) throw new Error("An actor is missing");
  return someone;
}

export { run };
