import { meOf } from "../auth/index.js";
import type { exportedParts } from "@rally/shared/export";
import { pictureSizes } from "@rally/shared/people";
import type { User } from "@rally/shared/server/models";
import { readUserRoom } from "@rally/sync-server";
import type * as z from "zod";
import type { ApiContext } from "../http/index.js";
import { disturbOf } from "../notifications/index.js";

type Parts = { [name in keyof typeof exportedParts]: z.output<(typeof exportedParts)[name]> };

/** Columns with a user's id that the parts of an export cover. */
export const partColumns = [
  "users.id",
  ...["second_factors.user_id", "recovery_codes.user_id", "disturb_settings.user_id"],
  ...["user_rooms.user_id", "user_room_updates.user_id"],
];

/**
 * Reads the parts of an export that are single objects; their size is bounded by that of a user's
 * room.
 */
export async function readParts(
  context: Pick<ApiContext, "database" | "files">,
  user: User,
): Promise<Parts> {
  const { database } = context;
  const [picture, secondFactor, quiet, room] = await Promise.all([
    readPicture(context, user.avatar),
    readSecondFactor(context, user.id),
    disturbOf(database, user.id),
    readUserRoom(database, user.id),
  ]);
  return {
    profile: {
      ...meOf(user),
      bio: user.bio,
      status: user.status,
      statusBeforeAway: user.statusBeforeAway,
      lastSeenAt: timeOf(user.lastSeenAt),
      appearsOffline: user.appearsOffline,
      ban: user.bannedAt && {
        at: user.bannedAt.getTime(),
        until: timeOf(user.bannedUntil),
        reason: user.banReason,
      },
    },
    picture,
    secondFactor,
    doNotDisturb: quiet?.disturb ?? null,
    ...room,
  };
}

const timeOf = (date: Date | null): number | null => date && date.getTime();

async function readPicture(
  { files }: Pick<ApiContext, "files">,
  avatar: string | null,
): Promise<Parts["picture"]> {
  const file = avatar === null ? undefined : await files.open(`${avatar}-${pictureSizes[0]}`);
  if (!file) return null;
  const pieces: Buffer[] = [];
  for await (const piece of file.read()) pieces.push(piece as Buffer);
  return { type: "image/webp", base64: Buffer.concat(pieces).toString("base64") };
}

async function readSecondFactor(
  { database }: Pick<ApiContext, "database">,
  userId: string,
): Promise<Parts["secondFactor"]> {
  const [factor, codes] = await Promise.all([
    database<{ user_id: string; confirmed_at: Date | null }>("second_factors")
      .where("user_id", userId)
      .first("confirmed_at"),
    database<{ user_id: string; used_at: Date | null }>("recovery_codes")
      .where("user_id", userId)
      .select("used_at"),
  ]);
  const used = codes.flatMap(({ used_at: at }) => (at ? at.getTime() : []));
  return {
    on: Boolean(factor?.confirmed_at),
    since: factor?.confirmed_at?.getTime() ?? null,
    recoveryCodesLeft: codes.length - used.length,
    recoveryCodesUsed: used,
  };
}
