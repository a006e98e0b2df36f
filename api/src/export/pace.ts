import type { Limits } from "@rally/shared/limits";

/**
 * Passes chunks on. Calls `stall` when the client is too slow: when it takes no chunk for
 * `exportStall` ms, or less than `exportPace` bytes a second on the whole.
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
