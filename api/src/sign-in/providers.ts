import { RallyError } from "@rally/shared/errors";
import { pathOf } from "@rally/shared/http";
import type { SignInProvider } from "@rally/shared/server/config";
import { finishOAuth } from "@rally/shared/sign-in";
import * as client from "openid-client";
import type { ApiContext } from "../http/index.js";
import { readProfile, type Profile } from "./profile.js";

/** Seconds that a provider may take to answer us. */
const PATIENCE = 10;

/** What a visit to a provider is checked by when it comes back. */
export interface Checks {
  state: string;
  nonce: string;
  verifier: string;
}

/** The providers that this server is set up with. */
export interface Providers {
  list(): { id: string; name: string }[];
  /** Where to send the browser. @throws RallyError `not_found`, `provider_failed` */
  visit(id: string, options: { again: boolean }): Promise<{ url: URL; checks: Checks }>;
  /**
   * Who has signed in there, from what the browser brought back (`search`).
   * @throws RallyError `provider_denied`, `provider_failed`, `profile_incomplete`
   */
  profile(id: string, search: string, checks: Checks): Promise<Profile>;
}

export function openProviders({ signInProviders, publicUrl, logger }: ApiContext): Providers {
  const configurations = new Map<string, Promise<client.Configuration>>();
  const find = (id: string): SignInProvider => {
    const provider = signInProviders.find((one) => one.id === id);
    if (!provider) throw new RallyError("not_found", "There is no such provider");
    return provider;
  };
  const configure = (provider: SignInProvider): Promise<client.Configuration> => {
    const known = configurations.get(provider.id);
    if (known) return known;
    const made = configurationOf(provider);
    configurations.set(provider.id, made);
    // A provider that was away is asked again.
    made.catch(() => configurations.delete(provider.id));
    return made;
  };
  /** Where the provider sends people back to: never what a request says of its host. */
  const redirectUri = (id: string): string =>
    `${publicUrl ?? ""}${pathOf(finishOAuth, { provider: id })}`;
  const failing = (id: string) => (error: unknown) => {
    if (error instanceof RallyError) throw error;
    if (error instanceof client.AuthorizationResponseError && error.error === "access_denied") {
      throw new RallyError("provider_denied", "The provider says that this was declined");
    }
    // Not the error itself: it may hold what the provider said of somebody.
    const { name, code, error: said } = error as { name?: string; code?: string; error?: string };
    logger.warn({ provider: id, name, code, said }, "a sign-in with a provider failed");
    throw new RallyError("provider_failed", "The provider did not confirm it", { cause: error });
  };

  return {
    list: () => signInProviders.map(({ id, name }) => ({ id, name })),
    async visit(id, { again }) {
      const provider = find(id);
      const configuration = await configure(provider).catch(failing(id));
      const checks = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      };
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri(id),
        response_type: "code",
        ...(provider.scope && { scope: provider.scope }),
        state: checks.state,
        code_challenge: await client.calculatePKCECodeChallenge(checks.verifier),
        code_challenge_method: "S256",
        ...(provider.kind === "oidc" && { nonce: checks.nonce }),
        ...(provider.kind === "oidc" && again && { prompt: "login" }),
      });
      return { url, checks };
    },
    async profile(id, search, checks) {
      const provider = find(id);
      const url = new URL(redirectUri(id));
      url.search = search;
      // Of a plain OAuth server no issuer is known; that each has its own address back tells it.
      if (provider.kind === "oauth2") url.searchParams.delete("iss");
      const read = async () => {
        const configuration = await configure(provider);
        const tokens = await client.authorizationCodeGrant(configuration, url, {
          pkceCodeVerifier: checks.verifier,
          expectedState: checks.state,
          ...(provider.kind === "oidc" && { expectedNonce: checks.nonce, idTokenExpected: true }),
        });
        return readProfile(provider, configuration, tokens);
      };
      return read().catch(failing(id));
    },
  };
}

async function configurationOf(provider: SignInProvider): Promise<client.Configuration> {
  const { clientId, clientSecret } = provider;
  const address = provider.kind === "oidc" ? provider.issuer : provider.token;
  const insecure = new URL(address).protocol === "http:" ? [client.allowInsecureRequests] : [];
  const post = client.ClientSecretPost(clientSecret);
  const basic = client.ClientSecretBasic(clientSecret);
  const authenticate: client.ClientAuth = (server, ...rest) => {
    // What OpenID Connect means where nothing is said.
    const methods = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    const method =
      provider.kind === "oauth2" || methods.includes("client_secret_post") ? post : basic;
    return method(server, ...rest);
  };
  if (provider.kind === "oidc") {
    const issuer = new URL(provider.issuer);
    const options = { execute: insecure, timeout: PATIENCE };
    return client.discovery(issuer, clientId, undefined, authenticate, options);
  }
  const configuration = new client.Configuration(
    {
      issuer: new URL(provider.authorize).origin,
      authorization_endpoint: provider.authorize,
      token_endpoint: provider.token,
    },
    clientId,
    undefined,
    authenticate,
  );
  configuration.timeout = PATIENCE;
  for (const allow of insecure) allow(configuration);
  return configuration;
}
