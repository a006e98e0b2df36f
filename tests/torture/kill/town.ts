import type { Random } from "../random.js";
import type { KillablePostgres } from "./postgres-of.js";

/**
 * What can be killed: a whole Rally, alone or with its Postgres (`machine`); Postgres or one of its
 * backends; Redis; one of two servers.
 */
export type Kind = "rally" | "machine" | "postmaster" | "backend" | "redis" | "sync" | "api";

/** Processes of Rally on one database, of which any can be killed. */
export interface Town {
  readonly name: string;
  readonly kinds: readonly Kind[];
  readonly postgres: KillablePostgres;
  /** Where the api servers are; they keep their ports. */
  readonly apis: () => string[];
  readonly syncs: () => string[];
  /** SIGKILL; resolves when what was killed has been started again, or does so by itself. */
  kill(kind: Kind, random: Random): Promise<void>;
  /** What its processes said since they were last started. */
  output(): string;
  close(): Promise<void>;
}
