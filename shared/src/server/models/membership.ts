import type { Role } from "../../members/index.js";
import { BaseModel } from "./base-model.js";

export class Membership extends BaseModel {
  static override tableName = "memberships";
  static override idColumn = ["conversation_id", "user_id"];
  declare conversationId: string;
  declare userId: string;
  declare role: Role;
  /** The conversation's version that last touched the role. */
  declare memberVersion: number;
  /** The conversation's last seq when this user joined. */
  declare joinedSeq: number;
  declare marker: number;
  /** The conversation's version that last touched the marker; 0 in large rooms, which log none. */
  declare version: number;
  /** The user's version that last touched this row. */
  declare userVersion: number;
  declare joinedAt: Date;
}
