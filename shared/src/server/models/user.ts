import { RallyError } from "../../errors/index.js";
import { isBlockedSql } from "./blocked.js";
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
  /** The status that `/back` restores; null for a user who is not away. */
  declare statusBeforeAway: string | null;
  /** The name of the picture. */
  declare avatar: string | null;
  /** The user's version that last changed the profile. */
  declare profileVersion: number;
  declare email: string;
  /** When the user opened the confirmation link. */
  declare emailConfirmedAt: Date | null;
  /** The new address, until it is confirmed. */
  declare pendingEmail: string | null;
  /** Null for a user without a password. */
  declare passwordHash: string | null;
  declare role: "admin" | "member";
  /** The language of mail and push. */
  declare locale: "en" | "fr";
  declare version: number;
  declare bannedAt: Date | null;
  /** When the ban ends; null for a permanent ban. */
  declare bannedUntil: Date | null;
  declare banReason: string | null;
  /** When a device was last connected, to the minute; null while the user appears offline. */
  declare lastSeenAt: Date | null;
  /** Whether the user appears offline to all others, and never as typing or viewing. */
  declare appearsOffline: boolean;
  /** The user's version that last changed `appearsOffline`. */
  declare presenceVersion: number;
  declare createdAt: Date;
  declare deletedAt: Date | null;
}

/** The administrators of the server, at most `most`, by an index. */
export async function adminsOf(source: Database | Transaction, most: number): Promise<User[]> {
  return User.query(source).whereRaw("role = 'admin' and deleted_at is null").limit(most);
}

/** Whether a user is banned now. */
export function isBanned(user: Pick<User, "bannedAt" | "bannedUntil">): boolean {
  if (!user.bannedAt) return false;
  return !user.bannedUntil || user.bannedUntil.getTime() > Date.now();
}

/** The refusal of a banned user, with the ban's end and reason. */
export function bannedError({ bannedUntil, banReason }: User): RallyError {
  return new RallyError("banned", "You are banned", {
    ban: {
      ...(banReason && { reason: banReason }),
      ...(bannedUntil && { until: bannedUntil.getTime() }),
    },
  });
}

/** The same in SQL, for a row of `users` with this alias. */
export const bannedSql = (alias: string): string =>
  `(${alias}.banned_at is not null
    and (${alias}.banned_until is null or ${alias}.banned_until > now()))`;

/** A user in a list that another user reads, as `personJsonSql` selects it. */
export type PersonJson = Pick<User, "id" | "username" | "displayName" | "avatar"> & {
  /** Whether there is a block between the two. */
  blocked: boolean;
};

/** SQL: a user by their id as JSON, for the reader of a list; null for a deleted account. */
export const personJsonSql = (id: string, reader: string): string => `(
  select json_build_object('id', u.id, 'username', u.username, 'displayName', u.display_name,
    'avatar', u.avatar, 'blocked', ${isBlockedSql("u.id", reader)})
  from users u where u.id = ${id} and u.deleted_at is null)`;

/**
 * A user as others see them.
 * @param nameOnly leaves the picture out, for readers with a block between them and the user [S14].
 */
export function personOf(
  user: Pick<User, "id" | "username" | "displayName" | "avatar">,
  { nameOnly = false } = {},
): Person {
  const { id, username, displayName, avatar } = user;
  return { id, username, displayName, ...(avatar !== null && !nameOnly && { avatar }) };
}

type ProfileColumns = Parameters<typeof personOf>[0] & Pick<User, "bio" | "status" | "createdAt">;

/** A user's profile as others see it. */
export function profileOf(user: ProfileColumns): Profile {
  const { bio, status, createdAt } = user;
  return { ...personOf(user), bio, status, joinedAt: createdAt.getTime() };
}

/** A user's profile as the user sees it. */
export function ownProfileOf(user: ProfileColumns & Pick<User, "statusBeforeAway">): Profile {
  const { statusBeforeAway } = user;
  return { ...profileOf(user), ...(statusBeforeAway !== null && { statusBeforeAway }) };
}
