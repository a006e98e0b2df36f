import * as z from "zod/mini";
import { defineRoute } from "../http/index.js";

/** The operator's name for a provider, as used in paths. */
export const providerIdSchema = z.string().check(z.regex(/^[a-z0-9-]{1,32}$/));
const params = z.strictObject({ provider: providerIdSchema });

export const listProviders = defineRoute({
  method: "GET",
  path: "/api/v1/auth/providers",
  summary: "List the sign-in providers that this server is configured with",
  auth: "anyone",
  data: z.array(z.object({ id: z.string(), name: z.string() })),
});

/** Navigated to by a page, not by a script: redirects to the provider. */
export const startOAuth = defineRoute({
  method: "GET",
  path: "/api/v1/auth/oauth/:provider",
  summary:
    "Sign in with a provider: redirects there, with state, nonce and PKCE bound to this browser",
  auth: "anyone",
  redirects: true,
  params,
  data: z.undefined(),
});

/**
 * The provider redirects the browser here. It redirects to a page of the app with the result in the
 * fragment (see `oauthEnding`).
 */
export const finishOAuth = defineRoute({
  method: "GET",
  path: "/api/v1/auth/oauth/:provider/callback",
  summary: "Return from a provider; redirects to the app",
  auth: "anyone",
  redirects: true,
  params,
  data: z.undefined(),
});

export const startLinking = defineRoute({
  method: "POST",
  path: "/api/v1/auth/oauth/:provider",
  summary: "Begin to link a provider's account, or to re-authenticate with it",
  auth: "user",
  noBots: true,
  params,
  body: z.strictObject({ purpose: z.enum(["link", "confirm"]) }),
  /** The provider's URL; the answer also sets a cookie for the return. */
  data: z.object({ url: z.string() }),
});

export const unlinkProvider = defineRoute({
  method: "DELETE",
  path: "/api/v1/auth/oauth/:provider",
  summary: "Unlink a provider's account, unless it is the only sign-in method",
  auth: "user",
  noBots: true,
  params,
  data: z.object({ unlinked: z.literal(true) }),
});

/** The result of a visit to a provider, in the fragment of the app's URL. `isNew`: it created the account. */
export type OAuthEnding =
  | { name: "linked" | "confirmed" }
  | { name: "signed-in"; isNew?: boolean }
  | { name: "second-factor"; challenge: string }
  | { name: "error"; code: string };

const PREFIX = "#oauth=";
const NEW = "new";

/** The result as a URL fragment. */
export function oauthHash(ending: OAuthEnding): string {
  const detail = detailOf(ending);
  return `${PREFIX}${ending.name}${detail && `.${detail}`}`;
}

function detailOf(ending: OAuthEnding): string {
  switch (ending.name) {
    case "error":
      return ending.code;
    case "second-factor":
      return ending.challenge;
    case "signed-in":
      return ending.isNew ? NEW : "";
    default:
      return "";
  }
}

/** Parses the fragment of `oauthHash`; undefined for any other. */
export function oauthEnding(hash: string): OAuthEnding | undefined {
  if (!hash.startsWith(PREFIX)) return undefined;
  const [name = "", detail = ""] = hash.slice(PREFIX.length).split(".", 2);
  switch (name) {
    case "signed-in":
      return { name, ...(detail === NEW && { isNew: true }) };
    case "linked":
    case "confirmed":
      return { name };
    case "second-factor":
      return { name, challenge: detail };
    case "error":
      return { name, code: detail };
    default:
      return undefined;
  }
}
