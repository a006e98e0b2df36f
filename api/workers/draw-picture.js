// Draws one picture in a process of its own, which can be ended at any moment and takes what libvips and its decoders
// hold with it. Started by ../src/people/picture.ts, which sends one job and receives one answer.
import { writeFileSync } from "node:fs";
import { constants, setPriority } from "node:os";
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
sharp.concurrency(1);
sharp.cache(false);

/** Milliseconds between two looks at the memory that is taken. */
const MEMORY_CHECK_MS = 50;

// SIGKILL, because exit() waits for the thread that decodes.
const end = () => process.kill(process.pid, "SIGKILL");
process.on("disconnect", end);
giveWay();

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
 * @param job.file the bytes as they were sent
 * @param job.sizes the sides of the squares to draw, the largest first
 * @param job.pixels the most that the header may announce
 * @param job.avifPixels the same for AVIF, which takes ten times as long for each
 */
async function draw({ file, sizes, pixels, avifPixels }) {
  const [largest] = sizes;
  const { width, height, format } = await sharp(file, { limitInputPixels: false }).metadata();
  const most = format === "heif" ? avifPixels : pixels;
  if (width * height > most) throw new Error(`${width} × ${height} pixels are more than ${most}`);
  const square = await sharp(file, { limitInputPixels: most, failOn: "error", pages: 1 })
    .autoOrient()
    .resize(largest, largest, { fit: "cover" })
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

/** The server goes first: for the processor, and where the system is out of memory. */
function giveWay() {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
    writeFileSync("/proc/self/oom_score_adj", "1000");
  } catch {
    // Only Linux has the second, and a system may forbid the first: it works without.
  }
}
