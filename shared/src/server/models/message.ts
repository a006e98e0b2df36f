import type { Content, MessageRow } from "../../conversations/index.js";
import { BaseModel } from "./base-model.js";

export class Message extends BaseModel {
  static override tableName = "messages";
  static override jsonAttributes = ["content"];
  declare id: string;
  declare conversationId: string;
  declare seq: number;
  declare version: number;
  /** The version at which it was sent: the command's result, also for repeated requests [S2]. */
  declare sentVersion: number;
  declare authorId: string | null;
  declare content: Content | null;
  declare replyTo: string | null;
  declare commandHash: Buffer;
  declare sentAt: Date | null;
  declare createdAt: Date;
  declare editedAt: Date | null;
  declare deletedAt: Date | null;
}

/** The columns of a message in history. */
type Shown = Pick<
  Message,
  | "id"
  | "seq"
  | "version"
  | "authorId"
  | "content"
  | "replyTo"
  | "createdAt"
  | "sentAt"
  | "editedAt"
  | "deletedAt"
>;

/** A message in history. */
export function messageRow(message: Shown): MessageRow {
  return {
    type: "message",
    id: message.id,
    seq: message.seq,
    version: message.version,
    author: message.authorId,
    content: message.content,
    at: message.createdAt.getTime(),
    ...(message.sentAt && { sentAt: message.sentAt.getTime() }),
    ...(message.replyTo && { replyTo: message.replyTo }),
    ...(message.editedAt && { editedAt: message.editedAt.getTime() }),
    ...(message.deletedAt && { deletedAt: message.deletedAt.getTime() }),
  };
}
