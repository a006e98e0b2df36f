import { randomInt } from "node:crypto";
import type { Locale } from "@rally/shared/accounts";
import { RallyError } from "@rally/shared/errors";
import type { Database, Transaction } from "@rally/shared/server/database";
import type { User } from "@rally/shared/server/models";
import type { Context } from "koa";
import { createUser, localeOf } from "../../accounts/index.js";
import {
  requireRecentAuth,
  completeSignIn,
  requireUnbanned,
  type SignInResult,
} from "../../auth/index.js";
import { mailSignInChange } from "../../mail/index.js";
import type { Identity } from "@rally/shared/server/tokens";
import type { ApiContext } from "../../http/index.js";
import { type Profile, numbered, proposedUsername } from "./profile.js";

/** An account at a provider that is linked to a user. */
export interface IdentityRow {
  provider: string;
  subject: string;
  user_id: string;
  label: string;
  created_at: Date;
  last_used_at: Date;
}

/** Numbered names to try when the proposed one is taken. */
const NAMES_TRIED = 20;

export function identitiesOf(
  source: Database | Transaction,
  userId: string,
): Promise<IdentityRow[]> {
  return source<IdentityRow>("identities").where("user_id", userId).orderBy("provider");
}

/**
 * Signs in the user of an identity, or creates an account. Never matches by email address: an
 * equal address gives no access to an account, and a changed one changes nothing.
 * @throws RallyError `account_exists`, `profile_incomplete`, `banned`
 */
export async function signInByIdentity(
  context: ApiContext,
  trx: Transaction,
  profile: Profile,
  http: Context,
): Promise<SignInResult & { isNew: boolean }> {
  const known = await holdIdentity(trx, profile);
  if (known) {
    const user = await requireUnbanned(trx, known.user_id);
    await noteUse(trx, profile);
    return { ...(await completeSignIn(context, trx, user, http)), isNew: false };
  }
  const user = await createFrom(context, trx, profile, localeOf(http));
  // Counted by address, so that creating and deleting accounts cannot flood a mailbox.
  await context.limitMail(user.email, http);
  await addIdentity(trx, user.id, profile);
  return { ...(await completeSignIn(context, trx, user, http)), isNew: true };
}

/** @throws RallyError `identity_taken`, `already_linked`, `confirmation_required` */
export async function linkIdentity(
  context: ApiContext,
  trx: Transaction,
  caller: Identity,
  profile: Profile,
): Promise<void> {
  const known = await holdIdentity(trx, profile);
  const user = await requireRecentAuth(context, trx, caller);
  if (known?.user_id === user.id) return noteUse(trx, profile);
  if (known) throw new RallyError("identity_taken", "That account is linked with another user");
  if (!(await addIdentity(trx, user.id, profile))) {
    throw new RallyError("already_linked", "Another account of this provider is linked already");
  }
  await mailSignInChange(context, trx, user, "providerLinked");
}

/** @throws RallyError `identity_taken` unless the user has this identity. */
export async function requireOwnIdentity(
  trx: Transaction,
  userId: string,
  profile: Profile,
): Promise<void> {
  const known = await holdIdentity(trx, profile);
  if (known?.user_id !== userId) {
    throw new RallyError("identity_taken", "That account is not linked with yours");
  }
  await noteUse(trx, profile);
}

/** Locks an identity, even one that does not exist yet, so that concurrent sign-ins run in turn. */
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

/** Creates an account without a password, with a user name close to the provider's. */
async function createFrom(
  context: ApiContext,
  trx: Transaction,
  profile: Profile,
  locale: Locale,
): Promise<User> {
  const { email } = profile;
  if (email === undefined) {
    throw new RallyError("profile_incomplete", "The provider did not send an email address");
  }
  const wished = proposedUsername(profile.username);
  const made = { passwordHash: null, locale };
  for (let tried = 1; tried <= NAMES_TRIED; tried += 1) {
    // The later numbers are random, because popular names have many small ones.
    const number = tried < NAMES_TRIED / 2 ? tried : randomInt(1_000, 1_000_000);
    const username = tried === 1 ? wished : numbered(wished, number);
    try {
      return await createUser(context, trx, { username, email, password: "" }, made);
    } catch (error) {
      if (!(error instanceof RallyError) || error.code !== "taken") throw error;
      if (error.fields?.["email"]) {
        throw new RallyError("account_exists", "Sign in to the existing account and link it");
      }
    }
  }
  throw new RallyError("unavailable", "No user name is free; try again");
}
