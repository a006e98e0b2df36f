import * as z from "zod/mini";
import { defineRoute } from "../http/index.js";

/** A provider's name in addresses: the operator's choice. */
export const providerIdSchema = z.string().check(z.regex(/^[a-z0-9-]{1,32}$/));
const params = z.strictObject({ provider: providerIdSchema });

export const listProviders = defineRoute({
  method: "GET",
  path: "/api/v1/auth/providers",
  summary:
    "Where one may sign in besides here: the OAuth providers that this server is set up with",
  auth: "anyone",
  data: z.array(z.object({ id: z.string(), name: z.string() })),
});

/** A page goes here, not a script: it answers with the provider's own address. */
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
 * Where the provider sends the browser back to. It goes on to a page of the app, with how it ended
 * behind `#` (see `oauthEnding`).
 */
export const finishOAuth = defineRoute({
  method: "GET",
  path: "/api/v1/auth/oauth/:provider/callback",
  summary: "Where a provider sends one back to; redirects into the app",
  auth: "anyone",
  redirects: true,
  params,
  data: z.undefined(),
});

export const startLinking = defineRoute({
  method: "POST",
  path: "/api/v1/auth/oauth/:provider",
  summary: "Begin to link a provider's account with one's own, or to confirm by it who one is",
  auth: "user",
  noBots: true,
  params,
  body: z.strictObject({ purpose: z.enum(["link", "confirm"]) }),
  /** Where to send the browser, which has been given a cookie for the way back. */
  data: z.object({ url: z.string() }),
});

export const unlinkProvider = defineRoute({
  method: "DELETE",
  path: "/api/v1/auth/oauth/:provider",
  summary: "Unlink a provider's account, unless it is the only way in",
  auth: "user",
  noBots: true,
  params,
  data: z.object({ unlinked: z.literal(true) }),
});

/** How a visit to a provider ended, as the app reads it behind `#` of its address. */
export type OAuthEnding =
  | { name: "signed-in" | "linked" | "confirmed" }
  | { name: "second-factor"; challenge: string }
  | { name: "error"; code: string };

const PREFIX = "#oauth=";

/** The ending as an address's part. */
export function oauthHash(ending: OAuthEnding): string {
  const detail =
    ending.name === "error" ? ending.code : ending.name === "second-factor" ? ending.challenge : "";
  return `${PREFIX}${ending.name}${detail && `.${detail}`}`;
}

/** Reads what `oauthHash` wrote; undefined for every other address. */
export function oauthEnding(hash: string): OAuthEnding | undefined {
  if (!hash.startsWith(PREFIX)) return undefined;
  const [name = "", detail = ""] = hash.slice(PREFIX.length).split(".", 2);
  switch (name) {
    case "signed-in":
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
