import { RallyError } from "@rally/shared/errors";
import { limits } from "@rally/shared/limits";
import { pictureSizes, type PictureSize } from "@rally/shared/people";
import sharp from "sharp";

// What draws from instructions (SVG, PDF), and what nobody's camera writes, is never even tried.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: [
    "VipsForeignLoadJpegBuffer",
    "VipsForeignLoadPngBuffer",
    "VipsForeignLoadWebpBuffer",
    "VipsForeignLoadNsgifBuffer",
    "VipsForeignLoadHeifBuffer",
  ],
});
// One picture keeps one core busy; how many are drawn at once is said elsewhere.
sharp.concurrency(1);
sharp.cache(false);

/** Seconds that one picture may take. */
const PATIENCE = 10;

/**
 * Draws a picture anew as squares of WebP: upright, of an animation the first frame, and with
 * nothing of what else the file said (EXIF, places, profiles).
 * @throws RallyError `not_a_picture` for what is none, or too large to be one.
 */
export async function drawPicture(file: Uint8Array): Promise<Map<PictureSize, Buffer>> {
  const [largest] = pictureSizes;
  try {
    const square = await sharp(file, {
      limitInputPixels: limits.avatarPixels,
      failOn: "error",
      pages: 1,
    })
      .autoOrient()
      .resize(largest, largest, { fit: "cover" })
      .toColourspace("srgb")
      .timeout({ seconds: PATIENCE })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = square.info;
    const drawn = await Promise.all(
      pictureSizes.map(async (size): Promise<[PictureSize, Buffer]> => {
        const picture = sharp(square.data, { raw: { width, height, channels } });
        return [size, await picture.resize(size, size).webp({ quality: 82 }).toBuffer()];
      }),
    );
    return new Map(drawn);
  } catch (cause) {
    throw new RallyError("not_a_picture", "This is no picture that can be read", { cause });
  }
}
