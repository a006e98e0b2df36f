import { serverBanCommands as commands } from "@rally/shared/bans";
import { RallyError } from "@rally/shared/errors";
import { newId } from "@rally/shared/ids";
import type { Transaction } from "@rally/shared/server/database";
import { isBanned, User } from "@rally/shared/server/models";
import { insertServerAct } from "../audit/index.js";
import { transactionHandler, type CommandHandler } from "../commands/index.js";
import type { ApiContext } from "../http/index.js";
import { notify } from "../notifications/index.js";
import { readRange } from "./address-range.js";
import { revokeAccess } from "./revoke-access.js";
import { deleteServerBan, storeServerBan } from "./server-ban-rows.js";

/** Bans from the server by its admins, of users and of addresses. */
export function serverBanHandlers(context: ApiContext): CommandHandler[] {
  return [...userBanHandlers(context), ...addressBanHandlers(context)];
}

/** A ban of a user sets the columns, locks the user's conversations, and ends all sessions. */
function userBanHandlers({ bus, limits }: ApiContext): CommandHandler[] {
  return [
    transactionHandler(
      commands.banUser,
      async ({ userId: by, ip }, { userId: user, until, reason }, trx, after) => {
        await requireAdmin(trx, by);
        await setBan(trx, user, {
          bannedAt: new Date(),
          bannedUntil: until === undefined ? null : new Date(until),
          banReason: reason ?? null,
        });
        const ended = await trx<{ id: string; user_id: string; ended_at: Date | null }>("sessions")
          .where("user_id", user)
          .whereNull("ended_at")
          .update({ ended_at: new Date() })
          .returning("id");
        await notify(trx, after, {
          userId: user,
          kind: "moderation",
          key: "ban",
          data: { action: "banned" },
        });
        const id = newId();
        await storeServerBan(trx, { id, userId: user, bannedBy: by, until, reason }, limits);
        const data = actData(until, reason);
        await insertServerAct(
          trx,
          { userId: by, ip },
          { action: "serverBanned", target: user, data },
        );
        after(() => {
          for (const { id } of ended) bus.publish("sessionEnded", { session: id });
        });
        return { userId: user, id };
      },
    ),

    transactionHandler(commands.unbanUser, async ({ userId: by, ip }, { userId: user }, trx) => {
      await requireAdmin(trx, by);
      await setBan(trx, user, { bannedAt: null, bannedUntil: null, banReason: null });
      if (await deleteServerBan(trx, { userId: user })) {
        await insertServerAct(trx, { userId: by, ip }, { action: "serverUnbanned", target: user });
      }
      return { userId: user };
    }),
  ];
}

/** A ban of an address is a row, of which each process keeps a copy in memory. */
function addressBanHandlers({ bus, limits }: ApiContext): CommandHandler[] {
  const publish = (): void => {
    bus.publish("addressBans", {});
  };
  return [
    transactionHandler(
      commands.banAddress,
      async ({ userId: by, ip }, { address, until, reason, confirmed }, trx, after) => {
        await requireAdmin(trx, by);
        const { cidr } = readRange(address, { confirmed, own: ip });
        if (until !== undefined && until <= Date.now()) {
          throw new RallyError("invalid_input", "The ban would have ended already", {
            fields: { until: ["too_small"] },
          });
        }
        const id = newId();
        await storeServerBan(trx, { id, address: cidr, bannedBy: by, until, reason }, limits);
        const data = { ...actData(until, reason), address: cidr };
        await insertServerAct(trx, { userId: by, ip }, { action: "serverBanned", data });
        after(publish);
        return { id, address: cidr };
      },
    ),

    transactionHandler(commands.unbanAddress, async ({ userId: by, ip }, input, trx, after) => {
      await requireAdmin(trx, by);
      const { cidr: address } = readRange(input.address, { confirmed: true, own: undefined });
      if (await deleteServerBan(trx, { address })) {
        const act = { action: "serverUnbanned" as const, data: { address } };
        await insertServerAct(trx, { userId: by, ip }, act);
        after(publish);
      }
      return { lifted: true as const };
    }),
  ];
}

const actData = (until: number | undefined, reason: string | undefined) => ({
  ...(until !== undefined && { until }),
  ...(reason && { reason }),
});

async function requireAdmin(trx: Transaction, userId: string): Promise<void> {
  const caller = await User.query(trx).findById(userId).whereNull("deleted_at");
  if (!caller || isBanned(caller)) throw new RallyError("banned", "You are banned");
  if (caller.role !== "admin") throw new RallyError("forbidden", "Only admins can do this");
}

type Ban = Pick<User, "bannedAt" | "bannedUntil" | "banReason">;

/** @throws RallyError `not_found`, `forbidden` for an admin. */
function setBan(trx: Transaction, id: string, ban: Ban): Promise<void> {
  return revokeAccess(trx, id, async (locks, user) => {
    if (user.role === "admin") throw new RallyError("forbidden", "An admin cannot be banned");
    await User.query(locks).findById(id).patch(ban);
  });
}
