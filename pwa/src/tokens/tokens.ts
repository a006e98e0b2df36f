import { refresh, resumeSession, type SignedIn } from "@rally/shared/accounts";
import { request } from "../http/index.js";
import { RallyError } from "@rally/shared/errors";
import { exclusive } from "../lock/index.js";
import { dropResume, keepResume, readResume, replaceResume, type ResumeRecord } from "./resume.js";

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
    async () => current() ?? tokensOf(await refreshOrResume()),
    LONGEST_REFRESH,
  );
}

async function refreshOrResume(): Promise<SignedIn> {
  const signedIn = await request(refresh).then(({ data }) => data, resumeAfter);
  await noteResume(signedIn, replaceResume);
  return signedIn;
}

/** The cookie may be lost, or be an earlier session's, because the browser died before it was stored. */
async function resumeAfter(refusal: unknown): Promise<SignedIn> {
  if (!(refusal instanceof RallyError) || refusal.code !== "session_ended") throw refusal;
  const held = await readResume();
  if (!held) throw refusal;
  try {
    return (await request(resumeSession, { body: { resumeToken: held.resumeToken } })).data;
  } catch (error) {
    if (error instanceof RallyError && error.status === 401) await dropResume();
    throw error;
  }
}

/**
 * Keeps the resume token that an answer brings; an answer without one says that it is spent.
 * @param keep how: the answer of a sign-in stores it, that of a refresh replaces the one before.
 */
export async function noteResume(
  { user, resumeToken }: SignedIn,
  keep: (record: ResumeRecord) => Promise<void> = keepResume,
): Promise<void> {
  if (resumeToken === undefined) {
    if (await readResume()) await dropResume();
    return;
  }
  const { id: userId, username, displayName } = user;
  await keep({ userId, username, displayName, resumeToken });
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
