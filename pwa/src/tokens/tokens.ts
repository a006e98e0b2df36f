import { refresh, type SignedIn } from "@rally/shared/accounts";
import { request } from "../http/index.js";
import { exclusive } from "../lock/index.js";

/** An access token with what came beside it, and when it should be renewed. */
export interface Tokens extends SignedIn {
  /** By this device's clock, milliseconds since the epoch. */
  renewAt: number;
}

const LONGEST_REFRESH = 45_000;

/**
 * A fresh access token for the refresh cookie, one tab at a time. `current` is asked again once
 * it is this tab's turn, for another tab may have refreshed meanwhile.
 * @throws RallyError 401 when the session is over. @throws NetworkError
 */
export function renewTokens(current: () => Tokens | undefined): Promise<Tokens> {
  return exclusive(
    "rally.refresh",
    async () => current() ?? tokensOf((await request(refresh)).data),
    LONGEST_REFRESH,
  );
}

/** Counts from now, not from the server's `expiresAt`: the two clocks may differ by hours. */
export function tokensOf(signedIn: SignedIn): Tokens {
  return { ...signedIn, renewAt: Date.now() + 0.8 * lifetimeOf(signedIn.accessToken) };
}

const DEFAULT_LIFETIME = 600_000;

function lifetimeOf(accessToken: string): number {
  try {
    const payload = (accessToken.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const { iat, exp } = JSON.parse(atob(payload)) as { iat: number; exp: number };
    return exp > iat ? (exp - iat) * 1000 : DEFAULT_LIFETIME;
  } catch {
    // An opaque token still works; it is renewed when a call says 401.
    return DEFAULT_LIFETIME;
  }
}
