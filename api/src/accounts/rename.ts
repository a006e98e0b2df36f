import * as routes from "@rally/shared/accounts";
import { RallyError } from "@rally/shared/errors";
import { databaseErrorCode, type Transaction } from "@rally/shared/server/database";
import { User } from "@rally/shared/server/models";
import { type ApiContext, type MountedRoute, handleRoute } from "../http/index.js";
import { nextUserVersion } from "../people/index.js";
import { meOf, requireUnbanned } from "../auth/index.js";
import { mailSignInChange } from "../mail/index.js";

/** PostgreSQL's `unique_violation`. */
const UNIQUE_VIOLATION = "23505";
/** Former names reserved for one user; the oldest become free, so that names cannot be hoarded. */
const KEPT = 3;

/** Changes the user name. The old name redirects to its owner and stays reserved for a while. */
export function renameAccount(context: ApiContext): MountedRoute {
  const { database, bus } = context;
  return handleRoute(routes.renameAccount, async ({ body, caller }) => {
    const { user, version } = await database
      .transaction((trx) => rename(context, trx, caller.userId, body.username))
      .catch((error: unknown) => {
        throw databaseErrorCode(error) === UNIQUE_VIOLATION ? nameTaken() : error;
      });
    if (version !== undefined) bus.publish("user", { user: user.id, version });
    return { data: meOf(user) };
  });
}

async function rename(
  context: ApiContext,
  trx: Transaction,
  userId: string,
  username: string,
): Promise<{ user: User; version?: number }> {
  const user = await requireUnbanned(trx, userId);
  if (user.username === username) return { user };
  if (await isNameTaken(trx, username, userId)) throw nameTaken();
  await trx("former_names").where("username", username).delete();
  await keepName(trx, user);
  await trx.raw(
    `delete from former_names where user_id = :userId and username not in (
       select username from former_names where user_id = :userId
       order by until desc, username limit :kept)`,
    { userId, kept: KEPT },
  );
  // A display name that was never chosen follows the user name.
  const displayName = user.displayName === user.username ? username : user.displayName;
  await User.query(trx).findById(userId).patch({ username, displayName });
  Object.assign(user, { username, displayName });
  await mailSignInChange(context, trx, user, "usernameChanged");
  return { user, version: await nextUserVersion(trx, userId) };
}

/** Reserves a user's current name for `RESERVED_DAYS`. */
export async function keepName(trx: Transaction, user: User): Promise<void> {
  const until = trx.raw("now() + make_interval(days => ?)", [routes.RESERVED_DAYS]);
  await trx("former_names")
    .insert({ username: user.username, user_id: user.id, until })
    .onConflict("username")
    .merge();
}

/**
 * Whether another user has a name or has it reserved. One statement, so that a concurrent rename
 * cannot slip between two checks.
 */
export async function isNameTaken(
  trx: Transaction,
  username: string,
  userId: string | null,
): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: object[] }>(
    `select from users where lower(username) = lower(:username) and id is distinct from :userId::uuid
     union all
     select from former_names where username = lower(:username)
       and user_id is distinct from :userId::uuid and until > now()
     limit 1`,
    { username, userId },
  );
  return rows.length > 0;
}

const nameTaken = (): RallyError =>
  new RallyError("taken", "Taken: username", { fields: { username: ["taken"] } });
