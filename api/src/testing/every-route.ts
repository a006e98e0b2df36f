import * as accounts from "@rally/shared/accounts";
import * as blocks from "@rally/shared/blocks";
import * as commands from "@rally/shared/commands";
import * as conversations from "@rally/shared/conversations";
import * as exported from "@rally/shared/export";
import * as friends from "@rally/shared/friends";
import * as home from "@rally/shared/home";
import type { Route } from "@rally/shared/http";
import * as members from "@rally/shared/members";
import * as notifications from "@rally/shared/notifications";
import * as people from "@rally/shared/people";
import * as presence from "@rally/shared/presence";
import * as push from "@rally/shared/push";
import * as signIn from "@rally/shared/sign-in";

const domains = [
  ...[accounts, blocks, commands, conversations, friends, home, members, notifications],
  ...[exported, people, presence, push, signIn],
];

const isRoute = (value: unknown): value is Route =>
  typeof value === "object" && value !== null && "method" in value && "path" in value;

/** Every route there is; the test of the OpenAPI document holds this list against the server. */
export const everyRoute: readonly Route[] = domains.flatMap((domain) =>
  Object.values(domain).filter(isRoute),
);

/** How a route is named in tests: `GET /api/v1/me`. */
export const nameOfRoute = ({ method, path }: Route): string => `${method} ${path}`;
