import { randomInt } from "node:crypto";
import type { Database, Transaction } from "@rally/shared/server/database";
import type { ApiContext } from "../http/index.js";

const COUNT = 10;
/** No letter that is taken for another, or for a digit. */
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
/** Two groups of five: 49 bits each code. */
const GROUP = 5;

const placeOf = (userId: string): string => `recovery code of ${userId}`;
const plain = (code: string): string => code.toLowerCase().replaceAll(/[\s-]/g, "");

/** Ten codes in place of the earlier ones; only their digests are kept. */
export async function makeRecoveryCodes(
  { secrets }: ApiContext,
  trx: Transaction,
  userId: string,
): Promise<string[]> {
  const codes = Array.from({ length: COUNT }, () => `${letters()}-${letters()}`);
  await trx("recovery_codes").where("user_id", userId).delete();
  await trx("recovery_codes").insert(
    codes.map((code) => ({
      user_id: userId,
      digest: secrets.digest(plain(code), placeOf(userId)),
    })),
  );
  return codes;
}

/** Whether it is one of the user's codes that was not used yet. It is used then. */
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

const letters = (): string =>
  Array.from({ length: GROUP }, () => LETTERS[randomInt(LETTERS.length)]).join("");
