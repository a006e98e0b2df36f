import type { Context } from "koa";
import { openChallenge, setChallengeCookie } from "../../auth/index.js";
import type { ApiContext, Caller } from "../../http/index.js";
import type { Checks, Providers } from "./providers.js";

/** The purpose of a visit to a provider. */
export type Purpose = "sign in" | "link" | "confirm";

/** A started visit, stored until the browser returns. */
export interface Visit {
  provider: string;
  purpose: Purpose;
  checks: Checks;
}

/**
 * Begins a visit of this browser, for the caller's session if there is one.
 * @returns the provider's URL.
 */
export async function beginVisit(
  context: ApiContext,
  providers: Providers,
  http: Context,
  { provider, purpose, caller }: { provider: string; purpose: Purpose; caller?: Caller },
): Promise<string> {
  const { url, checks } = await providers.visit(provider, { again: purpose === "confirm" });
  const data: Visit = { provider, purpose, checks };
  const token = await openChallenge(context, "oauth", { ...caller, data });
  setChallengeCookie(http, context, "oauth", token);
  return url.href;
}
