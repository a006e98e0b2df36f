import * as z from "zod/mini";
import { defineRoute } from "../http/index.js";
import { idSchema } from "../ids/index.js";
import { limits } from "../limits/index.js";
import { pictureSchema } from "../people/index.js";
import { storable, visible } from "../text/index.js";

const line = (maxLength: number) =>
  z.string().check(z.minLength(1), z.maxLength(maxLength), visible(), storable());

/** A sticker that an admin has uploaded. */
export const uploadedStickerSchema = z.object({
  id: idSchema,
  /** What it shows, in a few words: it stands for the picture in lists, quotes and for screen readers. */
  label: z.string(),
  /** The name of its picture; see `picturePath`. */
  picture: pictureSchema,
});
export type UploadedSticker = z.infer<typeof uploadedStickerSchema>;

/** A pack of uploaded stickers, the oldest first. */
export const uploadedPackSchema = z.object({
  id: idSchema,
  title: z.string(),
  stickers: z.array(uploadedStickerSchema),
});
export type UploadedPack = z.infer<typeof uploadedPackSchema>;

/** The sides of a sticker's renderings, in pixels: in a message, and in the bank. */
export const stickerSizes = [512, 128] as const;

const packParams = z.strictObject({ packId: idSchema });
const stickerParams = z.strictObject({ packId: idSchema, stickerId: idSchema });
const removed = z.object({ removed: z.literal(true) });

export const listStickerPacks = defineRoute({
  method: "GET",
  path: "/api/v1/sticker-packs",
  summary: "The uploaded sticker packs of this server; `meta.revision` rises with each change",
  auth: "user",
  data: z.array(uploadedPackSchema),
  meta: z.object({ revision: z.int() }),
});

export const addStickerPack = defineRoute({
  method: "PUT",
  path: "/api/v1/sticker-packs/:packId",
  summary: "Add an empty sticker pack under a new id; for the server's admins",
  auth: "user",
  params: packParams,
  body: z.strictObject({ title: line(limits.stickerPackTitleLength) }),
  data: z.object({ id: idSchema, title: z.string() }),
});

export const removeStickerPack = defineRoute({
  method: "DELETE",
  path: "/api/v1/sticker-packs/:packId",
  summary: "Remove a sticker pack; sent stickers keep their label; for the server's admins",
  auth: "user",
  params: packParams,
  data: removed,
});

/** The body is the picture file, not JSON. */
export const addSticker = defineRoute({
  method: "PUT",
  path: "/api/v1/sticker-packs/:packId/stickers/:stickerId",
  summary:
    "Add a sticker under a new id: JPEG, PNG, WebP, GIF or AVIF, at most 5 MB; for the server's admins",
  auth: "user",
  params: stickerParams,
  query: z.strictObject({ label: line(limits.stickerLabelLength) }),
  rawBody: "image/*",
  data: uploadedStickerSchema,
});

export const removeSticker = defineRoute({
  method: "DELETE",
  path: "/api/v1/sticker-packs/:packId/stickers/:stickerId",
  summary: "Remove a sticker; sent ones keep their label; for the server's admins",
  auth: "user",
  params: stickerParams,
  data: removed,
});
