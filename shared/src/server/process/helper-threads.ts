import { readdirSync } from "node:fs";
import { constants, setPriority } from "node:os";

/** V8's workers, which mark garbage and compile, and what wakes them: Node makes these before any other thread. */
const v8Threads = 5;

/**
 * Lets V8's threads run only where the event loop leaves a core free. At equal rights four of them that mark garbage
 * hold up the event loop, on its one core, for 10 to 30 ms; V8 does itself, at the loop's turn, what they have not
 * done when the heap is full. Linux alone gives a thread a priority of its own; elsewhere this does nothing.
 */
export function keepHelperThreadsBehind(): void {
  if (process.platform !== "linux") return;
  // In the order in which they were made, the event loop's own first.
  const threads = readdirSync("/proc/self/task").map(Number);
  for (const thread of threads.slice(1, 1 + v8Threads)) {
    try {
      setPriority(thread, constants.priority.PRIORITY_LOW);
    } catch {
      // Gone meanwhile, or the system forbids it: it keeps the priority that it has.
    }
  }
}
