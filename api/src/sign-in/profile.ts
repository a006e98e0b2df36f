import { emailSchema } from "@rally/shared/accounts";
import { RallyError } from "@rally/shared/errors";
import type { SignInProvider } from "@rally/shared/server/config";
import { isStorableText, isVisibleText } from "@rally/shared/text";
import * as client from "openid-client";
import * as z from "zod";

/** Who has signed in at a provider, as it says. */
export interface Profile {
  provider: string;
  /** What never changes there, and names nobody else. */
  subject: string;
  /** What they are called there, for them to recognise. */
  label: string;
  username: string;
  email: string | undefined;
}

type Tokens = Awaited<ReturnType<typeof client.authorizationCodeGrant>>;

/** OpenID Connect's own names (Core 1.0, 5.1). */
const standard = {
  subject: "sub",
  username: "preferred_username",
  displayName: "name",
  email: "email",
};
const subjectLength = 255;
const labelLength = 80;

/** Reads a profile by the tokens of its owner. @throws RallyError `profile_incomplete` */
export async function readProfile(
  provider: SignInProvider,
  configuration: client.Configuration,
  tokens: Tokens,
): Promise<Profile> {
  const claims =
    provider.kind === "oidc"
      ? await standardClaims(configuration, tokens)
      : await ownClaims(provider.profile, configuration, tokens);
  const names = provider.kind === "oidc" ? standard : provider.claims;
  const text = (name: keyof typeof names): string => {
    const value = claims[names[name]];
    const said = typeof value === "number" ? String(value) : value;
    return typeof said === "string" && isStorableText(said) && isVisibleText(said)
      ? said.trim()
      : "";
  };
  const subject = text("subject");
  if (!subject || subject.length > subjectLength) {
    throw new RallyError("profile_incomplete", "The provider does not say who this is");
  }
  const email = emailSchema.safeParse(text("email"));
  return {
    provider: provider.id,
    subject,
    label: (text("username") || text("email") || text("displayName")).slice(0, labelLength),
    username: text("username") || text("displayName") || text("email").split("@", 1)[0] || "",
    email: email.data,
  };
}

/** What the ID token says, which is signed, and what the provider adds when it is asked. */
async function standardClaims(
  configuration: client.Configuration,
  tokens: Tokens,
): Promise<Record<string, unknown>> {
  const signed = tokens.claims();
  if (!signed) throw new RallyError("provider_failed", "There is no ID token");
  if (!configuration.serverMetadata().userinfo_endpoint) return signed;
  const told = await client.fetchUserInfo(configuration, tokens.access_token, signed.sub);
  return { ...told, ...signed };
}

async function ownClaims(
  address: string,
  configuration: client.Configuration,
  tokens: Tokens,
): Promise<Record<string, unknown>> {
  const response = await client.fetchProtectedResource(
    configuration,
    tokens.access_token,
    new URL(address),
    "GET",
    undefined,
    new Headers({ Accept: "application/json" }),
  );
  if (!response.ok) throw new Error(`The profile's address answers ${response.status}`);
  return z.record(z.string(), z.unknown()).parse(await response.json());
}
