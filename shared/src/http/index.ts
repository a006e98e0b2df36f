import * as z from "zod/mini";
import { errorBodySchema } from "../errors/index.js";

/** The envelope of every HTTP answer. */
export type Success<D, M = undefined> = { success: true; data: D } & (M extends undefined
  ? { meta?: undefined }
  : { meta: M });

export const failureSchema = z.object({ success: z.literal(false), error: errorBodySchema });
export type Failure = z.infer<typeof failureSchema>;

type Schema = z.core.$ZodType;

/**
 * A route of the API. The server mounts and checks it, the PWA calls it, and the OpenAPI document
 * describes it. `:name` in `path` is a path parameter.
 */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: `/api/v1/${string}`;
  readonly summary: string;
  /** Who may call it: anyone, or a signed-in user (access token as bearer). */
  readonly auth: "anyone" | "user";
  /** Whether bot tokens are refused, because the route concerns the account itself. */
  readonly noBots?: true;
  /** Whether the answer is a redirect (303). */
  readonly redirects?: true;
  readonly params?: Schema;
  readonly query?: Schema;
  /** Query parameters that may be given more than once. A request that repeats another is refused. */
  readonly repeats?: readonly string[];
  readonly body?: Schema;
  /** The media type of a body that is not JSON; the handler reads and validates the bytes. */
  readonly rawBody?: string;
  readonly data: Schema;
  readonly meta?: Schema;
}

export function defineRoute<const R extends Route>(route: R): R {
  return route;
}

export type Params<R extends Route> = R["params"] extends Schema
  ? z.output<R["params"]>
  : undefined;
export type Query<R extends Route> = R["query"] extends Schema ? z.output<R["query"]> : undefined;
export type Body<R extends Route> = R["body"] extends Schema ? z.output<R["body"]> : undefined;
export type Data<R extends Route> = z.output<R["data"]>;
export type Meta<R extends Route> = R["meta"] extends Schema ? z.output<R["meta"]> : undefined;

/** An integer in a query string, within bounds. */
export function queryInteger(minimum: number, maximum: number) {
  return z.pipe(
    z.pipe(
      z.string().check(z.regex(/^\d{1,15}$/)),
      z.transform((text: string) => Number(text)),
    ),
    z.number().check(z.minimum(minimum), z.maximum(maximum)),
  );
}

/** `path` with its `:name` segments replaced by the encoded parameters. */
export function pathOf(route: Route, params: Record<string, string> = {}): string {
  return route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
}
