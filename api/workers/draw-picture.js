// Draws one picture in a separate process. Killing the process at any moment also frees the memory of libvips and its
// decoders. ../src/people/picture.ts starts it, sends one job and receives one answer.
import { writeFileSync } from "node:fs";
import { constants, setPriority } from "node:os";
import sharp from "sharp";

// Only formats that cameras and browsers write are decoded; formats with instructions (SVG, PDF) are not.
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
sharp.concurrency(1);
sharp.cache(false);

/** Milliseconds between two checks of the memory in use. */
const MEMORY_CHECK_MS = 50;

// SIGKILL, because exit() waits for the decoding thread.
const end = () => process.kill(process.pid, "SIGKILL");
process.on("disconnect", end);
lowerPriority();

process.once("message", async (job) => {
  setInterval(() => process.memoryUsage.rss() > job.memory && end(), MEMORY_CHECK_MS);
  try {
    process.send({ pictures: await draw(job) });
  } catch (error) {
    process.send({ error: error instanceof Error ? error.message : String(error) });
  }
});
process.send({ ready: true });

/**
 * @param job.file the uploaded bytes
 * @param job.sizes the sides of the squares to draw, the largest first
 * @param job.fit `cover` crops the picture to the squares, `contain` adds transparent edges
 * @param job.pixels the most pixels that the header may announce
 * @param job.avifPixels the same for AVIF, which takes ten times as long per pixel
 */
async function draw({ file, sizes, fit, pixels, avifPixels }) {
  const [largest] = sizes;
  const { width, height, format } = await sharp(file, { limitInputPixels: false }).metadata();
  const most = format === "heif" ? avifPixels : pixels;
  if (width * height > most) throw new Error(`${width} × ${height} pixels are more than ${most}`);
  const read = sharp(file, { limitInputPixels: most, failOn: "error", pages: 1 }).autoOrient();
  // Only a picture with an alpha channel has transparent edges.
  if (fit === "contain") read.ensureAlpha();
  const square = await read
    .resize(largest, largest, { fit, background: { r: 0, g: 0, b: 0, alpha: 0 } })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { width: largest, height: largest, channels: square.info.channels };
  return Promise.all(
    sizes.map((size) =>
      sharp(square.data, { raw }).resize(size, size).webp({ quality: 82 }).toBuffer(),
    ),
  );
}

/** Gives the server priority for the processor, and lets an out-of-memory system kill this process first. */
function lowerPriority() {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
    writeFileSync("/proc/self/oom_score_adj", "1000");
  } catch {
    // Only Linux has `oom_score_adj`, and a system may forbid priorities: drawing works without both.
  }
}
