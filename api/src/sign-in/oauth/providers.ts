import { RallyError } from "@rally/shared/errors";
import { pathOf } from "@rally/shared/http";
import type { SignInProvider } from "@rally/shared/server/config";
import { finishOAuth } from "@rally/shared/sign-in";
import * as client from "openid-client";
import type { ApiContext } from "../../http/index.js";
import { readProfile, type Profile } from "./profile.js";

/** Timeout in seconds for requests to a provider. */
const TIMEOUT_S = 10;

/** The secrets that the return of a visit is checked with. */
export interface Checks {
  state: string;
  nonce: string;
  verifier: string;
}

/** The configured providers. */
export interface Providers {
  list(): { id: string; name: string }[];
  /** The URL to redirect the browser to. @throws RallyError `not_found`, `provider_failed` */
  visit(id: string, options: { again: boolean }): Promise<{ url: URL; checks: Checks }>;
  /**
   * The profile of the user who returned with the query `search`.
   * @throws RallyError `provider_denied`, `provider_failed`, `profile_incomplete`
   */
  profile(id: string, search: string, checks: Checks): Promise<Profile>;
}

export function openProviders({ signInProviders, publicUrl, logger }: ApiContext): Providers {
  const configurations = new Map<string, Promise<client.Configuration>>();
  const find = (id: string): SignInProvider => {
    const provider = signInProviders.find((one) => one.id === id);
    if (!provider) throw new RallyError("not_found", "Unknown provider");
    return provider;
  };
  const configure = (provider: SignInProvider): Promise<client.Configuration> => {
    const known = configurations.get(provider.id);
    if (known) return known;
    const made = configurationOf(provider);
    configurations.set(provider.id, made);
    // A failed discovery is tried again.
    made.catch(() => configurations.delete(provider.id));
    return made;
  };
  /** The redirect URI, from `PUBLIC_URL` and never from the Host header. */
  const redirectUri = (id: string): string =>
    `${publicUrl ?? ""}${pathOf(finishOAuth, { provider: id })}`;
  const failing = (id: string) => (error: unknown) => {
    if (error instanceof RallyError) throw error;
    if (error instanceof client.AuthorizationResponseError && error.error === "access_denied") {
      throw new RallyError("provider_denied", "The sign-in was declined at the provider");
    }
    // The error itself is not logged, because it may contain personal data.
    const {
      name,
      code,
      error: providerError,
    } = error as { name?: string; code?: string; error?: string };
    logger.warn({ provider: id, name, code, providerError }, "failed to sign in with a provider");
    throw new RallyError("provider_failed", "The provider did not confirm the sign-in", {
      cause: error,
    });
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
      // A plain OAuth server has no known issuer; its redirect URI of its own identifies it.
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
    // The default of OpenID Connect.
    const methods = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    const method =
      provider.kind === "oauth2" || methods.includes("client_secret_post") ? post : basic;
    return method(server, ...rest);
  };
  if (provider.kind === "oidc") {
    const issuer = new URL(provider.issuer);
    const options = { execute: insecure, timeout: TIMEOUT_S };
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
  configuration.timeout = TIMEOUT_S;
  for (const allow of insecure) allow(configuration);
  return configuration;
}
