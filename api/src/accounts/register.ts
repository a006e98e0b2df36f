import type { register } from "@rally/shared/accounts";
import { RallyError, type FieldErrors } from "@rally/shared/errors";
import type { Body } from "@rally/shared/http";
import { newId } from "@rally/shared/ids";
import type { Database, Transaction } from "@rally/shared/server/database";
import { adminsOf, isBanned, User } from "@rally/shared/server/models";
import { sameToken } from "@rally/shared/server/tokens";
import { joinWorld } from "../conversations/index.js";
import type { ApiContext } from "../http/index.js";
import { mailConfirmation } from "./email.js";
import { isNameTaken } from "./rename.js";

/**
 * Creates an account and its membership of the world chat.
 * @throws RallyError `banned` for the email address of a banned user, `taken` naming the fields,
 * `setup_refused` for a used or invalid link.
 */
export async function createUser(
  context: ApiContext,
  trx: Transaction,
  input: Body<typeof register>,
  { passwordHash, locale }: Pick<User, "passwordHash" | "locale">,
): Promise<User> {
  const role = input.setupToken === undefined ? "member" : "admin";
  if (input.setupToken !== undefined) await claimSetup(context, trx, input.setupToken);
  await refuseTaken(trx, input);
  const id = newId();
  const inserted = await trx("users")
    .insert({
      id,
      username: input.username,
      display_name: input.username,
      email: input.email,
      password_hash: passwordHash,
      role,
      locale,
    })
    .onConflict()
    .ignore()
    .returning("id");
  // A concurrent registration inserted first; this one finds out which field it took.
  if (inserted.length === 0) await refuseTaken(trx, input);
  await joinWorld(trx, id);
  trx.executionPromise.then(context.memberJoined, () => undefined); // after a rollback there is no member to count
  const user = await User.query(trx).findById(id);
  if (!user) throw new Error("The inserted user is missing");
  await mailConfirmation(context, trx, user, user.email);
  return user;
}

async function refuseTaken(
  trx: Transaction,
  input: { username: string; email: string },
): Promise<void> {
  const rows = await User.query(trx)
    .whereRaw("lower(username) = lower(?)", [input.username])
    .orWhereRaw("lower(email) = lower(?)", [input.email]);
  const isNameKept = await isNameTaken(trx, input.username, null);
  if (rows.length === 0 && !isNameKept) return;
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  // A banned user learns of the ban, not that the address is in use.
  if (rows.some((row) => same(row.email, input.email) && isBanned(row))) {
    throw new RallyError("banned", "This email address is banned");
  }
  const fields: FieldErrors = {
    ...(isNameKept && { username: ["taken"] }),
    ...(rows.some((row) => same(row.email, input.email)) && { email: ["taken"] }),
  };
  throw new RallyError("taken", `Taken: ${Object.keys(fields).join(", ")}`, { fields });
}

/** Whether the one-time link that creates the admin still works. */
export async function setupIsOpen(database: Database | Transaction): Promise<boolean> {
  return (await adminsOf(database, 1)).length === 0;
}

/** Accepts the setup token once: the server's row is locked until the admin exists. */
async function claimSetup(context: ApiContext, trx: Transaction, token: string): Promise<void> {
  await trx("server").where("id", 1).forUpdate().first();
  const genuine = sameToken(context.tokens.setupToken(context.history.lineage), token);
  if (!genuine || !(await setupIsOpen(trx))) {
    throw new RallyError("setup_refused", "This link was used already or is not valid");
  }
}
