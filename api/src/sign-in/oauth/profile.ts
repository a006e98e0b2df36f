import { emailSchema, usernameSchema } from "@rally/shared/accounts";
import { RallyError } from "@rally/shared/errors";
import type { SignInProvider } from "@rally/shared/server/config";
import { isStorableText, isVisibleText } from "@rally/shared/text";
import * as client from "openid-client";
import * as z from "zod";

/** A user as the provider describes them. */
export interface Profile {
  provider: string;
  /** The permanent id at the provider. */
  subject: string;
  /** The display name at the provider, shown in the settings. */
  label: string;
  username: string;
  email: string | undefined;
}

type Tokens = Awaited<ReturnType<typeof client.authorizationCodeGrant>>;

/** The standard claims of OpenID Connect (Core 1.0, 5.1). */
const standard = {
  subject: "sub",
  username: "preferred_username",
  displayName: "name",
  email: "email",
};
const subjectLength = 255;
const labelLength = 80;

/** Reads a profile with its user's tokens. @throws RallyError `profile_incomplete` */
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
    const text = typeof value === "number" ? String(value) : value;
    return typeof text === "string" && isStorableText(text) && isVisibleText(text)
      ? text.trim()
      : "";
  };
  const subject = text("subject");
  if (!subject || subject.length > subjectLength) {
    throw new RallyError("profile_incomplete", "The provider did not send a user id");
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

/** The claims of the signed ID token, and of the userinfo endpoint. */
async function standardClaims(
  configuration: client.Configuration,
  tokens: Tokens,
): Promise<Record<string, unknown>> {
  const signed = tokens.claims();
  if (!signed) throw new RallyError("provider_failed", "The provider sent no ID token");
  if (!configuration.serverMetadata().userinfo_endpoint) return signed;
  const userInfo = await client.fetchUserInfo(configuration, tokens.access_token, signed.sub);
  return { ...userInfo, ...signed };
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
  if (!response.ok) throw new Error(`The profile endpoint answered ${response.status}`);
  return z.record(z.string(), z.unknown()).parse(await response.json());
}

const LONGEST = 24;
/** For names that have no valid characters. */
const FALLBACK = "player";

/** A valid user name made from a provider's name; it may be taken. */
export function proposedUsername(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .slice(0, LONGEST);
  const long = plain.length > 0 && plain.length < 3 ? `${plain}_${FALLBACK}` : plain;
  return usernameSchema.safeParse(long).success ? long : FALLBACK;
}

/** The name with a number appended, for when it is taken. */
export function numbered(username: string, number: number): string {
  const tail = `_${number}`;
  return `${username.slice(0, LONGEST - tail.length)}${tail}`;
}
