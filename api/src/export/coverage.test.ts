import { afterAll, expect, test } from "vitest";
import { startTestRally } from "../testing/index.js";
import { listSources, withheld } from "./lists.js";
import { partColumns } from "./parts.js";

const rally = await startTestRally();
afterAll(() => rally.close());

/** Columns that hold a user's id, found by foreign key or by name, and the recipients of mail. */
async function columnsWithUsers(): Promise<string[]> {
  const { rows } = await rally.database.raw<{ rows: { column: string }[] }>(
    `select t.relname || '.' || a.attname as column
    from pg_class t
      join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
      join pg_type y on y.oid = a.atttypid
    where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p')
      and y.typname in ('uuid', 'text')
      and (
        replace(a.attname, '_id', '') = any(array['user', 'author', 'owner', 'member', 'blocker',
          'blocked', 'other', 'sender', 'recipient', 'from', 'by', 'actor'])
        or exists (select from pg_constraint c where c.conrelid = t.oid and c.contype = 'f'
          and c.confrelid = 'users'::regclass and a.attnum = any(c.conkey))
        or exists (select from pg_constraint c where c.conrelid = t.oid and c.contype = 'f'
          and c.confrelid = 'user_rooms'::regclass and a.attnum = any(c.conkey))
      )
    union select 'users.id'`,
  );
  return rows.map(({ column }) => column);
}

test("exports every column with a user's id, or withholds it for a reason (see lists.ts)", async () => {
  const exported = [
    ...Object.values(listSources).flatMap(({ columns }) => columns),
    ...partColumns,
  ];
  const known = [...exported, ...Object.keys(withheld)];
  expect(known.sort()).toEqual((await columnsWithUsers()).sort());
  expect(new Set(known).size).toBe(known.length);
  expect(Object.values(withheld).every((reason) => reason.length > 0)).toBe(true);
});

/** Columns of `users`: their place in an export, or the reason to omit them. */
const ofUsers: Record<string, string> = {
  ...{ id: "profile", username: "profile", display_name: "profile", email: "profile" },
  ...{
    bio: "profile",
    status: "profile",
    status_before_away: "profile",
    avatar: "profile and picture",
    role: "profile",
  },
  ...{ locale: "profile", pending_email: "profile", email_confirmed_at: "emailConfirmed" },
  ...{ created_at: "profile", last_seen_at: "profile", appears_offline: "profile" },
  ...{ banned_at: "profile.ban", banned_until: "profile.ban", ban_reason: "profile.ban" },
  password_hash: "hasPassword alone: the hash is a secret",
  deleted_at: "a deleted user cannot export",
  version: "counts changes for devices, and says nothing",
  profile_version: "the same",
  presence_version: "the same",
};

test("exports every column of `users`, or omits it for a reason", async () => {
  const { rows } = await rally.database.raw<{ rows: { name: string }[] }>(
    "select attname as name from pg_attribute where attrelid = 'users'::regclass and attnum > 0 and not attisdropped",
  );
  expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(ofUsers).sort());
});
