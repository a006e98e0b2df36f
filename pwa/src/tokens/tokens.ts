import { refresh, resumeSession, type SignedIn } from "@rally/shared/accounts";
import { request } from "../http/index.js";
import { RallyError } from "@rally/shared/errors";
import { exclusive } from "../storage/index.js";
import { dropResume, keepResume, readResume, replaceResume, type ResumeRecord } from "./resume.js";

/** An access token, the answer that contained it, and when to renew it. */
export interface Tokens extends SignedIn {
  /** By this device's clock, in epoch milliseconds. */
  renewAt: number;
}

const LONGEST_REFRESH = 45_000;

/**
 * Gets a new access token with the refresh cookie, one tab at a time. `current` is called again
 * when it is this tab's turn, because another tab may have refreshed in the meantime.
 * @throws RallyError 401 when the session has ended. @throws NetworkError
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

/** After a crash the cookie may be lost, or belong to an earlier session. */
async function resumeAfter(refusal: unknown): Promise<SignedIn> {
  if (!(refusal instanceof RallyError) || refusal.code !== "session_ended") throw refusal;
  const record = await readResume();
  if (!record) throw refusal;
  try {
    return (await request(resumeSession, { body: { resumeToken: record.resumeToken } })).data;
  } catch (error) {
    if (error instanceof RallyError && error.status === 401) await dropResume();
    throw error;
  }
}

/**
 * Stores the resume token of an answer. An answer without one means that it is no longer needed.
 * @param keep the way to store it: after a sign-in it is created, after a refresh it is replaced.
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

/** Counts from now instead of using `expiresAt`: the two clocks may differ by hours. */
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
    // An opaque token works too; it is renewed after a 401.
    return DEFAULT_LIFETIME;
  }
}
