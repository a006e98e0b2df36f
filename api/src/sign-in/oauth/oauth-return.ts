import { RallyError } from "@rally/shared/errors";
import { oauthHash, type OAuthEnding } from "@rally/shared/sign-in";
import type { Context } from "koa";
import {
  recordRecentAuth,
  takeChallenge,
  takeChallengeCookie,
  type Challenge,
} from "../../auth/index.js";
import { type ApiContext, asRallyError } from "../../http/index.js";
import { linkIdentity, requireOwnIdentity, signInByIdentity } from "./identities.js";
import type { Purpose, Visit } from "./oauth-visit.js";
import type { Profile } from "./profile.js";
import type { Providers } from "./providers.js";

/** The page of the app that a visit ends on. */
export function pageOf(purpose: Purpose, ending: OAuthEnding): string {
  return `${purpose === "sign in" ? "/sign-in" : "/settings/security"}${oauthHash(ending)}`;
}

/**
 * Completes a visit that returns from a provider: once, in the browser that began it, and with its
 * state.
 * @returns the page to redirect to.
 */
export async function endVisit(
  context: ApiContext,
  providers: Providers,
  provider: string,
  http: Context,
): Promise<string> {
  const token = takeChallengeCookie(http, context, "oauth");
  const visit = token && (await takeChallenge<Visit>(context.database, "oauth", token));
  if (!visit || visit.data.provider !== provider) {
    throw new RallyError("challenge_expired", "No such sign-in was started in this browser");
  }
  const { purpose, checks } = visit.data;
  try {
    const profile = await providers.profile(provider, http.search, checks);
    return pageOf(purpose, await endings[purpose](context, visit, profile, http));
  } catch (error) {
    const known = asRallyError(error);
    if (known.status === 500) throw error;
    return pageOf(purpose, { name: "error", code: known.code });
  }
}

type Ending = (
  context: ApiContext,
  visit: Challenge<Visit>,
  profile: Profile,
  http: Context,
) => Promise<OAuthEnding>;

const endings: Record<Purpose, Ending> = {
  "sign in": async (context, _visit, profile, http) => {
    const entry = await context.database.transaction((trx) =>
      signInByIdentity(context, trx, profile, http),
    );
    return "signedIn" in entry
      ? { name: "signed-in", isNew: entry.isNew }
      : { name: "second-factor", challenge: entry.challenge };
  },

  link: async (context, visit, profile) => {
    const caller = initiatorOf(visit);
    await context.database.transaction((trx) => linkIdentity(context, trx, caller, profile));
    return { name: "linked" };
  },

  confirm: async (context, visit, profile) => {
    const { userId, sessionId } = initiatorOf(visit);
    await context.database.transaction(async (trx) => {
      await requireOwnIdentity(trx, userId, profile);
      await recordRecentAuth(context, sessionId, trx);
    });
    return { name: "confirmed" };
  },
};

/** The session that began the visit. */
function initiatorOf({ userId, sessionId }: Challenge<Visit>): {
  userId: string;
  sessionId: string;
} {
  if (!userId || !sessionId) throw new RallyError("session_ended", "Sign in again");
  return { userId, sessionId };
}
