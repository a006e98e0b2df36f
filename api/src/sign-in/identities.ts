import { randomInt } from "node:crypto";
import type { Locale } from "@rally/shared/accounts";
import { RallyError } from "@rally/shared/errors";
import type { Database, Transaction } from "@rally/shared/server/database";
import type { User } from "@rally/shared/server/models";
import type { Context } from "koa";
import {
  createUser,
  holdConfirmed,
  letIn,
  localeOf,
  requireUnbanned,
  tellChange,
  type Entry,
} from "../accounts/index.js";
import type { ApiContext, Caller } from "../http/index.js";
import type { Profile } from "./profile.js";
import { numbered, proposedUsername } from "./proposed-username.js";

/** An account elsewhere that is somebody's here. */
export interface IdentityRow {
  provider: string;
  subject: string;
  user_id: string;
  label: string;
  created_at: Date;
  last_used_at: Date;
}

/** Names tried, with a number behind them, for somebody whose own is taken. */
const NAMES_TRIED = 20;

export function identitiesOf(
  source: Database | Transaction,
  userId: string,
): Promise<IdentityRow[]> {
  return source<IdentityRow>("identities").where("user_id", userId).orderBy("provider");
}

/**
 * Signs in whose account elsewhere it is, or makes them an account. Nothing here goes by the
 * e-mail address: an equal one opens nobody's account, and a changed one changes nothing.
 * @throws RallyError `account_exists`, `profile_incomplete`, `banned`
 */
export async function signInByIdentity(
  context: ApiContext,
  trx: Transaction,
  profile: Profile,
  http: Context,
): Promise<Entry> {
  const known = await holdIdentity(trx, profile);
  if (known) {
    const user = await requireUnbanned(trx, known.user_id);
    await noteUse(trx, profile);
    return letIn(context, trx, user, http);
  }
  const user = await createFrom(context, trx, profile, localeOf(http));
  // As with a password: made and deleted again, accounts would each time mail what may be a stranger's address.
  await context.takeMail(user.email, http);
  await addIdentity(trx, user.id, profile);
  return letIn(context, trx, user, http);
}

/** @throws RallyError `identity_taken`, `already_linked`, `confirmation_required` */
export async function linkIdentity(
  context: ApiContext,
  trx: Transaction,
  caller: Caller,
  profile: Profile,
): Promise<void> {
  const known = await holdIdentity(trx, profile);
  const user = await holdConfirmed(context, trx, caller);
  if (known?.user_id === user.id) return noteUse(trx, profile);
  if (known) throw new RallyError("identity_taken", "That account is linked with somebody else");
  if (!(await addIdentity(trx, user.id, profile))) {
    throw new RallyError("already_linked", "Another account of this provider is linked");
  }
  await tellChange(context, trx, user, "providerLinked");
}

/** @throws RallyError `identity_taken` unless the user signs in with this very account. */
export async function requireOwnIdentity(
  trx: Transaction,
  userId: string,
  profile: Profile,
): Promise<void> {
  const known = await holdIdentity(trx, profile);
  if (known?.user_id !== userId) {
    throw new RallyError("identity_taken", "That is not the account linked with yours");
  }
  await noteUse(trx, profile);
}

/** Reads an identity so that two who bring it at once come one after the other, also a new one. */
async function holdIdentity(
  trx: Transaction,
  { provider, subject }: Profile,
): Promise<IdentityRow | undefined> {
  await trx.raw("select pg_advisory_xact_lock(hashtextextended(?, 0))", [
    `identity ${provider} ${subject}`,
  ]);
  return trx<IdentityRow>("identities").where({ provider, subject }).first();
}

async function noteUse(trx: Transaction, { provider, subject, label }: Profile): Promise<void> {
  await trx("identities").where({ provider, subject }).update({ label, last_used_at: new Date() });
}

async function addIdentity(
  trx: Transaction,
  userId: string,
  { provider, subject, label }: Profile,
): Promise<boolean> {
  const added = await trx("identities")
    .insert({ provider, subject, user_id: userId, label })
    .onConflict()
    .ignore()
    .returning("user_id");
  return added.length > 0;
}

/** Makes an account without a password, under a name close to the one they have elsewhere. */
async function createFrom(
  context: ApiContext,
  trx: Transaction,
  profile: Profile,
  locale: Locale,
): Promise<User> {
  const { email } = profile;
  if (email === undefined) {
    throw new RallyError("profile_incomplete", "The provider tells no e-mail address");
  }
  const wished = proposedUsername(profile.username);
  const made = { passwordHash: null, locale };
  for (let tried = 1; tried <= NAMES_TRIED; tried += 1) {
    // The last ones are drawn, for a name may be popular.
    const number = tried < NAMES_TRIED / 2 ? tried : randomInt(1_000, 1_000_000);
    const username = tried === 1 ? wished : numbered(wished, number);
    try {
      return await createUser(context, trx, { username, email, password: "" }, made);
    } catch (error) {
      if (!(error instanceof RallyError) || error.code !== "taken") throw error;
      if (error.fields?.["email"]) {
        throw new RallyError("account_exists", "Sign in to that account, and link it");
      }
    }
  }
  throw new RallyError("unavailable", "No user name is free; try again");
}
