import { RallyError } from "@rally/shared/errors";
import { originFits } from "@rally/sync-server";
import type { Context } from "koa";
import type { ApiContext } from "../../http/index.js";

/**
 * Browsers accept the `__Secure-` prefix over TLS only, so a page of plain HTTP cannot set the
 * cookie.
 */
const nameOf = (context: ApiContext): string =>
  overTls(context) ? "__Secure-rally_refresh" : "rally_refresh";

/**
 * Behind a proxy the request itself is plain HTTP; `PUBLIC_URL` has the scheme that the browser
 * uses.
 */
const overTls = ({ publicUrl }: ApiContext): boolean => publicUrl?.startsWith("https:") ?? false;

/** The cookie is sent to the auth routes only, and scripts cannot read it. */
function attributes(context: ApiContext) {
  return {
    path: "/api/v1/auth",
    httpOnly: true,
    sameSite: "strict",
    secure: overTls(context),
  } as const;
}

export function setRefreshCookie(
  http: Context,
  context: ApiContext,
  token: string,
  expires: Date,
): void {
  // Without this, Koa refuses to set a Secure cookie behind a proxy.
  http.cookies.secure = true;
  http.cookies.set(nameOf(context), token, { ...attributes(context), expires, signed: false });
}

export function clearRefreshCookie(http: Context, context: ApiContext): void {
  http.cookies.secure = true;
  http.cookies.set(nameOf(context), "", {
    ...attributes(context),
    expires: new Date(0),
    signed: false,
  });
}

/** The refresh cookie of a same-origin request. @throws RallyError `origin_refused` */
export function readRefreshCookie(http: Context, context: ApiContext): string | undefined {
  requireOwnOrigin(http, context);
  return refreshCookieOf(http, context);
}

/** @throws RallyError `origin_refused` for a request from another site. */
export function requireOwnOrigin(http: Context, context: ApiContext): void {
  if (!originFits(http.req, context.publicUrl)) {
    throw new RallyError("origin_refused", "Requests from other sites are not accepted");
  }
}

/** The refresh cookie of any request, for uses that another site cannot abuse. */
export function refreshCookieOf(http: Context, context: ApiContext): string | undefined {
  return http.cookies.get(nameOf(context), { signed: false }) || undefined;
}
