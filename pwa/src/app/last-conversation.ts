import { WORLD_CONVERSATION_ID } from "@rally/shared/ids";

const key = (userId: string): string => `rally.last-conversation.${userId}`;

/** The conversation last opened on this device; the world chat at first. */
export function lastConversation(userId: string): string {
  return localStorage.getItem(key(userId)) ?? WORLD_CONVERSATION_ID;
}

export function rememberConversation(userId: string, conversationId: string): void {
  localStorage.setItem(key(userId), conversationId);
}

export function forgetConversation(userId: string): void {
  localStorage.removeItem(key(userId));
}
