import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import ipaddr from "ipaddr.js";
import type { Database } from "../database/index.js";
import type { Logger } from "../logger/index.js";
import type { Metrics } from "../metrics/index.js";

/** The response to an operator's request. */
export interface OperationsAnswer {
  status: number;
  type: string;
  body: string;
}

/**
 * Handles the operator endpoints of each process: `/healthz` (the process runs), `/readyz` (it also
 * reaches its database), `/metrics` (for Prometheus). Undefined for other paths, and for metrics
 * without permission.
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

/** Checks in progress; concurrent requests share one database query. */
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
    logger.warn({ err: error }, "failed the readiness check");
    const message = "The database does not answer";
    return json(503, { success: false, error: { code: "unavailable", message } });
  }
}

function json(status: number, body: object): OperationsAnswer {
  return { status, type: "application/json; charset=utf-8", body: JSON.stringify(body) };
}

/**
 * Allows requests with the token, and requests from this machine: a local connection, with a local
 * `Host` (which excludes DNS rebinding), and without a proxy, which forwards for others. Some
 * proxies add no header, so the token is required when `PUBLIC_URL` is a public address.
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
  const peer = socket.remoteAddress ?? "";
  const isFromHere = ipaddr.isValid(peer) && ipaddr.process(peer).range() === "loopback";
  return isFromHere && !isForwarded && !isPublic && LOCAL_HOST.test(headers.host ?? "");
}

/** Headers that proxies add to a forwarded request. */
const FORWARDING =
  /^(forwarded|via|x-forwarded.*|x-original.*|x-real-ip|.*client-ip|.*connecting-ip)$/;
const LOCAL_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/** Compares in constant time. */
function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
