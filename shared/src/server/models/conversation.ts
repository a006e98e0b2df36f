import type { Visibility } from "../../conversations/index.js";
import type { ConversationKind } from "../../members/index.js";
import { BaseModel } from "./base-model.js";

export class Conversation extends BaseModel {
  static override tableName = "conversations";
  declare id: string;
  declare kind: ConversationKind;
  /** The name and topic of a group or channel. */
  declare name: string | null;
  declare topic: string | null;
  /** Of a channel: who can join it, and whether the directory shows it. */
  declare visibility: Visibility | null;
  declare listed: boolean | null;
  /** Seconds that a member waits between two messages. */
  declare slowMode: number | null;
  /** The name of its theme; null: the default. */
  declare theme: string | null;
  /** The name of its picture. */
  declare picture: string | null;
  declare ownerId: string | null;
  /** Incremented by changes that affect policies and are not in the log: blocks, bans. */
  declare rights: number;
  declare version: number;
  declare lastSeq: number;
  declare memberCount: number;
  /** The Yjs client id that servers use in this room's document. */
  declare epoch: number;
  /** The number of the last Yjs update of this room. */
  declare updateNumber: number;
  declare createdAt: Date;
  /** When its owner deleted it for all; null: it exists. Ask with `existsSql`. */
  declare deletedAt: Date | null;
}

/**
 * What a conversation says about itself, as an object of JSON (`ConversationMeta`).
 * @param c the name of the row of `conversations`
 */
export const metaJsonSql = (c: string): string =>
  `json_strip_nulls(json_build_object('name', coalesce(${c}.name, ''), 'topic', ${c}.topic,
    'visibility', ${c}.visibility, 'listed', ${c}.listed, 'slowMode', ${c}.slow_mode,
    'theme', ${c}.theme, 'picture', ${c}.picture))`;

/**
 * SQL: whether a conversation exists, which each permission check asks: the memberships of a deleted
 * one end some seconds later, a few at a time. It is looked up by key for each row.
 * @param id an SQL expression
 */
export const existsSql = (id: string): string =>
  `exists (select from conversations where id = ${id} and deleted_at is null offset 0)`;
