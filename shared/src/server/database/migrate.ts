import type { Knex } from "knex";
import * as first from "./migrations/0001-accounts-and-conversations.js";
import * as second from "./migrations/0002-user-room-generations.js";
import * as rights from "./migrations/0003-rights.js";
import * as members from "./migrations/0004-members.js";
import * as locale from "./migrations/0005-locale.js";
import * as mailAndAccounts from "./migrations/0006-mail-and-accounts.js";
import * as signInMethods from "./migrations/0007-sign-in-methods.js";
import * as people from "./migrations/0008-people.js";
import * as notifications from "./migrations/0009-notifications.js";
import * as presence from "./migrations/0010-presence.js";
import * as changeFeed from "./migrations/0011-change-feed.js";
import * as commit from "./migrations/0012-commit.js";
import * as unreadCounters from "./migrations/0013-unread-counters.js";
import * as exportIndexes from "./migrations/0014-export-indexes.js";
import * as directory from "./migrations/0015-directory.js";
import * as retention from "./migrations/0016-retention.js";
import * as privacy from "./migrations/0017-privacy.js";
import * as lostRightsCount from "./migrations/0018-lost-rights-count.js";
import * as admins from "./migrations/0019-admins.js";
import * as refreshCookieUsed from "./migrations/0020-refresh-cookie-used.js";
import * as notificationMarkers from "./migrations/0022-notification-markers.js";
import * as refreshCookieReturns from "./migrations/0023-refresh-cookie-returns.js";
import * as updatesUncompressed from "./migrations/0024-updates-uncompressed.js";
import * as ignores from "./migrations/0025-ignores.js";
import * as reactions from "./migrations/0026-reactions.js";
import type { Database } from "./pool.js";

interface Migration {
  name: string;
  up(database: Knex): Promise<void>;
}

/** Migrations are forward only and additive. Append new ones; never change an old one. */
const migrations: Migration[] = [
  { name: "0001-accounts-and-conversations", up: first.up },
  { name: "0002-user-room-generations", up: second.up },
  { name: "0003-rights", up: rights.up },
  { name: "0004-members", up: members.up },
  { name: "0005-locale", up: locale.up },
  { name: "0006-mail-and-accounts", up: mailAndAccounts.up },
  { name: "0007-sign-in-methods", up: signInMethods.up },
  { name: "0008-people", up: people.up },
  { name: "0009-notifications", up: notifications.up },
  { name: "0010-presence", up: presence.up },
  { name: "0011-change-feed", up: changeFeed.up },
  { name: "0012-commit", up: commit.up },
  { name: "0013-unread-counters", up: unreadCounters.up },
  { name: "0014-export-indexes", up: exportIndexes.up },
  { name: "0015-directory", up: directory.up },
  { name: "0016-retention", up: retention.up },
  { name: "0017-privacy", up: privacy.up },
  { name: "0018-lost-rights-count", up: lostRightsCount.up },
  { name: "0019-admins", up: admins.up },
  { name: "0020-refresh-cookie-used", up: refreshCookieUsed.up },
  { name: "0022-notification-markers", up: notificationMarkers.up },
  { name: "0023-refresh-cookie-returns", up: refreshCookieReturns.up },
  { name: "0024-updates-uncompressed", up: updatesUncompressed.up },
  { name: "0025-ignores", up: ignores.up },
  { name: "0026-reactions", up: reactions.up },
];

/** The advisory lock id, the same in every Rally process: one migrates, the others wait. */
const MIGRATION_LOCK = 7_255_901;

/** Brings the schema up to date, in one transaction under an advisory lock. */
export async function migrate(database: Database): Promise<void> {
  await database.transaction(async (trx) => {
    // No time limit: building an index on a large database is slow, and other processes wait for
    // the lock.
    await trx.raw("set local statement_timeout = 0");
    await trx.raw("select pg_advisory_xact_lock(?)", [MIGRATION_LOCK]);
    await trx.raw(
      "create table if not exists migrations (name text primary key, run_at timestamptz not null default now())",
    );
    const done = new Set(await trx("migrations").pluck<string[]>("name"));
    for (const migration of migrations) {
      if (done.has(migration.name)) continue;
      await migration.up(trx);
      await trx("migrations").insert({ name: migration.name });
    }
  });
}
