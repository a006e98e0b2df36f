import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { default as Provider, InteractionResults } from "oidc-provider";

/** The user at the provider's page. */
export interface ProviderPerson {
  subject: string;
  preferred_username?: string;
  name?: string;
  email?: string;
}

/** A real OpenID Connect provider on a free port, whose page signs `person` in without asking. */
export interface OidcServer {
  issuer: string;
  clientId: string;
  clientSecret: string;
  person: ProviderPerson;
  /** Whether the user declines. */
  declines: boolean;
  close(): Promise<void>;
}

const client = { clientId: "rally", clientSecret: "a secret between the two of them" };

/** Starts the provider for a Rally at `publicUrl` that knows it as `id`. */
export async function startOidcServer(publicUrl: string, id: string): Promise<OidcServer> {
  // Loaded on demand: the package is large, and most tests do not need it.
  const { default: Provider } = await import("oidc-provider");
  const http = createServer();
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const issuer = `http://localhost:${(http.address() as AddressInfo).port}`;
  const server: OidcServer = {
    ...client,
    issuer,
    person: { subject: "nobody" },
    declines: false,
    async close() {
      http.closeAllConnections();
      http.close();
      await once(http, "close");
    },
  };
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: [`${publicUrl}/api/v1/auth/oauth/${id}/callback`],
      },
    ],
    cookies: { keys: ["of this test"] },
    claims: { profile: ["preferred_username", "name"], email: ["email"] },
    findAccount: (_context, accountId) => {
      const { subject: _subject, ...claims } = server.person;
      return { accountId, claims: () => ({ sub: accountId, ...claims }) };
    },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
  });
  const answerProvider = provider.callback();
  http.on("request", (request: IncomingMessage, response: ServerResponse) => {
    if (!request.url?.startsWith("/interaction/")) return void answerProvider(request, response);
    void interact(provider, server, request, response);
  });
  return server;
}

async function interact(
  provider: Provider,
  { person, declines }: OidcServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { prompt, session } = await provider.interactionDetails(request, response);
  let result: InteractionResults;
  if (declines) {
    result = { error: "access_denied", error_description: "declined" };
  } else if (prompt.name === "login") {
    result = { login: { accountId: person.subject } };
  } else {
    const grant = new provider.Grant({
      accountId: session?.accountId ?? person.subject,
      clientId: client.clientId,
    });
    grant.addOIDCScope("openid profile email");
    result = { consent: { grantId: await grant.save() } };
  }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
}
