import type { Person, Profile } from "../../people/index.js";
import type { Database, Transaction } from "../database/index.js";
import { BaseModel } from "./base-model.js";

export class User extends BaseModel {
  static override tableName = "users";
  declare id: string;
  declare username: string;
  declare displayName: string;
  declare bio: string;
  declare status: string;
  /** The name of the picture. */
  declare avatar: string | null;
  /** The user's version that last touched the profile. */
  declare profileVersion: number;
  declare email: string;
  /** When somebody opened the link that was sent there. */
  declare emailConfirmedAt: Date | null;
  /** The address that takes its place once it is confirmed. */
  declare pendingEmail: string | null;
  /** Null: they sign in otherwise. */
  declare passwordHash: string | null;
  declare role: "admin" | "member";
  /** The language of mail and push to them. */
  declare locale: "en" | "fr";
  declare version: number;
  declare bannedAt: Date | null;
  /** When the ban ends; null: never. */
  declare bannedUntil: Date | null;
  declare banReason: string | null;
  /** When a device of theirs was last connected, to the minute; not kept while they appear offline. */
  declare lastSeenAt: Date | null;
  /** They are shown as offline to everyone, and never as writing or viewing. */
  declare appearsOffline: boolean;
  /** The version that last touched it. */
  declare presenceVersion: number;
  declare createdAt: Date;
  declare deletedAt: Date | null;
}

/** The server's admins, `most` of them at most, found by an index of their own. */
export async function adminsOf(source: Database | Transaction, most: number): Promise<User[]> {
  return User.query(source).whereRaw("role = 'admin' and deleted_at is null").limit(most);
}

/** Whether a user is banned just now. */
export function isBanned(user: Pick<User, "bannedAt" | "bannedUntil">): boolean {
  if (!user.bannedAt) return false;
  return !user.bannedUntil || user.bannedUntil.getTime() > Date.now();
}

/** The same in SQL, for a row of users that goes by `alias`. */
export const bannedSql = (alias: string): string =>
  `(${alias}.banned_at is not null
    and (${alias}.banned_until is null or ${alias}.banned_until > now()))`;

/**
 * The ids of the users with a block between them and `user`, an SQL expression; a `uuid[]` read by two
 * indexes, which may name a user twice. A union would be read in its order, all of it.
 */
export const blockedIdsSql = (user: string): string => `(
  array(select blocked_id from blocks where blocker_id = ${user})
  || array(select blocker_id from blocks where blocked_id = ${user}))`;

/** Whether two users, each an SQL expression of an id, have blocked each other, either way round. */
export const blockedSql = (one: string, other: string): string =>
  `exists (select from blocks where (blocker_id = ${one} and blocked_id = ${other})
    or (blocker_id = ${other} and blocked_id = ${one}))`;

/**
 * A user as others see them.
 * @param apart whether whoever asks is not on terms with them: then only the name is left [S14].
 */
export function personOf(
  user: Pick<User, "id" | "username" | "displayName" | "avatar">,
  { apart = false } = {},
): Person {
  const { id, username, displayName, avatar } = user;
  return { id, username, displayName, ...(avatar !== null && !apart && { avatar }) };
}

/** A user's page. */
export function profileOf(
  user: Parameters<typeof personOf>[0] & Pick<User, "bio" | "status" | "createdAt">,
): Profile {
  const { bio, status, createdAt } = user;
  return { ...personOf(user), bio, status, joinedAt: createdAt.getTime() };
}
