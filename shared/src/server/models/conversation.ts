import { BaseModel } from "./base-model.js";

export class Conversation extends BaseModel {
  static override tableName = "conversations";
  declare id: string;
  declare kind: "world" | "direct" | "group";
  /** A group's name. */
  declare name: string | null;
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
}
