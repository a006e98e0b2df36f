import {
  RallyError,
  errorStatus,
  type BanNotice,
  type ErrorCode,
  type FieldErrors,
} from "@rally/shared/errors";
import { pathOf, type Body, type Data, type Meta, type Route } from "@rally/shared/http";

/** The options of a call; options that the route does not accept are type errors. */
export interface CallOptions<R extends Route> {
  params?: R["params"] extends object ? Record<string, string> : never;
  /** As in the address: numbers are converted to text. */
  query?: R["query"] extends object
    ? Record<string, string | number | readonly string[] | undefined>
    : never;
  body?: R["body"] extends object ? Body<R> : never;
  /** The bytes of a body that is not JSON. */
  file?: R["rawBody"] extends string ? Blob : never;
  idempotencyKey?: string;
  /** The language of the answer, in place of the browser's. */
  language?: string;
  signal?: AbortSignal;
}

export interface Answer<R extends Route> {
  data: Data<R>;
  meta: Meta<R>;
}

/** A typed call of the API as the signed-in user. @throws RallyError, NetworkError */
export type Call = <R extends Route>(route: R, options?: CallOptions<R>) => Promise<Answer<R>>;

/** No answer was received: no network, the server is down, or the request timed out. */
export class NetworkError extends Error {
  constructor(cause: unknown) {
    super("The server did not answer", { cause });
    this.name = "NetworkError";
  }
}

/** Milliseconds: enough for 100 commands on a slow line; a silent server must not hold locks. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Calls `route` of the server that served this page. The answer is not validated: it comes from the
 * same release, and checking 100 rows costs more than folding them.
 * @throws RallyError the server's refusal, with its code and fields.
 * @throws NetworkError when there was no answer, or not one of Rally's.
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
      signal: options.signal ?? AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    answer = await response.json();
  } catch (cause) {
    // A proxy's error page instead of JSON: Rally itself did not answer.
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
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) address.searchParams.append(name, String(one));
    }
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
  const { code, message, fields, challenge, retryAfter, ban } = error as {
    code: string;
    message?: string;
    fields?: FieldErrors;
    challenge?: string;
    retryAfter?: number;
    ban?: BanNotice;
  };
  // An unknown code of a newer server is mapped by its status.
  const known =
    code in errorStatus ? (code as ErrorCode) : status >= 500 ? "internal" : "forbidden";
  return new RallyError(known, message ?? code, {
    fields,
    challenge,
    retryAfter: retryAfter ?? retryAfterOf(headers),
    ban,
  });
}

/** The header in milliseconds; Rally's servers send seconds. */
function retryAfterOf(headers: Headers): number | undefined {
  const seconds = Number(headers.get("retry-after") ?? NaN);
  return seconds >= 0 ? seconds * 1_000 : undefined;
}
