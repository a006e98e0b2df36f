import { monitorEventLoopDelay } from "node:perf_hooks";
import { Counter, Gauge, type Registry } from "prom-client";

/**
 * The process itself: its event loop, memory and processor time, under the names that dashboards
 * know. prom-client's own set of these observes garbage collection, and never stops.
 * @returns what ends it.
 */
export function observeProcess(registry: Registry): () => void {
  const registers = [registry];
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  new Gauge({
    name: "nodejs_eventloop_lag_seconds",
    help: "Event loop delay since it was last asked for, at quantiles",
    labelNames: ["quantile"],
    registers,
    collect() {
      for (const quantile of [0.5, 0.9, 0.99]) {
        const nanoseconds = delay.percentile(quantile * 100);
        this.set({ quantile: String(quantile) }, Number.isNaN(nanoseconds) ? 0 : nanoseconds / 1e9);
      }
      this.set({ quantile: "1" }, delay.max / 1e9);
      delay.reset();
    },
  });
  new Gauge({
    name: "process_resident_memory_bytes",
    help: "Resident memory",
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Gauge({
    name: "nodejs_heap_size_used_bytes",
    help: "Heap in use",
    registers,
    collect() {
      this.set(process.memoryUsage().heapUsed);
    },
  });
  new Counter({
    name: "process_cpu_seconds_total",
    help: "Processor time, of user and system",
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  return () => {
    delay.disable();
  };
}
