import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { RallyError } from "@rally/shared/errors";
import type { Limits } from "@rally/shared/limits";
import { pictureSizes, type PictureSize } from "@rally/shared/people";

/** The squares that a picture is drawn as, the largest first. */
export interface PictureShape {
  sizes: readonly PictureSize[];
  /** Whether its edges are cropped, or all of it is shown, with transparent edges. */
  fit: "cover" | "contain";
}

/** The same from `src` and from `dist`. */
const WORKER = fileURLToPath(new URL("../../workers/draw-picture.js", import.meta.url));
/** Milliseconds in which the process must load sharp, also on a busy machine. */
const START_MS = 20_000;
/** MB of JavaScript heap; `limits.avatarMemory` bounds the memory of libvips. */
const HEAP_MB = 64;

type Bounds = Pick<Limits, "avatarPixels" | "avatarAvifPixels" | "avatarTime" | "avatarMemory">;
type Answer = { ready: true } | { pictures: Uint8Array[] } | { error: string };

/**
 * Re-encodes a picture as upright WebP squares, from the first frame and without metadata such as EXIF.
 * A separate process decodes it, because a decoder cannot be interrupted but a process can be killed.
 * The process has ended when this resolves or rejects.
 * @throws RallyError `not_a_picture` for an invalid file, too many pixels, or too much time or memory
 */
export async function drawPicture(
  file: Uint8Array,
  bounds: Bounds,
  { sizes, fit }: PictureShape = { sizes: pictureSizes, fit: "cover" },
): Promise<Map<PictureSize, Buffer>> {
  const worker = fork(WORKER, [], {
    serialization: "advanced",
    // Without the server's environment, which has secrets, and without log lines of libvips.
    env: { VIPS_WARNING: "0" },
    execArgv: [`--max-old-space-size=${HEAP_MB}`],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  worker.on("error", () => undefined); // `answerOf` reports it
  const gone = once(worker, "close").catch(() => undefined); // "error": it never was
  try {
    await answerOf(worker, START_MS).catch((cause: unknown) => {
      throw new RallyError("unavailable", "Pictures cannot be read just now", { cause });
    });
    const answered = answerOf(worker, bounds.avatarTime);
    const { avatarPixels: pixels, avatarAvifPixels: avifPixels, avatarMemory: memory } = bounds;
    worker.send({ file, sizes, fit, pixels, avifPixels, memory }, () => undefined);
    const answer = await answered.catch((cause: unknown) => {
      throw notAPicture(cause);
    });
    if (!("pictures" in answer)) throw notAPicture(answer);
    const drawn = sizes.map((size, index): [PictureSize, Buffer] => [
      size,
      Buffer.from(answer.pictures[index] ?? []),
    ]);
    return new Map(drawn);
  } finally {
    worker.kill("SIGKILL");
    await gone;
  }
}

const notAPicture = (cause: unknown): RallyError =>
  new RallyError("not_a_picture", "This is no picture that can be read", { cause });

/** The next message of the worker. @throws if it exits, or sends nothing in time */
function answerOf(worker: ChildProcess, milliseconds: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      done();
      reject(new Error(`The picture's process took more than ${milliseconds} ms`));
    }, milliseconds);
    const onMessage = (answer: unknown): void => {
      done();
      resolve(answer as Answer);
    };
    const onEnd = (reason: unknown, signal?: unknown): void => {
      done();
      reject(new Error(`The picture's process ended: ${String(signal ?? reason)}`));
    };
    const done = (): void => {
      clearTimeout(timer);
      worker.off("message", onMessage).off("exit", onEnd).off("error", onEnd);
    };
    worker.on("message", onMessage).on("exit", onEnd).on("error", onEnd);
  });
}
