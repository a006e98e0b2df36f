import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { RallyError } from "@rally/shared/errors";
import type { Limits } from "@rally/shared/limits";
import { pictureSizes, type PictureSize } from "@rally/shared/people";

/** The same from `src` and from `dist`. */
const WORKER = fileURLToPath(new URL("../../workers/draw-picture.js", import.meta.url));
/** Milliseconds in which the process must be ready: it loads sharp, on a machine that may be busy. */
const START_MS = 20_000;
/** MB of JavaScript in it; what libvips takes is bounded by `limits.avatarMemory`. */
const HEAP_MB = 64;

type Bounds = Pick<Limits, "avatarPixels" | "avatarAvifPixels" | "avatarTime" | "avatarMemory">;
type Answer = { ready: true } | { pictures: Uint8Array[] } | { error: string };

/**
 * Draws a picture anew as squares of WebP: upright, of an animation the first frame, and with
 * nothing of what else the file said (EXIF, places, profiles). It is decoded in a process of its
 * own: no decoder can be interrupted, but a process can be ended, at any moment and with all that it
 * holds. That process is gone when this resolves or rejects.
 * @throws RallyError `not_a_picture` for what is none, announces too many pixels, or takes more time
 * or memory than one picture may
 */
export async function drawPicture(
  file: Uint8Array,
  bounds: Bounds,
): Promise<Map<PictureSize, Buffer>> {
  const worker = fork(WORKER, [], {
    serialization: "advanced",
    // Nothing of the server's configuration, which holds secrets; and no lines of libvips in its log.
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
    worker.send({ file, sizes: pictureSizes, pixels, avifPixels, memory }, () => undefined);
    const answer = await answered.catch((cause: unknown) => {
      throw notAPicture(cause);
    });
    if (!("pictures" in answer)) throw notAPicture(answer);
    const drawn = pictureSizes.map((size, index): [PictureSize, Buffer] => [
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

/** The worker's next answer. @throws when it ends, or says nothing for so many milliseconds */
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
