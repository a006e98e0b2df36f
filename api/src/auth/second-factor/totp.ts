import { RallyError } from "@rally/shared/errors";
import type { Database, Transaction } from "@rally/shared/server/database";
import { Secret, TOTP } from "otpauth";
import type { ApiContext } from "../../http/index.js";

/** The parameters that authenticator apps support (RFC 6238). */
const FORM = { algorithm: "SHA1", digits: 6, period: 30 } as const;
/** The size of a SHA-1 HMAC. */
const SECRET_BYTES = 20;
/** Periods accepted before and after the current one, for clock drift and slow typing. */
const WINDOW = 1;

interface Row {
  user_id: string;
  secret: Buffer;
  confirmed_at: Date | null;
  last_step: number;
}

const placeOf = (userId: string): string => `second factor of ${userId}`;

/**
 * Creates a secret that is active once a code confirms it. Replaces an unconfirmed one.
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
  if (made.length === 0)
    throw new RallyError("already_on", "Two-factor authentication is on already");
  const issuer = publicUrl === undefined ? "Rally" : `Rally ${new URL(publicUrl).host}`;
  const totp = new TOTP({ ...FORM, issuer, label: user.username, secret });
  return { secret: secret.base32, uri: totp.toString() };
}

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

/** Turns the second factor on with a code of the new secret. @returns whether the code is valid. */
export async function confirmSecret(
  context: ApiContext,
  trx: Transaction,
  userId: string,
  code: string,
): Promise<boolean> {
  const row = await trx<Row>("second_factors").where("user_id", userId).forUpdate().first();
  if (!row) throw new RallyError("challenge_expired", "Start the set-up first");
  if (row.confirmed_at)
    throw new RallyError("already_on", "Two-factor authentication is on already");
  const fits = await useCode(context, trx, row, code);
  if (fits) {
    await trx("second_factors").where("user_id", userId).update({ confirmed_at: new Date() });
  }
  return fits;
}

/** Whether the app's code is valid now and unused. It is used up. */
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
