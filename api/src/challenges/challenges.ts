import { createHash, randomBytes } from "node:crypto";
import type { Database, Transaction } from "@rally/shared/server/database";
import type { ApiContext } from "../http/index.js";

/** What waits for its next step. */
export type ChallengeKind = "oauth" | "second factor" | "passkey" | "passkey registration";

/** A step of a sign-in that somebody has begun, kept until it is finished or too late. */
export interface Challenge<Kept = unknown> {
  digest: Buffer;
  userId: string | null;
  sessionId: string | null;
  attempts: number;
  data: Kept;
}

interface Row {
  digest: Buffer;
  kind: ChallengeKind;
  expires_at: Date;
  user_id: string | null;
  session_id: string | null;
  attempts: number;
  data: unknown;
}

/** Keeps what the next step needs. @returns the token, which is kept nowhere here. */
export async function openChallenge(
  { database, limits }: ApiContext,
  kind: ChallengeKind,
  { userId, sessionId, data }: { userId?: string; sessionId?: string; data: object },
  source: Database | Transaction = database,
): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await source("challenges").insert({
    digest: digestOf(token),
    kind,
    user_id: userId ?? null,
    session_id: sessionId ?? null,
    data: JSON.stringify(data),
    expires_at: new Date(Date.now() + limits.challengeTime),
  });
  return token;
}

/** What waits under a token, and goes on waiting. */
export async function readChallenge<Kept>(
  source: Database | Transaction,
  kind: ChallengeKind,
  token: string,
): Promise<Challenge<Kept> | undefined> {
  const query = source<Row>("challenges")
    .where({ digest: digestOf(token), kind })
    .where("expires_at", ">", new Date());
  const row = await (source.isTransaction ? query.forUpdate() : query).first();
  return row && asChallenge<Kept>(row);
}

/** The same, and it waits no more: whoever comes second finds nothing. */
export async function takeChallenge<Kept>(
  source: Database | Transaction,
  kind: ChallengeKind,
  token: string,
): Promise<Challenge<Kept> | undefined> {
  const rows = await source<Row>("challenges")
    .where({ digest: digestOf(token), kind })
    .where("expires_at", ">", new Date())
    .delete()
    .returning("*");
  return rows[0] && asChallenge<Kept>(rows[0]);
}

/** The token is 256 random bits: its plain digest tells nothing of it. */
const digestOf = (token: string): Buffer => createHash("sha256").update(token).digest();

const asChallenge = <Kept>(row: Row): Challenge<Kept> => ({
  digest: row.digest,
  userId: row.user_id,
  sessionId: row.session_id,
  attempts: row.attempts,
  data: row.data as Kept,
});
