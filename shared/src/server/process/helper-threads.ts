import { readdirSync } from "node:fs";
import { constants, setPriority } from "node:os";

/**
 * The names of V8's worker threads (garbage collection, compilation) and their scheduler; Node
 * creates them before other threads.
 */
const v8Threads = 5;

/**
 * Lowers the priority of V8's worker threads below the event loop's. At equal priority four threads
 * that mark garbage delay the event loop on one core by 10 to 30 ms; V8 does the remaining work on
 * the event loop when the heap is full. Only Linux supports a priority for each thread; elsewhere
 * this does nothing.
 */
export function keepHelperThreadsBehind(): void {
  if (process.platform !== "linux") return;
  // In the order of creation, the event loop's thread first.
  const threads = readdirSync("/proc/self/task").map(Number);
  for (const thread of threads.slice(1, 1 + v8Threads)) {
    try {
      setPriority(thread, constants.priority.PRIORITY_LOW);
    } catch {
      // The thread ended or the system denies the change; it keeps its priority.
    }
  }
}
