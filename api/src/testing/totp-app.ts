import { setTimeout as pause } from "node:timers/promises";
import { confirmTwoFactor, startTwoFactor } from "@rally/shared/sign-in";
import { URI, type TOTP } from "otpauth";
import type { TestPerson } from "./people.js";

const STEP_MS = 30_000;
/** Milliseconds within which a test is through with the codes of one step. */
const TEST_MS = 6_000;

/** An authenticator app, and the recovery codes that were shown with it. */
export interface TotpApp {
  secret: string;
  recoveryCodes: string[];
  /** The code of a step: 0 is now, 1 the next. */
  code: (step?: number) => string;
}

/** What an app makes of the address in the QR code. */
export function appOf(uri: string): Pick<TotpApp, "code"> {
  const totp = URI.parse(uri) as TOTP;
  return { code: (step = 0) => totp.generate({ timestamp: Date.now() + step * STEP_MS }) };
}

/** Turns two-factor sign-in on with the code of the step before, so that the present one is unused. */
export async function turnOnTwoFactor(person: TestPerson): Promise<TotpApp> {
  // A step that ended in the middle of a test would make the next code a new one.
  const left = STEP_MS - (Date.now() % STEP_MS);
  if (left < TEST_MS) await pause(left);
  const { data } = await person.call(startTwoFactor);
  const app = appOf(data.uri);
  const { data: done } = await person.call(confirmTwoFactor, { body: { code: app.code(-1) } });
  return { ...app, secret: data.secret, recoveryCodes: done.recoveryCodes };
}
