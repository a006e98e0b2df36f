import type { Database, Transaction } from "@rally/shared/server/database";
import type { Passkey } from "@rally/shared/sign-in";
import type { Context } from "koa";
import type { ApiContext } from "../../http/index.js";

export interface PasskeyRow {
  id: string;
  credential_id: string;
  user_id: string;
  public_key: Buffer;
  counter: number;
  transports: string[];
  name: string;
  is_synced: boolean;
  created_at: Date;
  last_used_at: Date | null;
}

export function passkeysOf(source: Database | Transaction, userId: string): Promise<PasskeyRow[]> {
  return source<PasskeyRow>("passkeys").where("user_id", userId).orderBy("id");
}

export function passkeyInfo(row: PasskeyRow): Passkey {
  return {
    id: row.id,
    name: row.name,
    createdAt: row.created_at.getTime(),
    ...(row.last_used_at && { lastUsedAt: row.last_used_at.getTime() }),
    isSynced: row.is_synced,
  };
}

/**
 * The relying party: the host of `PUBLIC_URL`. Without one it is `localhost`, because browsers
 * support no passkeys for IP addresses.
 */
export function relyingParty(
  { publicUrl }: ApiContext,
  http: Context,
): { id: string; origin: string } {
  const origin = publicUrl ?? `http://localhost:${http.req.socket.localPort ?? 80}`;
  return { id: new URL(origin).hostname, origin };
}
