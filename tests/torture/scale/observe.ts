import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { costOf, type Plan } from "@rally/api/testing";
import pg from "pg";

/** The work of PostgreSQL for one request. */
export interface Observed {
  /** The texts of its statements, in order. */
  statements: string[];
  /** Rows read from tables and indexes, including discarded ones. */
  rows: number;
  /** Each sequential scan: the table and the number of rows read. */
  scans: { table: string; rows: number; statement: string }[];
  /** The rows of each statement and its nodes that read many, for failure messages. */
  costs: { rows: number; nodes: string[]; statement: string }[];
}

export interface Observer {
  /** The work for the requests with this `X-Observed` header. */
  of(name: string): Observed;
  close(): void;
}

export const OBSERVED_HEADER = "x-observed";

/** Makes each new connection to a database report each statement's plan, with the rows read. */
export async function reportPlans(client: pg.Client, database: string): Promise<void> {
  const settings: Record<string, string> = {
    session_preload_libraries: "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_timing": "off",
    "auto_explain.log_format": "json",
    "auto_explain.log_level": "notice",
    "auto_explain.log_nested_statements": "on",
    // A generic plan must suit all values; Postgres may choose one after five executions.
    plan_cache_mode: "force_generic_plan",
  };
  await client.query("load 'auto_explain'");
  for (const [name, value] of Object.entries(settings)) {
    await client.query(`alter database "${database}" set ${name} = '${value}'`);
  }
}

/** The nodes that read more than 100 rows: type, index or table, rows. */
function largeNodes(plan: Plan): string[] {
  const below = (plan.Plans ?? []).flatMap(largeNodes);
  const { rows } = costOf({ ...plan, Plans: [] });
  if (rows <= 100) return below;
  return [`${plan["Node Type"]} ${plan["Index Name"] ?? plan["Relation Name"]} ${rows}`, ...below];
}

type Query = (this: pg.Client, ...asked: unknown[]) => unknown;

/**
 * Observes the queries of this process's HTTP requests. Each query belongs to the request of its
 * asynchronous context, so timers do not count.
 */
export function observeRequests(): Observer {
  const requests = new AsyncLocalStorage<Observed>();
  const observed = new Map<string, Observed>();
  const current = new WeakMap<pg.Client, Observed | undefined>();
  const watched = new WeakSet<pg.Client>();
  const of = (name: string): Observed => {
    const known = observed.get(name) ?? { statements: [], rows: 0, scans: [], costs: [] };
    observed.set(name, known);
    return known;
  };
  const onRequest = (message: unknown): void => {
    const { request } = message as { request: IncomingMessage };
    const name = request.headers[OBSERVED_HEADER];
    if (typeof name === "string") requests.enterWith(of(name));
  };
  const onNotice = (client: pg.Client, text: string | undefined): void => {
    const at = current.get(client);
    const start = text?.indexOf("{") ?? -1;
    if (!at || !text?.includes("plan:") || start < 0) return;
    const plan = JSON.parse(text.slice(start)) as { "Query Text": string; Plan: Plan };
    const { rows, scans } = costOf(plan.Plan);
    const statement = plan["Query Text"];
    at.rows += rows;
    at.costs.push({ rows, nodes: largeNodes(plan.Plan), statement });
    at.scans.push(...scans.map((scan) => ({ ...scan, statement })));
  };
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const { query } = prototype;
  prototype.query = function (...asked) {
    const at = requests.getStore();
    current.set(this, at);
    if (!watched.has(this)) {
      watched.add(this);
      this.on("notice", ({ message }) => onNotice(this, message));
    }
    const [first] = asked;
    const text = typeof first === "string" ? first : (first as { text?: string }).text;
    if (at && text !== undefined) at.statements.push(text);
    return query.apply(this, asked);
  };
  subscribe("http.server.request.start", onRequest);
  return {
    of,
    close() {
      prototype.query = query;
      unsubscribe("http.server.request.start", onRequest);
    },
  };
}
