import { RallyError } from "@rally/shared/errors";
import type { Database, Transaction } from "@rally/shared/server/database";
import { Secret, TOTP } from "otpauth";
import type { ApiContext } from "../http/index.js";

/** What apps expect, and most of them know nothing else (RFC 6238). */
const FORM = { algorithm: "SHA1", digits: 6, period: 30 } as const;
/** Bytes of a secret: as many as its HMAC has. */
const SECRET_BYTES = 20;
/** Steps before and after now: clocks differ, and typing takes time. */
const WINDOW = 1;

interface Row {
  user_id: string;
  secret: Buffer;
  confirmed_at: Date | null;
  last_step: number;
}

const placeOf = (userId: string): string => `second factor of ${userId}`;

/**
 * Makes a secret that counts once a code has confirmed it; an earlier one not confirmed is gone.
 * @throws RallyError `already_on`
 */
export async function makeSecret(
  { secrets, publicUrl }: ApiContext,
  trx: Transaction,
  user: { id: string; username: string },
): Promise<{ secret: string; uri: string }> {
  const secret = new Secret({ size: SECRET_BYTES });
  const sealed = secrets.seal(Buffer.from(secret.bytes), placeOf(user.id));
  const made = await trx("second_factors")
    .insert({ user_id: user.id, secret: sealed })
    .onConflict("user_id")
    .merge(["secret"])
    .where("second_factors.confirmed_at", null)
    .returning("user_id");
  if (made.length === 0) throw new RallyError("already_on", "Two-factor sign-in is on already");
  const issuer = publicUrl === undefined ? "Rally" : `Rally ${new URL(publicUrl).host}`;
  const totp = new TOTP({ ...FORM, issuer, label: user.username, secret });
  return { secret: secret.base32, uri: totp.toString() };
}

/** Whether signing in asks for a code. */
export async function hasSecondFactor(
  source: Database | Transaction,
  userId: string,
): Promise<boolean> {
  return (await secondFactorSince(source, userId)) !== undefined;
}

export async function secondFactorSince(
  source: Database | Transaction,
  userId: string,
): Promise<Date | undefined> {
  const row = await source<Row>("second_factors").where("user_id", userId).first("confirmed_at");
  return row?.confirmed_at ?? undefined;
}

/** Turns the second factor on, with a code of the new secret. @returns whether the code fitted. */
export async function confirmSecret(
  context: ApiContext,
  trx: Transaction,
  userId: string,
  code: string,
): Promise<boolean> {
  const row = await trx<Row>("second_factors").where("user_id", userId).forUpdate().first();
  if (!row) throw new RallyError("challenge_expired", "Begin to set it up first");
  if (row.confirmed_at) throw new RallyError("already_on", "Two-factor sign-in is on already");
  const fits = await useCode(context, trx, row, code);
  if (fits) {
    await trx("second_factors").where("user_id", userId).update({ confirmed_at: new Date() });
  }
  return fits;
}

/** Whether a code of the app fits now, and has not been used before. It is used then. */
export async function appCodeFits(
  context: ApiContext,
  trx: Transaction,
  userId: string,
  code: string,
): Promise<boolean> {
  const row = await trx<Row>("second_factors")
    .where("user_id", userId)
    .whereNotNull("confirmed_at")
    .forUpdate()
    .first();
  return row !== undefined && useCode(context, trx, row, code);
}

async function useCode(
  { secrets }: ApiContext,
  trx: Transaction,
  row: Row,
  code: string,
): Promise<boolean> {
  const bytes = secrets.open(row.secret, placeOf(row.user_id));
  const totp = new TOTP({ ...FORM, secret: new Secret({ buffer: new Uint8Array(bytes).buffer }) });
  const timestamp = Date.now();
  const delta = totp.validate({ token: code, window: WINDOW, timestamp });
  if (delta === null) return false;
  const step = totp.counter({ timestamp }) + delta;
  if (step <= row.last_step) return false;
  await trx("second_factors").where("user_id", row.user_id).update({ last_step: step });
  return true;
}
