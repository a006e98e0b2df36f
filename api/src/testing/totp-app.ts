import { confirmTwoFactor, startTwoFactor } from "@rally/shared/sign-in";
import { URI, type TOTP } from "otpauth";
import type { TestPerson } from "./people.js";

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
  return { code: (step = 0) => totp.generate({ timestamp: Date.now() + step * 30_000 }) };
}

/** Turns two-factor sign-in on with the code of the step before, so that the present one is unused. */
export async function turnOnTwoFactor(person: TestPerson): Promise<TotpApp> {
  const { data } = await person.call(startTwoFactor);
  const app = appOf(data.uri);
  const { data: done } = await person.call(confirmTwoFactor, { body: { code: app.code(-1) } });
  return { ...app, secret: data.secret, recoveryCodes: done.recoveryCodes };
}
