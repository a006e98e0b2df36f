import type { Context } from "koa";
import { openChallenge, setChallengeCookie } from "../challenges/index.js";
import type { ApiContext, Caller } from "../http/index.js";
import type { Checks, Providers } from "./providers.js";

/** What a visit to a provider is for. */
export type Purpose = "sign in" | "link" | "confirm";

/** A visit that has begun, as it waits for the browser to come back. */
export interface Visit {
  provider: string;
  purpose: Purpose;
  checks: Checks;
}

/** Begins a visit of this browser, for the session that asks where one does. @returns the address. */
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
