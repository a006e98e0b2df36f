import type { Bus } from "@rally/shared/server/bus";
import { inBatches, type AddressWatch, type RightsWatch } from "./admission/index.js";
import type { BlockCache } from "./blocks/index.js";
import type { FeedListener } from "./feed/index.js";
import type { HiddenUsersCache } from "./presence/index.js";
import type { Query } from "./query/index.js";
import type { ConversationRooms, UserRooms } from "./rooms/index.js";

interface FeedListenerContext {
  bus: Bus;
  /** Runs on the connection that polls. */
  query: Query;
  watch: RightsWatch;
  addresses: AddressWatch;
  blocks: BlockCache;
  hidden: HiddenUsersCache;
  rooms: ConversationRooms;
  users: UserRooms;
}

/** Hands what the change feed says to those who hold it. */
export function createFeedListener(context: FeedListenerContext): FeedListener {
  const { bus, query, watch, addresses, blocks, hidden, rooms, users } = context;
  return {
    async onLost(lost) {
      await watch.checkLost(lost);
      if (lost.some(({ kind }) => kind === "address")) await addresses.reload();
      await blocks.reload(
        lost.flatMap(({ kind, user_id: by, other_id: user }) =>
          kind === "block" && by && user ? [by, user] : [],
        ),
      );
    },
    onMoved(moved) {
      // With no other process, each hint arrives.
      if (!bus.shared) return;
      rooms.catchUpWith(moved);
      users.catchUpWith(moved);
      hidden.reloadSoon(moved.flatMap(({ kind, id }) => (kind === "presence" ? [id] : [])));
    },
    async onGap() {
      await watch.checkAll();
      await addresses.reload();
      await inBatches(blocks.users, (part) => blocks.reload(part));
      if (!bus.shared) return;
      await inBatches(hidden.users, (part) => hidden.reload(part));
      await inBatches(rooms.watched, (part) => rooms.compare(query, part));
      await inBatches(users.watchedConversations, (part) =>
        users.compareConversations(query, part),
      );
      await inBatches(users.watched, (part) => users.compareUsers(query, part));
    },
  };
}
