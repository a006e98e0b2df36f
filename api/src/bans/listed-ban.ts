import type { Ban } from "@rally/shared/bans";
import { personOf } from "@rally/shared/server/models";
import type { ListedBan } from "./rows.js";

/** A ban as its list shows it. */
export function banOf(row: ListedBan): Ban {
  const { id, user, address, bannedBy, at, until, reason, readsAddresses } = row;
  return {
    ...{ id, at: at.getTime() },
    ...(user && { user: personOf(user, { nameOnly: user.blocked }) }),
    ...(bannedBy && { bannedBy: personOf(bannedBy, { nameOnly: bannedBy.blocked }) }),
    ...(readsAddresses && address !== null && { address }),
    ...(until && { until: until.getTime() }),
    ...(reason !== null && { reason }),
  };
}
