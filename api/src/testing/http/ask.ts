import { request as requestByHttp } from "node:http";
import { pathOf, type Data, type Failure, type Meta, type Route } from "@rally/shared/http";
import type * as z from "zod";

type Schema = z.core.$ZodType;

/** The parts of a request; the body as its schema takes it. */
export interface Request<R extends Route> {
  params?: Record<string, string>;
  query?: Record<string, string | number | readonly string[]>;
  body?: R["body"] extends Schema ? z.input<R["body"]> : never;
  token?: string;
  cookie?: string;
  headers?: Record<string, string>;
}

/** An answer: `body` is the envelope, `cookie` the refresh cookie that was set. */
export interface Reply<R extends Route> {
  status: number;
  headers: Headers;
  body: { success: true; data: Data<R>; meta: Meta<R> } | Failure;
  cookie: string | undefined;
}

/** Calls a route over HTTP and returns any answer. */
export async function ask<R extends Route>(
  url: string,
  route: R,
  { params, query, body, token, cookie, headers }: Request<R> = {},
): Promise<Reply<R>> {
  const search = new URLSearchParams(
    Object.entries(query ?? {}).flatMap(([name, value]) =>
      [value].flat().map((one) => [name, String(one)]),
    ),
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

/** Sends a request unchecked. */
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
    // fetch gives strings a Content-Type of its own; bytes get none.
    ...(body !== undefined && { body: typeof body === "string" ? Buffer.from(body) : body }),
    headers,
    redirect: "manual",
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Sends headers unchanged, including `Host`, which fetch replaces. */
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
