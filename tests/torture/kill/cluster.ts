import type { Random } from "../random.js";
import type { KillablePostgres } from "./killable-postgres.js";

/**
 * Targets of a kill: a whole Rally, alone or with its Postgres (`machine`); Postgres or one of its
 * backends; Redis; one of two servers.
 */
export type Kind = "rally" | "machine" | "postmaster" | "backend" | "redis" | "sync" | "api";

/** Processes of Rally on one database, any of which can be killed. */
export interface Cluster {
  readonly name: string;
  readonly kinds: readonly Kind[];
  readonly postgres: KillablePostgres;
  /** The addresses of the api servers, which keep their ports. */
  readonly apis: () => string[];
  readonly syncs: () => string[];
  /** Sends SIGKILL; resolves when the target was restarted or restarts by itself. */
  kill(kind: Kind, random: Random): Promise<void>;
  /** The output of its processes since the last start. */
  output(): string;
  close(): Promise<void>;
}
