import type { Person } from "../../people/index.js";
import { BaseModel } from "./base-model.js";

export class User extends BaseModel {
  static override tableName = "users";
  declare id: string;
  declare username: string;
  declare displayName: string;
  declare email: string;
  declare passwordHash: string;
  declare role: "admin" | "member";
  declare version: number;
  declare createdAt: Date;
  declare deletedAt: Date | null;
}

/** A user as everyone sees them. */
export function personOf(user: Pick<User, "id" | "username" | "displayName">): Person {
  return { id: user.id, username: user.username, displayName: user.displayName };
}
