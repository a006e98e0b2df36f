import type { Limits } from "@rally/shared/limits";

/**
 * Passes chunks on. `stall` is called when their client keeps them waiting: for `exportStall` ms, or
 * on the whole for longer than `exportPace` bytes a second take.
 */
export async function* keepPace(
  chunks: AsyncIterable<string>,
  { exportStall, exportPace }: Pick<Limits, "exportStall" | "exportPace">,
  stall: () => void,
): AsyncGenerator<string> {
  let left = exportStall;
  for await (const chunk of chunks) {
    const timer = setTimeout(stall, left);
    const began = performance.now();
    try {
      yield chunk;
    } finally {
      clearTimeout(timer);
    }
    const waited = performance.now() - began;
    left = Math.min(exportStall, left - waited + (Buffer.byteLength(chunk) / exportPace) * 1_000);
  }
}
