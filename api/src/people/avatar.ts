import type { Output } from "@rally/shared/commands";
import { RallyError } from "@rally/shared/errors";
import { emojiSizes, stickerSizes } from "@rally/shared/expressions";
import { pictureSizes, type updateProfile } from "@rally/shared/people";
import type { Bus } from "@rally/shared/server/bus";
import { fileNameOf } from "@rally/shared/server/files";
import type { Context } from "koa";
import {
  sharedLimiter,
  take,
  type ApiContext,
  type RequestBody,
  limitConcurrency,
  onePerKey,
} from "../http/index.js";
import { changeProfile } from "./commands.js";
import { drawPicture, type PictureShape } from "./picture.js";
import { touchPicture } from "./pictures.js";
import { lockPeople } from "./rows.js";

/** Seconds over which `limits.avatarsOfUser` and `limits.expressionsOfUser` count. */
const PICTURES_OVER = 600;

/** What a picture is of. */
type PictureUse = "avatar" | "emoji" | "sticker";

const shapes: Record<PictureUse, PictureShape> = {
  avatar: { sizes: pictureSizes, fit: "cover" },
  emoji: { sizes: emojiSizes, fit: "contain" },
  sticker: { sizes: stickerSizes, fit: "contain" },
};

/**
 * Re-encodes the picture in a request's body, stores it, and calls `use` with its name. Users send
 * few pictures, one at a time, whatever the pictures are of.
 */
export type PictureTaker = <T>(
  userId: string,
  sent: Pick<RequestBody, "bytes">,
  http: Context,
  use: (name: string) => Promise<T>,
  of?: PictureUse,
) => Promise<T>;

/** One for all routes that take pictures, so that they share the limits. */
export function pictureTaker(context: ApiContext): PictureTaker {
  const { database, files, limits } = context;
  const limiter = sharedLimiter(context, "avatars", {
    points: limits.avatarsOfUser,
    duration: PICTURES_OVER,
  });
  const expressions = sharedLimiter(context, "expressions", {
    points: limits.expressionsOfUser,
    duration: PICTURES_OVER,
  });
  const inTurn = limitConcurrency(limits.avatarsAtOnce, limits.avatarsWaiting);
  const alone = onePerKey();
  const store = async (
    sent: Pick<RequestBody, "bytes">,
    { res: response }: Context,
    shape: PictureShape,
  ): Promise<string> => {
    const file = await sent.bytes(limits.avatarBytes);
    if (file.length === 0) throw new RallyError("not_a_picture", "The body is empty");
    return inTurn(response, async () => {
      const drawn = await drawPicture(file, limits, shape);
      const [largest] = drawn.values();
      if (!largest) throw new Error("The largest rendering is missing");
      const name = fileNameOf(largest);
      // Before the files are stored, so that retention does not delete them as unused.
      await touchPicture(database, name);
      for (const [size, content] of drawn) await files.keep(`${name}-${size}`, content);
      return name;
    });
  };
  // A body is held in memory, so the number of concurrent uploads is bounded.
  return (userId, sent, http, use, of = "avatar") =>
    alone(userId, async () => {
      await take(of === "avatar" ? limiter : expressions, userId, 1, http);
      return use(await store(sent, http, shapes[of]));
    });
}

/** Makes a stored picture the user's profile picture. */
export async function useAvatar(
  { database, bus }: Pick<ApiContext, "database" | "bus">,
  userId: string,
  avatar: string,
): Promise<Output<typeof updateProfile>> {
  const after: ((bus: Bus) => void)[] = [];
  const changed = await database.transaction(async (trx) => {
    await lockPeople(trx, userId, []);
    const telling = { trx, bus, after: (action: (bus: Bus) => void) => void after.push(action) };
    return changeProfile(telling, userId, { avatar });
  });
  for (const action of after) action(bus);
  return changed;
}
