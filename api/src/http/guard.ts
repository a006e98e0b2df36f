import type Router from "@koa/router";
import type { Body, Data, Meta, Params, Query, Route } from "@rally/shared/http";
import { fieldErrorsOf, parseInput, RallyError } from "@rally/shared/errors";
import type { Context } from "koa";
import * as z from "zod";
import type { Caller } from "./context.js";
import type { OpenBody, RequestBody } from "./bodies.js";
import type { Rates } from "./rates.js";
import type { Work } from "./work.js";

/** What a handler is given, checked: the parts of the request, and who asks. */
export interface Call<R extends Route> {
  params: Params<R>;
  query: Query<R>;
  body: Body<R>;
  /** Of a route with a `rawBody`: its bytes. */
  file: R["rawBody"] extends string ? Pick<RequestBody, "bytes"> : undefined;
  caller: R["auth"] extends "user" ? Caller : undefined;
  /** The `Idempotency-Key`, where the client sent one. */
  commandId: string | undefined;
  http: Context;
}

export type Answer<R extends Route> = R["meta"] extends z.core.$ZodType
  ? { data: Data<R>; meta: Meta<R> }
  : { data: Data<R> };

export type RouteHandler<R extends Route> = (call: Call<R>) => Promise<Answer<R>>;

/** Tells who asks from the request. @throws RallyError `unauthenticated` */
export type Authenticate = (http: Context) => Promise<Caller>;

/** What every request passes on its way to a handler. */
export interface Gate {
  authenticate: Authenticate;
  rates: Rates;
  openBody: OpenBody;
  work: Work;
}

export interface MountedRoute {
  route: Route;
  mount(router: Router, gate: Gate): void;
}

interface AnswerOptions {
  /** What it writes shares its commits with others', or waits in the line piece by piece. */
  sharesCommits?: boolean;
}

/**
 * Binds a route to what answers it: request and response are checked against its one schema. The
 * checks go from the cheapest to the dearest: rate of the address, token, rate of the user, and only
 * then the body.
 */
export function answer<const R extends Route>(
  route: R,
  handler: RouteHandler<R>,
  options: AnswerOptions = {},
): MountedRoute {
  return {
    route,
    mount(router, gate) {
      router.register(route.path, [route.method], (http) =>
        admit(route, handler, gate, http, options),
      );
    },
  };
}

async function admit<R extends Route>(
  route: R,
  handler: RouteHandler<R>,
  { authenticate, rates, openBody, work }: Gate,
  http: Context,
  options: AnswerOptions,
): Promise<void> {
  // Nothing reads the body of a route without one: unread, its chunks would wait as an object each.
  if (!route.body && route.rawBody === undefined) http.req.resume();
  work.enter(http);
  await rates.enter(route, http);
  const caller =
    route.auth === "user"
      ? await authenticate(http).catch((error: unknown) => {
          work.chargeAddress(http);
          throw error;
        })
      : undefined;
  if (route.noBots && caller?.isBot) throw new RallyError("forbidden", "Not with a bot's token");
  if (caller) {
    work.admit(caller, http);
    await rates.admit(route, caller, http);
  }
  const params = route.params && parseInput(route.params, http.params);
  const query = route.query && parseInput(route.query, onlyOnce(http.query));
  const sent = openBody(http, caller);
  try {
    const body = route.body && parseInput(route.body, await sent.json(route));
    if (caller) await rates.charge(route, body, caller, http);
    const handle = async (): Promise<string> => {
      const result = await handler({
        ...{ params, query, body, caller },
        file: route.rawBody === undefined ? undefined : sent,
        commandId: http.get("Idempotency-Key") || undefined,
        http,
      } as unknown as Call<R>);
      return JSON.stringify(checked(route, result));
    };
    // Writing has rates of its own; only what has a transaction of its own waits in a line.
    const written = caller !== undefined && route.method !== "GET";
    let text: string;
    if (!written) text = await work.run(caller, http, handle);
    else if (options.sharesCommits) text = await handle();
    else text = await work.write(caller.userId, handle);
    work.send(caller, http, text, { written });
  } finally {
    sent.release();
  }
}

/** A parameter given twice is neither value. */
function onlyOnce(query: Record<string, unknown>): Record<string, unknown> {
  for (const [given, value] of Object.entries(query)) {
    if (Array.isArray(value)) {
      const name = given.slice(0, LONGEST_NAME);
      throw new RallyError("invalid_input", `${name} is given more than once`, {
        fields: { [name]: ["format"] },
      });
    }
  }
  return query;
}

/** Characters of a name of the sender's that an answer repeats. */
const LONGEST_NAME = 64;

/** The envelope around an answer that fits its schema; what the schema does not name stays here. */
function checked(route: Route, result: { data: unknown; meta?: unknown }): object {
  const data = z.safeParse(route.data, result.data);
  const meta = route.meta ? z.safeParse(route.meta, result.meta) : undefined;
  const failed = [data, meta].find((part) => part && !part.success);
  if (failed?.error) {
    const fields = Object.keys(fieldErrorsOf(failed.error.issues)).join(", ");
    throw new Error(
      `${route.method} ${route.path} answers what its schema does not allow: ${fields}`,
    );
  }
  return { success: true, data: data.data, ...(meta && { meta: meta.data }) };
}
