import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Database } from "../database/index.js";
import type { Logger } from "../logger/index.js";
import type { Metrics } from "../metrics/index.js";

/** What an operator's request is answered with. */
export interface OperationsAnswer {
  status: number;
  type: string;
  body: string;
}

/**
 * Answers what whoever runs Rally asks each process: `/healthz` (it lives), `/readyz` (it can reach
 * its database too), `/metrics` (for Prometheus). Undefined for every other address, and for
 * metrics that the asker may not see.
 */
export async function answerOperations(
  request: IncomingMessage,
  context: {
    database: Database;
    logger: Logger;
    metrics: Metrics;
    metricsToken: string | undefined;
    publicUrl: string | undefined;
  },
): Promise<OperationsAnswer | undefined> {
  switch ((request.url ?? "").split("?", 1)[0]?.replace(/(?<=.)\/$/, "")) {
    case "/healthz":
      return json(200, { success: true, data: { alive: true } });
    case "/readyz":
      return readiness(context);
    case "/metrics":
      if (!maySeeMetrics(request, context)) return undefined;
      return { status: 200, type: context.metrics.contentType, body: await context.metrics.text() };
    default:
      return undefined;
  }
}

/** Checks under way: however many ask at once, the database is asked once. */
const checks = new WeakMap<Database, Promise<OperationsAnswer>>();

function readiness(context: { database: Database; logger: Logger }): Promise<OperationsAnswer> {
  const underWay = checks.get(context.database);
  if (underWay) return underWay;
  const check = checkDatabase(context).finally(() => checks.delete(context.database));
  checks.set(context.database, check);
  return check;
}

async function checkDatabase({
  database,
  logger,
}: {
  database: Database;
  logger: Logger;
}): Promise<OperationsAnswer> {
  try {
    await database.raw("select 1");
    return json(200, { success: true, data: { ready: true } });
  } catch (error) {
    logger.warn({ err: error }, "not ready");
    const message = "The database does not answer";
    return json(503, { success: false, error: { code: "unavailable", message } });
  }
}

function json(status: number, body: object): OperationsAnswer {
  return { status, type: "application/json; charset=utf-8", body: JSON.stringify(body) };
}

/**
 * Whoever holds the token, and this machine itself: a connection from it, to a name of it (a page
 * whose own name leads here by DNS rebinding says another `Host`), and without a proxy, which speaks
 * for others. Not every proxy says that it is one, so where `PUBLIC_URL` tells of one the token is needed.
 */
function maySeeMetrics(
  { headers, socket }: IncomingMessage,
  { metricsToken, publicUrl }: { metricsToken: string | undefined; publicUrl: string | undefined },
): boolean {
  const [scheme, given] = (headers.authorization ?? "").split(" ");
  if (metricsToken !== undefined && scheme?.toLowerCase() === "bearer" && given) {
    return same(given, metricsToken);
  }
  const isForwarded = Object.keys(headers).some((name) => FORWARDING.test(name));
  const isPublic = publicUrl !== undefined && !LOCAL_HOST.test(new URL(publicUrl).host);
  const isFromHere = /^(::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? "");
  return isFromHere && !isForwarded && !isPublic && LOCAL_HOST.test(headers.host ?? "");
}

/** What proxies add to a request to tell whose it is. */
const FORWARDING =
  /^(forwarded|via|x-forwarded.*|x-original.*|x-real-ip|.*client-ip|.*connecting-ip)$/;
const LOCAL_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/** Compares without telling by its time where the two differ. */
function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
