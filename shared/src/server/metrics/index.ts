import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { observeProcess } from "./process-metrics.js";

/** Histogram buckets from a fast commit to a delay that users notice. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export type Metrics = ReturnType<typeof createMetrics>;

/**
 * The metrics of a process, each by its name. Each process object has its own registry, so that
 * several Rallys in one process stay separate; `close` stops the observers.
 */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const stopObserving = observeProcess(registry);
  return {
    /** Open sockets. `kind`: the kind of their room. */
    connections: new Gauge({
      name: "rally_connections",
      help: "Open sockets, by kind of room",
      labelNames: ["kind"] as const,
      registers,
    }),
    /** Rooms held in memory. `kind`: conversation or user. */
    roomsLoaded: new Gauge({
      name: "rally_rooms_loaded",
      help: "Rooms held in memory, by kind",
      labelNames: ["kind"] as const,
      registers,
    }),
    permissionAge: new Gauge({
      name: "rally_permission_age_seconds",
      help: "Time since the permissions of open sockets were last checked",
      registers,
    }),
    /** The duration of one transaction of a conversation's log, committed or not. */
    commitSeconds: new Histogram({
      name: "rally_commit_seconds",
      help: "Duration of one transaction of a conversation's log",
      buckets: SECONDS,
      registers,
    }),
    /** The number of commands in one such transaction. */
    commitBatch: new Histogram({
      name: "rally_commit_batch_commands",
      help: "Commands in one transaction of a conversation's log",
      buckets: [1, 2, 5, 10, 20, 50, 100, 200],
      registers,
    }),
    commitFailures: new Counter({
      name: "rally_commit_failures_total",
      help: "Transactions of a conversation's log that failed",
      registers,
    }),
    /** How long the handling of one client frame blocked the event loop. */
    frameSeconds: new Histogram({
      name: "rally_frame_seconds",
      help: "Time that work on a client's frame kept the event loop",
      buckets: [0.0001, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1],
      registers,
    }),
    bytesIn: new Counter({
      name: "rally_socket_bytes_in_total",
      help: "Bytes of frames from clients",
      registers,
    }),
    bytesOut: new Counter({
      name: "rally_socket_bytes_out_total",
      help: "Bytes of frames to clients",
      registers,
    }),
    /** `reason`: an error id (`rate_limited`), or the name of a close code (`slowReader`). */
    refusals: new Counter({
      name: "rally_refusals_total",
      help: "Requests, commands and sockets refused, by error id or close code",
      labelNames: ["reason"] as const,
      registers,
    }),
    /**
     * `route`: the route's pattern, or `other`; never the requested path, because the number of
     * label values must stay bounded.
     */
    httpRequests: new Counter({
      name: "rally_http_requests_total",
      help: "HTTP requests answered, by route and status",
      labelNames: ["method", "route", "status"] as const,
      registers,
    }),
    httpSeconds: new Histogram({
      name: "rally_http_seconds",
      help: "Time to answer an HTTP request, by route",
      labelNames: ["method", "route"] as const,
      buckets: SECONDS,
      registers,
    }),
    /** Registers the source of the bytes of HTTP request bodies that this process holds. */
    observeBodyBytes(read: () => number) {
      new Gauge({
        name: "rally_http_body_bytes",
        help: "Bytes of HTTP request bodies held in memory",
        registers,
        collect() {
          this.set(read());
        },
      });
    },
    /** Registers the source of the bytes of HTTP answers that wait for their clients. */
    observeAnswerBytes(read: () => number) {
      new Gauge({
        name: "rally_http_answer_bytes",
        help: "Bytes of HTTP answers that their clients have not taken yet",
        registers,
        collect() {
          this.set(read());
        },
      });
    },
    /** The media type of `text`. */
    contentType: registry.contentType,
    /** All metrics in Prometheus's text format. */
    text: () => registry.metrics(),
    close() {
      stopObserving();
      registry.clear();
    },
  };
}
