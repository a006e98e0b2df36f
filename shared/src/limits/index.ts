import { accountLimits } from "./accounts.js";
import { contentLimits } from "./content.js";
import { gameLimits } from "./games.js";
import { notificationLimits } from "./notifications.js";
import { requestLimits } from "./requests.js";
import { roomLimits } from "./rooms.js";
import { socketLimits } from "./sockets.js";

/**
 * All limits that server and client share, each with its reason. A server can be started with
 * others (`startRally`), for instance by a bench; clients treat these as defaults.
 */
export const limits = {
  ...contentLimits,
  ...requestLimits,
  ...socketLimits,
  ...roomLimits,
  ...notificationLimits,
  ...accountLimits,
  ...gameLimits,
} as const;

export type Limits = { [name in keyof typeof limits]: number };
