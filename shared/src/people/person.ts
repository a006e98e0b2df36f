import * as z from "zod/mini";
import { idSchema } from "../ids/index.js";

/** The name of a picture: the SHA-256 of its largest rendering. */
export const pictureSchema = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/** A user, as other users see them. */
export const personSchema = z.object({
  id: idSchema,
  username: z.string(),
  displayName: z.string(),
  /** The name of the user's picture; absent without one, or with a block between the user and the caller. */
  avatar: z.optional(pictureSchema),
});
export type Person = z.infer<typeof personSchema>;

export type Presence = "online" | "away" | "offline";

/** The sides of a picture's renderings, in pixels: a page of its own, a list, a line of text. */
export const pictureSizes = [512, 128, 64] as const;
export type PictureSize = (typeof pictureSizes)[number];

/** The path of a rendering of a picture; its content never changes. */
export function picturePath(name: string, size: PictureSize): string {
  return `/api/v1/files/${name}-${size}`;
}
