import { RallyError } from "@rally/shared/errors";
import { originFits } from "@rally/sync-server";
import type { Context } from "koa";
import type { ApiContext } from "../http/index.js";

/** Over TLS browsers hold the name to its promise: no page of plain HTTP can set such a cookie. */
const nameOf = (context: ApiContext): string =>
  overTls(context) ? "__Secure-rally_refresh" : "rally_refresh";

/** Behind a proxy the request itself is plain HTTP; PUBLIC_URL says what the browser sees. */
const overTls = ({ publicUrl }: ApiContext): boolean => publicUrl?.startsWith("https:") ?? false;

/** Only the auth routes ever get the cookie, and no script does. */
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
  // Otherwise Koa refuses to set a Secure cookie in an answer to a proxy.
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

/** The cookie of a request that Rally's own pages made. @throws RallyError `origin_refused` */
export function readRefreshCookie(http: Context, context: ApiContext): string | undefined {
  requireOwnOrigin(http, context);
  return refreshCookieOf(http, context);
}

/** @throws RallyError `origin_refused` for a request of another site's page. */
export function requireOwnOrigin(http: Context, context: ApiContext): void {
  if (!originFits(http.req, context.publicUrl)) {
    throw new RallyError("origin_refused", "This came from another site");
  }
}

/** The cookie of any request, for what no other site gains by. */
export function refreshCookieOf(http: Context, context: ApiContext): string | undefined {
  return http.cookies.get(nameOf(context), { signed: false }) || undefined;
}
