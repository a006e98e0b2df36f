import type { Role } from "../../members/index.js";
import { BaseModel } from "./base-model.js";

export class Membership extends BaseModel {
  static override tableName = "memberships";
  static override idColumn = ["conversation_id", "user_id"];
  declare conversationId: string;
  declare userId: string;
  declare role: Role;
  /** The conversation's version that last changed the role. */
  declare memberVersion: number;
  /** The conversation's last seq when the user joined. */
  declare joinedSeq: number;
  declare marker: number;
  /** The conversation's version that last changed the marker; 0 in large rooms, which do not log markers. */
  declare version: number;
  /** The user's version that last changed this row. */
  declare userVersion: number;
  declare joinedAt: Date;
}
