import type { Foundation } from "@rally/shared/server/foundation";
import type { Identity } from "@rally/shared/server/tokens";
import type { ConversationLog, HeardPresence } from "@rally/sync-server";
import type { Context } from "koa";
import type { Passwords } from "../passwords/index.js";

/** What every domain of the API works with. */
export interface ApiContext extends Foundation {
  log: ConversationLog;
  /** Who is here, as the sync servers say. */
  presence: HeardPresence;
  /** To be told when a marker has moved: what it passed notifies no more. */
  marked: (conversation: string, user: string) => void;
  /** Called when the transaction in which a new user joined the world chat was committed: it schedules the count. */
  joined: () => void;
  passwords: Passwords;
  takeMail: TakeMail;
  /** The address that links begin with: never what a request's Host says. */
  homeUrl: () => string;
}

/**
 * Takes one from the mails that may be asked for in an hour, by an address or by a user; one count
 * for whatever they are asked for. @throws RallyError `rate_limited`
 */
export type TakeMail = (whose: string, http: Context) => Promise<void>;

/** Who asks, where somebody must. */
export type Caller = Identity;
