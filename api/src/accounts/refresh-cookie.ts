import { RallyError } from "@rally/shared/errors";
import { originFits } from "@rally/sync-server";
import type { Context } from "koa";
import type { ApiContext } from "../http/index.js";

const NAME = "rally_refresh";

/** Only the auth routes ever get the cookie, and no script does. */
function attributes(context: ApiContext) {
  return {
    path: "/api/v1/auth",
    httpOnly: true,
    sameSite: "strict",
    secure: context.publicUrl?.startsWith("https:") ?? false,
  } as const;
}

export function setRefreshCookie(
  http: Context,
  context: ApiContext,
  token: string,
  expires: Date,
): void {
  // Behind a proxy the request itself is plain HTTP; PUBLIC_URL says what the browser sees.
  http.cookies.secure = true;
  http.cookies.set(NAME, token, { ...attributes(context), expires, signed: false });
}

export function clearRefreshCookie(http: Context, context: ApiContext): void {
  http.cookies.secure = true;
  http.cookies.set(NAME, "", { ...attributes(context), expires: new Date(0), signed: false });
}

/** The cookie of a request that Rally's own pages made. @throws RallyError `origin_refused` */
export function readRefreshCookie(http: Context, context: ApiContext): string | undefined {
  if (!originFits(http.req, context.publicUrl)) {
    throw new RallyError("origin_refused", "This came from another site");
  }
  return http.cookies.get(NAME, { signed: false }) || undefined;
}
