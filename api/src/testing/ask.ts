import { request as requestByHttp } from "node:http";
import { pathOf, type Data, type Failure, type Meta, type Route } from "@rally/shared/http";
import type * as z from "zod";

type Schema = z.core.$ZodType;

/** What a request to a route holds; the body as its schema takes it. */
export interface Request<R extends Route> {
  params?: Record<string, string>;
  query?: Record<string, string | number>;
  body?: R["body"] extends Schema ? z.input<R["body"]> : never;
  token?: string;
  cookie?: string;
  headers?: Record<string, string>;
}

/** An answer as it came: `body` is the envelope, `cookie` the refresh cookie that was set. */
export interface Reply<R extends Route> {
  status: number;
  headers: Headers;
  body: { success: true; data: Data<R>; meta: Meta<R> } | Failure;
  cookie: string | undefined;
}

/** Calls a route over HTTP, whatever the answer. */
export async function ask<R extends Route>(
  url: string,
  route: R,
  { params, query, body, token, cookie, headers }: Request<R> = {},
): Promise<Reply<R>> {
  const search = new URLSearchParams(
    Object.entries(query ?? {}).map(([name, value]) => [name, String(value)]),
  );
  const response = await fetch(`${url}${pathOf(route, params)}?${search.toString()}`, {
    method: route.method,
    headers: {
      ...(body !== undefined && { "Content-Type": "application/json" }),
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...(cookie !== undefined && { Cookie: cookie }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Reply<R>["body"],
    cookie: response.headers.getSetCookie().at(-1)?.split(";")[0],
  };
}

/** Sends whatever it is told to. */
export async function askRaw(
  url: string,
  request: {
    method: string;
    path: string;
    headers?: Record<string, string>;
    body?: string | Uint8Array<ArrayBuffer>;
  },
): Promise<{ status: number; headers: Headers; text: string }> {
  const { method, path, headers = {}, body } = request;
  const response = await fetch(`${url}${path}`, {
    method,
    // fetch would give a text a type of its own; bytes get none.
    ...(body !== undefined && { body: typeof body === "string" ? Buffer.from(body) : body }),
    headers,
    redirect: "manual",
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Sends headers as they are told, also a `Host`, for which fetch puts its own. */
export function askAs(
  url: string,
  {
    method,
    path,
    headers,
    body,
  }: { method: string; path: string; headers: Record<string, string>; body?: string },
): Promise<{ status: number; location: string; cookies: string[] }> {
  return new Promise((resolve, reject) => {
    const asked = requestByHttp(`${url}${path}`, { method, headers }, (response) => {
      response.resume();
      resolve({
        status: response.statusCode ?? 0,
        location: response.headers.location ?? "",
        cookies: response.headers["set-cookie"] ?? [],
      });
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
