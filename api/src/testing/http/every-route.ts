import * as audit from "@rally/shared/audit";
import * as bans from "@rally/shared/bans";
import * as accounts from "@rally/shared/accounts";
import * as channels from "@rally/shared/channels";
import * as commands from "@rally/shared/commands";
import * as conversations from "@rally/shared/conversations";
import * as exported from "@rally/shared/export";
import * as expressions from "@rally/shared/expressions";
import * as games from "@rally/shared/games";
import * as relationships from "@rally/shared/relationships";
import * as home from "@rally/shared/home";
import type { Route } from "@rally/shared/http";
import * as invites from "@rally/shared/invites";
import * as members from "@rally/shared/members";
import * as notifications from "@rally/shared/notifications";
import * as people from "@rally/shared/people";
import * as presence from "@rally/shared/presence";
import * as push from "@rally/shared/push";
import * as messageLog from "@rally/shared/message-log";
import * as reports from "@rally/shared/reports";
import * as signIn from "@rally/shared/sign-in";

const domains = [
  ...[accounts, commands, conversations, home, members, notifications, relationships],
  ...[
    audit,
    bans,
    channels,
    invites,
    exported,
    expressions,
    games,
    messageLog,
    people,
    presence,
    push,
    reports,
    signIn,
  ],
];

const isRoute = (value: unknown): value is Route =>
  typeof value === "object" && value !== null && "method" in value && "path" in value;

/** All routes; the test of the OpenAPI document compares this list with the server. */
export const everyRoute: readonly Route[] = domains.flatMap((domain) =>
  Object.values(domain).filter(isRoute),
);

/** The name of a route in tests: `GET /api/v1/me`. */
export const nameOfRoute = ({ method, path }: Route): string => `${method} ${path}`;
