import type { Services } from "@rally/shared/server/services";
import type { Identity } from "@rally/shared/server/tokens";
import type { ConversationLog } from "@rally/shared/server/log";
import type { RemotePresence } from "@rally/sync-server";
import type { Context } from "koa";
import type { Passwords } from "../passwords/index.js";

/** The services that every domain of the API uses. */
export interface ApiContext extends Services {
  log: ConversationLog;
  /** The presence of users, as sync servers publish it. */
  presence: RemotePresence;
  /** Called when a read marker has moved: notifications of the messages before it become read. */
  markerMoved: (conversation: string, user: string) => void;
  /**
   * Called when a new user's membership of the world chat was committed: schedules the member
   * count.
   */
  memberJoined: () => void;
  passwords: Passwords;
  limitMail: LimitMail;
  /** The base URL of links in mails. It never comes from a request's Host header. */
  homeUrl: () => string;
}

/**
 * Counts one requested mail, by address or by user; all kinds of mail share one hourly limit.
 * @throws RallyError `rate_limited`
 */
export type LimitMail = (addressOrUser: string, http: Context) => Promise<void>;

/** The authenticated user of a request, and the IP address that it came from. */
export interface Caller extends Identity {
  ip: string;
}
