import type { SentContent, StickerContent } from "@rally/shared/conversations";
import { RallyError } from "@rally/shared/errors";
import { stickersById, type LogBatch } from "@rally/shared/server/log";
import { isUploadedSticker } from "@rally/shared/stickers";

/** The id of the uploaded sticker that a content refers to. */
export function uploadedStickers(content: SentContent): string[] {
  return content.kind === "sticker" && isUploadedSticker(content) ? [content.name] : [];
}

/**
 * The stored content of a sticker: an uploaded one with its label and picture, so that the message
 * keeps both when the sticker is removed.
 * @throws RallyError `not_found` for an uploaded sticker that does not exist, or is of another pack
 */
export function stickerOf(
  batch: LogBatch,
  sent: Extract<SentContent, { kind: "sticker" }>,
): StickerContent {
  if (!isUploadedSticker(sent)) return sent;
  const sticker = batch.read(stickersById, sent.name);
  if (sticker?.pack !== sent.pack) {
    throw new RallyError("not_found", "This server has no such sticker");
  }
  return { ...sent, label: sticker.label, picture: sticker.picture };
}
