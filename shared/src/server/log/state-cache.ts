import { MEMBERS_KEPT, type ConversationState } from "./conversation-state.js";

/** Conversations whose state is kept between batches; the one unused for longest goes first. */
const KEPT = 2_000;

/** States as of the last commit of this process, taken out while a batch works on one. */
export class StateCache {
  private readonly states = new Map<string, ConversationState>();

  /** Removes a state and returns it. The caller puts it back once its change is durable. */
  take(conversationId: string): ConversationState | undefined {
    const state = this.states.get(conversationId);
    this.states.delete(conversationId);
    return state;
  }

  clear(): void {
    this.states.clear();
  }

  put(state: ConversationState): void {
    if (state.members.size > MEMBERS_KEPT) return;
    this.states.set(state.id, state);
    const [oldest] = this.states.keys();
    if (oldest !== undefined && this.states.size > KEPT) this.states.delete(oldest);
  }
}
