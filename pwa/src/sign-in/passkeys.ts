import type { SignedIn } from "@rally/shared/accounts";
import type { Body } from "@rally/shared/http";
import {
  addPasskey,
  passkeyChallenge,
  passkeyOptions,
  signInWithPasskey,
} from "@rally/shared/sign-in";
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser";
import { request } from "../http/index.js";
import { session } from "../session/index.js";

type Answer = Body<typeof signInWithPasskey>["answer"];

/** Whether the browser supports passkeys; over plain HTTP only on `localhost`. */
export const passkeysWork = (): boolean => "PublicKeyCredential" in window;

/** Signs in with a passkey that the user selects; undefined if the user cancelled. */
export async function signInByPasskey(): Promise<SignedIn | undefined> {
  const answer = await askForPasskey();
  return answer && (await request(signInWithPasskey, { body: { answer } })).data;
}

/** The passkey's answer to the server's challenge; undefined if the user cancelled. */
export async function askForPasskey(): Promise<Answer | undefined> {
  const [{ data }, { startAuthentication }] = await Promise.all([
    request(passkeyChallenge),
    import("@simplewebauthn/browser"),
  ]);
  const optionsJSON = data as unknown as PublicKeyCredentialRequestOptionsJSON;
  return unlessDeclined(startAuthentication({ optionsJSON }));
}

/** Creates a passkey. @returns whether it was created. */
export async function makePasskey(name: string): Promise<boolean> {
  const [{ data }, { startRegistration }] = await Promise.all([
    session.call(passkeyOptions),
    import("@simplewebauthn/browser"),
  ]);
  const optionsJSON = data as unknown as PublicKeyCredentialCreationOptionsJSON;
  const answer = await unlessDeclined(startRegistration({ optionsJSON }));
  if (!answer) return false;
  await session.call(addPasskey, { body: { name, answer } });
  return true;
}

/** Browsers use these errors for a cancelled prompt, a timeout and a known passkey alike. */
async function unlessDeclined(asking: Promise<object>): Promise<Answer | undefined> {
  try {
    return (await asking) as Answer;
  } catch (error) {
    const names = ["NotAllowedError", "AbortError", "InvalidStateError"];
    if (error instanceof Error && names.includes(error.name)) return undefined;
    throw error;
  }
}
