import { RallyError, errorStatus, type ErrorCode, type FieldErrors } from "@rally/shared/errors";
import { pathOf, type Body, type Data, type Meta, type Route } from "@rally/shared/http";
import { NetworkError } from "./network-error.js";

/** What a route is called with; what it does not take cannot be given. */
export interface CallOptions<R extends Route> {
  params?: R["params"] extends object ? Record<string, string> : never;
  /** As written in the address: numbers are turned into text. */
  query?: R["query"] extends object ? Record<string, string | number | undefined> : never;
  body?: R["body"] extends object ? Body<R> : never;
  /** The bytes of a body that is not JSON. */
  file?: R["rawBody"] extends string ? Blob : never;
  idempotencyKey?: string;
  /** Of the answer, in place of what the browser asks for. */
  language?: string;
  signal?: AbortSignal;
}

export interface Answer<R extends Route> {
  data: Data<R>;
  meta: Meta<R>;
}

/** Long enough for a full batch on a poor line; a silent server must not hold a lock for ever. */
const PATIENCE = 30_000;

/**
 * Calls `route` of the server that served this page. The answer is trusted, not checked: it comes
 * from the same release of the same house, and checking 100 rows costs more than folding them.
 * @throws RallyError what the server refused, with its code and fields.
 * @throws NetworkError when there was no answer, or none of Rally's.
 */
export async function request<R extends Route>(
  route: R,
  options: CallOptions<R> = {},
  accessToken?: string,
): Promise<Answer<R>> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (accessToken) headers["authorization"] = `Bearer ${accessToken}`;
  if (options.body !== undefined) headers["content-type"] = "application/json";
  if (options.file) headers["content-type"] = options.file.type;
  if (options.idempotencyKey) headers["idempotency-key"] = options.idempotencyKey;
  if (options.language) headers["accept-language"] = options.language;
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(addressOf(route, options), {
      method: route.method,
      headers,
      credentials: "same-origin",
      cache: "no-store",
      ...bodyOf(options),
      signal: options.signal ?? AbortSignal.timeout(PATIENCE),
    });
    answer = await response.json();
  } catch (cause) {
    // A proxy's error page in place of JSON means as much: Rally itself did not answer.
    throw new NetworkError(cause);
  }
  if (isSuccess<R>(answer)) return { data: answer.data, meta: answer.meta as Meta<R> };
  throw refusalOf(answer, response);
}

function bodyOf<R extends Route>({ body, file }: CallOptions<R>): { body?: string | Blob } {
  if (file) return { body: file };
  return body === undefined ? {} : { body: JSON.stringify(body) };
}

function addressOf<R extends Route>(route: R, options: CallOptions<R>): URL {
  const address = new URL(pathOf(route, options.params), location.origin);
  for (const [name, value] of Object.entries(options.query ?? {})) {
    if (value !== undefined) address.searchParams.set(name, String(value));
  }
  return address;
}

function isSuccess<R extends Route>(
  answer: unknown,
): answer is { success: true; data: Data<R>; meta?: Meta<R> } {
  return (
    typeof answer === "object" && answer !== null && "success" in answer && answer.success === true
  );
}

function refusalOf(answer: unknown, { status, headers }: Response): RallyError | NetworkError {
  const error =
    typeof answer === "object" && answer !== null && "error" in answer ? answer.error : undefined;
  if (typeof error !== "object" || error === null || !("code" in error)) {
    return new NetworkError(new Error(`HTTP ${status} without an envelope`));
  }
  const { code, message, fields, challenge } = error as {
    code: string;
    message?: string;
    fields?: FieldErrors;
    challenge?: string;
  };
  // A code of a later server is worded by its status: its refusal must not be lost.
  const known =
    code in errorStatus ? (code as ErrorCode) : status >= 500 ? "internal" : "forbidden";
  return new RallyError(known, message ?? code, {
    fields,
    challenge,
    retryAfter: retryAfterOf(headers),
  });
}

/** The header in milliseconds; servers of this app say seconds. */
function retryAfterOf(headers: Headers): number | undefined {
  const seconds = Number(headers.get("retry-after") ?? NaN);
  return seconds >= 0 ? seconds * 1_000 : undefined;
}
