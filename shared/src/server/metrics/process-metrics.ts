import { monitorEventLoopDelay } from "node:perf_hooks";
import { Counter, Gauge, type Registry } from "prom-client";

/**
 * Metrics of the process: event loop, memory and CPU time, under the names that dashboards expect.
 * prom-client's default metrics observe garbage collection and cannot be stopped.
 * @returns a function that stops them.
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
