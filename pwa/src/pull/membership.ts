import { listMessages } from "@rally/shared/conversations";
import { RallyError, type Call } from "../http/index.js";

/**
 * Asks the server whether this user is in a conversation that the device does not know.
 * @throws NetworkError, RallyError for another refusal
 */
export async function isMemberOf(call: Call, conversationId: string): Promise<boolean> {
  try {
    await call(listMessages, { params: { id: conversationId }, query: { limit: 1 } });
    return true;
  } catch (error) {
    if (error instanceof RallyError && (error.status === 403 || error.status === 404)) return false;
    throw error;
  }
}
