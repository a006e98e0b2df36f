import type { Role } from "../members/index.js";
import type { Content } from "./content.js";

interface ChangeBase {
  /** Gap-free within the conversation. */
  version: number;
  /** When it was committed, milliseconds since the epoch. */
  at: number;
  /** Who did it. */
  author: string;
}

export interface MessageChange extends ChangeBase {
  type: "message";
  id: string;
  /** Gap-free among the conversation's messages. */
  seq: number;
  content: Content;
  sentAt?: number;
  replyTo?: string;
}
export interface EditChange extends ChangeBase {
  type: "edit";
  id: string;
  content: Content;
}
export interface DeleteChange extends ChangeBase {
  type: "delete";
  id: string;
}
export interface MarkerChange extends ChangeBase {
  type: "marker";
  user: string;
  seq: number;
}

export interface MemberChange extends ChangeBase {
  type: "member";
  user: string;
  /** What they are from now on; null: gone. */
  role: Role | null;
}

/** One entry of a conversation's log, as it stands in the room's document: plain JSON. */
export type Change = MessageChange | EditChange | DeleteChange | MarkerChange | MemberChange;
