import type { Input, Output } from "@rally/shared/commands";
import { statusAfter, updateProfile } from "@rally/shared/people";
import type { Bus } from "@rally/shared/server/bus";
import type { Transaction } from "@rally/shared/server/database";
import { ownProfileOf, User } from "@rally/shared/server/models";
import { transactionHandler, type AfterCommit, type CommandHandler } from "../commands/index.js";
import type { ApiContext } from "../http/index.js";
import { lockPeople, nextUserVersion } from "./rows.js";

type Changes = Partial<
  Pick<User, "displayName" | "bio" | "status" | "statusBeforeAway" | "avatar">
>;

/** The command that changes the caller's profile. */
export function profileHandlers({ bus }: ApiContext): CommandHandler[] {
  return [
    transactionHandler(updateProfile, async ({ userId }, input, trx, after) => {
      await lockPeople(trx, userId, []);
      const { displayName, bio, avatar } = input;
      return changeProfile({ trx, after, bus }, userId, {
        ...(displayName !== undefined && { displayName }),
        ...(bio !== undefined && { bio }),
        ...(await statusChanges(trx, userId, input)),
        ...(avatar !== undefined && { avatar }),
      });
    }),
  ];
}

/** The columns of the status that an update changes, of a user whose row is locked. */
async function statusChanges(
  trx: Transaction,
  userId: string,
  { status, away }: Input<typeof updateProfile>,
): Promise<Pick<Changes, "status" | "statusBeforeAway">> {
  if (status === undefined && away === undefined) return {};
  const user = await User.query(trx).findById(userId);
  if (!user) throw new Error("The locked user row is missing");
  const before = { status: user.status, statusBeforeAway: user.statusBeforeAway ?? undefined };
  const after = statusAfter(before, { status, away });
  return { status: after.status, statusBeforeAway: after.statusBeforeAway ?? null };
}

/** Changes the profile of a user whose row is locked, and publishes it to the user's devices. */
export async function changeProfile(
  { trx, after, bus }: { trx: Transaction; after: AfterCommit; bus: Bus },
  userId: string,
  changes: Changes,
): Promise<Output<typeof updateProfile>> {
  const version = await nextUserVersion(trx, userId);
  const user = await User.query(trx)
    .patch({ ...changes, profileVersion: version })
    .findById(userId)
    .returning("*")
    .first();
  if (!user) throw new Error("The locked user row is missing");
  after(() => {
    bus.publish("user", { user: userId, version });
  });
  return { version, profile: ownProfileOf(user) };
}
