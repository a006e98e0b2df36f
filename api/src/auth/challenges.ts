import { createHash, randomBytes } from "node:crypto";
import type { Database, Transaction } from "@rally/shared/server/database";
import type { ApiContext } from "../http/index.js";

/** The step that a sign-in waits for. */
export type ChallengeKind = "oauth" | "second factor" | "passkey" | "passkey registration";

/** A started sign-in, stored until its next step or its expiry. */
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

/** Stores what the next step needs. @returns the token; the database has only its digest. */
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

/** Reads a challenge without using it up. */
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

/** Reads a challenge and uses it up: of two concurrent calls, one gets it. */
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

/** The token has 256 random bits, so a plain digest does not reveal it. */
const digestOf = (token: string): Buffer => createHash("sha256").update(token).digest();

const asChallenge = <Kept>(row: Row): Challenge<Kept> => ({
  digest: row.digest,
  userId: row.user_id,
  sessionId: row.session_id,
  attempts: row.attempts,
  data: row.data as Kept,
});
