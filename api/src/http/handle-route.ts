import type Router from "@koa/router";
import type { Body, Data, Meta, Params, Query, Route } from "@rally/shared/http";
import { fieldErrorsOf, parseInput, RallyError } from "@rally/shared/errors";
import type { Context } from "koa";
import * as z from "zod";
import type { Caller } from "./context.js";
import type { OpenBody, RequestBody } from "./bodies/bodies.js";
import type { Rates } from "./work/rates.js";
import type { Work } from "./work/work.js";

/** The validated input of a handler. */
export interface RouteCall<R extends Route> {
  params: Params<R>;
  query: Query<R>;
  body: Body<R>;
  /** The body of a route with a `rawBody`. */
  file: R["rawBody"] extends string ? Pick<RequestBody, "bytes"> : undefined;
  caller: R["auth"] extends "user" ? Caller : undefined;
  /** The `Idempotency-Key` header. */
  commandId: string | undefined;
  http: Context;
}

export type Answer<R extends Route> = R["meta"] extends z.core.$ZodType
  ? { data: Data<R>; meta: Meta<R> }
  : { data: Data<R> };

export type RouteHandler<R extends Route> = (call: RouteCall<R>) => Promise<Answer<R>>;

/** Identifies the caller of a request. @throws RallyError `unauthenticated` */
export type Authenticate = (http: Context) => Promise<Caller>;

/** What `checkAndHandle` checks a request with before its handler. */
export interface RequestChecks {
  authenticate: Authenticate;
  rates: Rates;
  openBody: OpenBody;
  work: Work;
}

export interface MountedRoute {
  route: Route;
  mount(router: Router, checks: RequestChecks): void;
}

interface AnswerOptions {
  /**
   * Whether the handler's writes go through the log or wait in `work.writeInTurn` one by one, so
   * that the request itself does not wait in `work.writeInTurn`.
   */
  queuesItsWrites?: boolean;
}

/**
 * Binds a route to its handler. Request and response are checked against the route's schema. The
 * cheapest checks come first: rate of the address, token, rate of the user, body.
 */
export function handleRoute<const R extends Route>(
  route: R,
  handler: RouteHandler<R>,
  options: AnswerOptions = {},
): MountedRoute {
  return {
    route,
    mount(router, checks) {
      router.register(route.path, [route.method], (http) =>
        checkAndHandle(route, handler, checks, http, options),
      );
    },
  };
}

/**
 * Checks a request, runs the route's handler, and sends the answer. The handler of commands is in
 * `api/src/commands/routes.ts`.
 */
async function checkAndHandle<R extends Route>(
  route: R,
  handler: RouteHandler<R>,
  { authenticate, rates, openBody, work }: RequestChecks,
  http: Context,
  options: AnswerOptions,
): Promise<void> {
  // The body of a route without one is discarded; unread, its chunks would stay in memory.
  if (!route.body && route.rawBody === undefined) http.req.resume();
  work.checkAddressBudget(http);
  await rates.limitByAddress(route, http);
  const caller =
    route.auth === "user"
      ? await authenticate(http).catch((error: unknown) => {
          work.chargeAddress(http);
          throw error;
        })
      : undefined;
  if (route.noBots && caller?.isBot)
    throw new RallyError("forbidden", "A bot's token cannot do this");
  if (caller) {
    work.checkUserBudget(caller, http);
    await rates.limitByUser(route, caller, http);
  }
  const params = route.params && parseInput(route.params, http.params);
  const query = route.query && parseInput(route.query, onlyOnce(http.query, route.repeats));
  const sent = openBody(http, caller);
  try {
    const body = route.body && parseInput(route.body, await sent.json(route));
    if (caller) await rates.limitByBody(route, body, caller, http);
    const handle = async (): Promise<string> => {
      const result = await handler({
        ...{ params, query, body, caller },
        file: route.rawBody === undefined ? undefined : sent,
        commandId: http.get("Idempotency-Key") || undefined,
        http,
      } as unknown as RouteCall<R>);
      return JSON.stringify(checked(route, result));
    };
    // Requests that write wait for their turn, except those whose single writes are queued.
    const written = caller !== undefined && route.method !== "GET";
    let text: string;
    if (!written) text = await work.runInTurn(caller, http, handle);
    else if (options.queuesItsWrites) text = await handle();
    else text = await work.writeInTurn(caller.userId, handle);
    work.sendAnswer(caller, http, text, { written });
  } finally {
    sent.release();
  }
}

/** Refuses a parameter that is given more than once, unless the route allows it. */
function onlyOnce(
  query: Record<string, unknown>,
  repeats: readonly string[] = [],
): Record<string, unknown> {
  for (const [given, value] of Object.entries(query)) {
    if (Array.isArray(value) && !repeats.includes(given)) {
      const name = given.slice(0, LONGEST_NAME);
      throw new RallyError("invalid_input", `${name} is given more than once`, {
        fields: { [name]: ["format"] },
      });
    }
  }
  return query;
}

/** Longest part of a client's parameter name that an answer repeats, in characters. */
const LONGEST_NAME = 64;

/** The response envelope. Fields that are not in the schema are dropped. */
function checked(route: Route, result: { data: unknown; meta?: unknown }): object {
  const data = z.safeParse(route.data, result.data);
  const meta = route.meta ? z.safeParse(route.meta, result.meta) : undefined;
  const failed = [data, meta].find((part) => part && !part.success);
  if (failed?.error) {
    const fields = Object.keys(fieldErrorsOf(failed.error.issues)).join(", ");
    throw new Error(
      `${route.method} ${route.path} returned an answer that does not match its schema: ${fields}`,
    );
  }
  return { success: true, data: data.data, ...(meta && { meta: meta.data }) };
}
