import { randomInt } from "node:crypto";
import type { Database, Transaction } from "@rally/shared/server/database";
import type { ApiContext } from "../../http/index.js";

const COUNT = 10;
/** Without letters that look like another letter or a digit. */
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
/** Two groups of five letters: 49 bits. */
const GROUP = 5;

const placeOf = (userId: string): string => `recovery code of ${userId}`;
const plain = (code: string): string => code.toLowerCase().replaceAll(/[\s-]/g, "");

/** Replaces the recovery codes by ten new ones; only digests are stored. */
export async function makeRecoveryCodes(
  { secrets }: ApiContext,
  trx: Transaction,
  userId: string,
): Promise<string[]> {
  const codes = Array.from({ length: COUNT }, () => `${randomLetters()}-${randomLetters()}`);
  await trx("recovery_codes").where("user_id", userId).delete();
  await trx("recovery_codes").insert(
    codes.map((code) => ({
      user_id: userId,
      digest: secrets.digest(plain(code), placeOf(userId)),
    })),
  );
  return codes;
}

/** Whether a code is an unused one of the user's. It is used up. */
export async function recoveryCodeFits(
  { secrets }: ApiContext,
  trx: Transaction,
  userId: string,
  code: string,
): Promise<boolean> {
  const used = await trx("recovery_codes")
    .where({ user_id: userId, digest: secrets.digest(plain(code), placeOf(userId)) })
    .whereNull("used_at")
    .update({ used_at: new Date() });
  return used === 1;
}

export async function countRecoveryCodes(
  source: Database | Transaction,
  userId: string,
): Promise<number> {
  const [row] = await source("recovery_codes")
    .where("user_id", userId)
    .whereNull("used_at")
    .count<{ count: number | string }[]>();
  return Number(row?.count ?? 0);
}

const randomLetters = (): string =>
  Array.from({ length: GROUP }, () => LETTERS[randomInt(LETTERS.length)]).join("");
