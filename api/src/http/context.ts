import type { Foundation } from "@rally/shared/server/foundation";
import type { Identity } from "@rally/shared/server/tokens";
import type { ConversationLog } from "@rally/sync-server";

/** What every domain of the API works with. */
export interface ApiContext extends Foundation {
  log: ConversationLog;
  /** The address that links begin with: never what a request's Host says. */
  homeUrl: () => string;
}

/** Who asks, where somebody must. */
export type Caller = Identity;
