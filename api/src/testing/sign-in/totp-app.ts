import { setTimeout as pause } from "node:timers/promises";
import { confirmTwoFactor, startTwoFactor } from "@rally/shared/sign-in";
import { URI, type TOTP } from "otpauth";
import type { TestPerson } from "../people.js";

const STEP_MS = 30_000;
/** Milliseconds within which a test has used the codes of one period. */
const TEST_MS = 6_000;

/** An authenticator app, and the recovery codes. */
export interface TotpApp {
  secret: string;
  recoveryCodes: string[];
  /** The code of a period: 0 is the current one, 1 the next. */
  code: (step?: number) => string;
}

/** The app that scanned the QR code with `uri`. */
export function appOf(uri: string): Pick<TotpApp, "code"> {
  const totp = URI.parse(uri) as TOTP;
  return { code: (step = 0) => totp.generate({ timestamp: Date.now() + step * STEP_MS }) };
}

/**
 * Turns two-factor authentication on with the previous period's code, so that the current one is
 * unused.
 */
export async function turnOnTwoFactor(person: TestPerson): Promise<TotpApp> {
  // A period that ended during the test would change its code.
  const left = STEP_MS - (Date.now() % STEP_MS);
  if (left < TEST_MS) await pause(left);
  const { data } = await person.call(startTwoFactor);
  const app = appOf(data.uri);
  const { data: done } = await person.call(confirmTwoFactor, { body: { code: app.code(-1) } });
  return { ...app, secret: data.secret, recoveryCodes: done.recoveryCodes };
}
