import { runCommands } from "@rally/shared/commands";
import { createToken, logout } from "@rally/shared/accounts";
import { newId } from "@rally/shared/ids";
import { ask, signInAgain, signUp, type TestPerson, type TestRally } from "../../testing/index.js";

/** Whoever tries something, as what they are to the conversation they try it in. */
export const actors = [
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
export type ActorName = (typeof actors)[number];

export interface Actor {
  name: ActorName;
  userId: string;
  token: string;
}

/** Everyone in the table, and those whom things are done to. */
export interface Cast {
  actors: Map<ActorName, Actor>;
  /** The owner, another admin and a plain member of each group, whoever else is in it. */
  owner: TestPerson;
  boss: TestPerson;
  extra: TestPerson;
  /** In no group; to be brought into one. */
  outsider: TestPerson;
  /** To be blocked and banned. */
  target: TestPerson;
  /** Who blocked the blocked partner. */
  victim: TestPerson;
  serverAdmin: TestPerson;
  /** The id of a passkey of `target`'s. */
  foreignPasskey: string;
}

export async function gather(rally: TestRally): Promise<Cast> {
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

/** Runs one command of somebody's, which succeeds. @returns what it answers. */
export async function run(
  by: TestPerson,
  name: string,
  input: object,
  on?: TestRally,
): Promise<unknown> {
  const commands = [{ id: newId(), name, input }];
  const { data } = await by.call(runCommands, { body: { commands } }, on);
  const [answer] = data;
  if (!answer?.success) throw new Error(`${name}: ${JSON.stringify(answer?.error)}`);
  return answer.data;
}

function person(someone: TestPerson | undefined): TestPerson {
  if (!someone) throw new Error("Somebody of the cast is missing");
  return someone;
}
