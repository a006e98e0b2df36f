import type { Person } from "../../people/index.js";
import { BaseModel } from "./base-model.js";

export class User extends BaseModel {
  static override tableName = "users";
  declare id: string;
  declare username: string;
  declare displayName: string;
  declare email: string;
  /** When somebody opened the link that was sent there. */
  declare emailConfirmedAt: Date | null;
  /** The address that takes its place once it is confirmed. */
  declare pendingEmail: string | null;
  declare passwordHash: string;
  declare role: "admin" | "member";
  /** The language of mail and push to them. */
  declare locale: "en" | "fr";
  declare version: number;
  declare bannedAt: Date | null;
  /** When the ban ends; null: never. */
  declare bannedUntil: Date | null;
  declare banReason: string | null;
  declare createdAt: Date;
  declare deletedAt: Date | null;
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

/** A user as everyone sees them. */
export function personOf(user: Pick<User, "id" | "username" | "displayName">): Person {
  return { id: user.id, username: user.username, displayName: user.displayName };
}
