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
  },
): Promise<OperationsAnswer | undefined> {
  switch ((request.url ?? "").split("?", 1)[0]?.replace(/(?<=.)\/$/, "")) {
    case "/healthz":
      return json(200, { success: true, data: { alive: true } });
    case "/readyz":
      return readiness(context);
    case "/metrics":
      if (!maySeeMetrics(request, context.metricsToken)) return undefined;
      return { status: 200, type: context.metrics.contentType, body: await context.metrics.text() };
    default:
      return undefined;
  }
}

async function readiness({ database, logger }: { database: Database; logger: Logger }) {
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

/** Whoever holds the token, and this machine itself; a proxy on it speaks for others. */
function maySeeMetrics({ headers, socket }: IncomingMessage, token: string | undefined): boolean {
  const [scheme, given] = (headers.authorization ?? "").split(" ");
  if (token !== undefined && scheme?.toLowerCase() === "bearer" && given) return same(given, token);
  const isForwarded = ["forwarded", "via", "x-forwarded-for"].some((name) => name in headers);
  return !isForwarded && /^(::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? "");
}

/** Compares without telling by its time where the two differ. */
function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
