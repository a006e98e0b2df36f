import type { Role } from "../../members/index.js";
import { BaseModel } from "./base-model.js";

/**
 * SQL: until when a user is muted in a conversation, in milliseconds since the epoch; null if they
 * are not.
 */
export const mutedUntilSql = (conversation: string, user: string): string => `(
  select floor(extract(epoch from until) * 1000)::bigint from mutes
  where conversation_id = ${conversation} and user_id = ${user} and until > now())`;

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
  /** The conversation's last seq when the user archived it; null: not archived. */
  declare archivedSeq: number | null;
  /** The last message that the user has deleted for themselves with the history; 0: none. */
  declare clearedSeq: number;
  /** The conversation's version that last changed the marker; 0 in large rooms, which do not log markers. */
  declare version: number;
  /** The user's version that last changed this row. */
  declare userVersion: number;
  declare joinedAt: Date;
}
