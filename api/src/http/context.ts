import type { Foundation } from "@rally/shared/server/foundation";
import type { Identity } from "@rally/shared/server/tokens";
import type { ConversationLog, HeardPresence } from "@rally/sync-server";
import type { Passwords } from "../passwords/index.js";

/** What every domain of the API works with. */
export interface ApiContext extends Foundation {
  log: ConversationLog;
  /** Who is here, as the sync servers say. */
  presence: HeardPresence;
  /** To be told when a marker has moved: what it passed notifies no more. */
  marked: (conversation: string, user: string) => void;
  passwords: Passwords;
  /** The address that links begin with: never what a request's Host says. */
  homeUrl: () => string;
}

/** Who asks, where somebody must. */
export type Caller = Identity;
