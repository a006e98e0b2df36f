import * as z from "zod/mini";
import { errorBodySchema } from "../errors/index.js";

/** The one envelope: what every HTTP answer of Rally looks like. */
export type Success<D, M = undefined> = { success: true; data: D } & (M extends undefined
  ? { meta?: undefined }
  : { meta: M });

export const failureSchema = z.object({ success: z.literal(false), error: errorBodySchema });
export type Failure = z.infer<typeof failureSchema>;

type Schema = z.core.$ZodType;

/**
 * One address of the API, written once: the server mounts and checks it, the PWA calls it, the
 * OpenAPI document describes it. `:name` in `path` is a path parameter.
 */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: `/api/v1/${string}`;
  readonly summary: string;
  /** Who may call: anyone, or a signed-in user (access token as bearer). */
  readonly auth: "anyone" | "user";
  /** Whether a bot's long-lived token is refused here: what concerns the account itself. */
  readonly noBots?: true;
  /** Whether it sends the browser elsewhere (303) instead of answering. */
  readonly redirects?: true;
  readonly params?: Schema;
  readonly query?: Schema;
  readonly body?: Schema;
  /** The media type of a body that is not JSON: its handler reads and judges the bytes itself. */
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

/** A whole number written in a query string, as a number within bounds. */
export function queryInteger(minimum: number, maximum: number) {
  return z.pipe(
    z.pipe(
      z.string().check(z.regex(/^\d{1,15}$/)),
      z.transform((text: string) => Number(text)),
    ),
    z.number().check(z.minimum(minimum), z.maximum(maximum)),
  );
}

/** `path` with its `:name` parts filled in, each encoded. */
export function pathOf(route: Route, params: Record<string, string> = {}): string {
  return route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
}
