import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { observeProcess } from "./process-metrics.js";

/** From a commit on a quick disk to one that somebody notices. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export type Metrics = ReturnType<typeof createMetrics>;

/**
 * What a process of Rally measures, each instrument by its name. Each has a registry of its own, so
 * that several Rallys in one process do not count each other's; `close` ends what observes.
 */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const stopObserving = observeProcess(registry);
  return {
    /** Open sockets. `kind`: of which room. */
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
    /** How long one transaction of a conversation's log took, committed or not. */
    commitSeconds: new Histogram({
      name: "rally_commit_seconds",
      help: "Duration of one transaction of a conversation's log",
      buckets: SECONDS,
      registers,
    }),
    /** Commands in one such transaction. */
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
    /** How long one piece of work on a client's frame kept the event loop. */
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
    /** `route`: its pattern, or `other`; never an address, of which there is no end. */
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
    /** Makes `read` tell how many bytes of HTTP bodies this process holds. */
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
    /** Makes `read` tell how many bytes of HTTP answers wait for their clients. */
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
    /** All of it, as Prometheus reads it. */
    text: () => registry.metrics(),
    close() {
      stopObserving();
      registry.clear();
    },
  };
}
