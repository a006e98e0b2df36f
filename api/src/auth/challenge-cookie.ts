import type { Context } from "koa";
import type { ApiContext } from "../http/index.js";

/**
 * The cookies that bind a started sign-in to its browser. The OAuth one returns with a navigation
 * from the provider's site, which `Strict` cookies are not sent with.
 */
const cookies = {
  oauth: { name: "rally_oauth", sameSite: "lax" },
  passkey: { name: "rally_passkey", sameSite: "strict" },
} as const;

const overTls = ({ publicUrl }: ApiContext): boolean => publicUrl?.startsWith("https:") ?? false;

/**
 * Browsers accept the `__Secure-` prefix over TLS only, so a page of plain HTTP cannot set the
 * cookie.
 */
const nameOf = (context: ApiContext, of: keyof typeof cookies): string =>
  `${overTls(context) ? "__Secure-" : ""}${cookies[of].name}`;

const attributes = (context: ApiContext, of: keyof typeof cookies) =>
  ({
    path: "/api/v1/auth",
    httpOnly: true,
    sameSite: cookies[of].sameSite,
    secure: overTls(context),
    signed: false,
    overwrite: true,
  }) as const;

export function setChallengeCookie(
  http: Context,
  context: ApiContext,
  of: keyof typeof cookies,
  token: string,
): void {
  // Behind a proxy the request itself is plain HTTP; `PUBLIC_URL` has the scheme that the browser
  // uses.
  http.cookies.secure = true;
  const expires = new Date(Date.now() + context.limits.challengeTime);
  http.cookies.set(nameOf(context, of), token, { ...attributes(context, of), expires });
}

/** Reads and clears the cookie. */
export function takeChallengeCookie(
  http: Context,
  context: ApiContext,
  of: keyof typeof cookies,
): string | undefined {
  const token = http.cookies.get(nameOf(context, of), { signed: false });
  if (!token) return undefined;
  http.cookies.secure = true;
  http.cookies.set(nameOf(context, of), "", { ...attributes(context, of), expires: new Date(0) });
  return token;
}
