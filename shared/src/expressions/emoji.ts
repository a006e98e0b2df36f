import * as z from "zod/mini";
import { defineRoute } from "../http/index.js";
import { limits } from "../limits/index.js";
import { pictureSchema } from "../people/index.js";

/** The name of a custom emoji, without its colons. */
export const emojiNameSchema = z
  .string()
  .check(
    z.minLength(2),
    z.maxLength(limits.customEmojiNameLength),
    z.regex(/^[a-z0-9_]*$/, { error: "format" }),
  );

/** An emoji that an admin has added to this server; texts and reactions contain it as `:name:`. */
export const customEmojiSchema = z.object({
  name: z.string(),
  /** The name of its picture; see `picturePath`. */
  picture: pictureSchema,
});
export type CustomEmoji = z.infer<typeof customEmojiSchema>;

/** The sides of a custom emoji's renderings, in pixels. */
export const emojiSizes = [128, 64] as const;

/** The name in `:name:`; undefined for other texts. The emoji need not exist. */
export function customEmojiName(text: string): string | undefined {
  return /^:([a-z0-9_]{2,32}):$/.exec(text)?.[1];
}

const params = z.strictObject({ name: emojiNameSchema });

export const listEmoji = defineRoute({
  method: "GET",
  path: "/api/v1/emoji",
  summary: "The custom emoji of this server, by name; `meta.revision` rises with each change",
  auth: "user",
  data: z.array(customEmojiSchema),
  meta: z.object({ revision: z.int() }),
});

/** The body is the picture file, not JSON. */
export const addEmoji = defineRoute({
  method: "PUT",
  path: "/api/v1/emoji/:name",
  summary:
    "Add a custom emoji: JPEG, PNG, WebP, GIF or AVIF, at most 5 MB; for the server's admins",
  auth: "user",
  params,
  rawBody: "image/*",
  data: customEmojiSchema,
});

export const removeEmoji = defineRoute({
  method: "DELETE",
  path: "/api/v1/emoji/:name",
  summary: "Remove a custom emoji, which is then shown as its name; for the server's admins",
  auth: "user",
  params,
  data: z.object({ removed: z.literal(true) }),
});
