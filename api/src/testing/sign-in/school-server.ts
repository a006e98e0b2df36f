import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/**
 * A plain OAuth 2 server like that of the 42 network: no discovery, no ID token, a profile format
 * of its own.
 */
export interface SchoolServer {
  url: string;
  person: { id: number; login: string; displayname: string; email: string | null };
  /** Whether a code is accepted twice. */
  lenient: boolean;
  close(): Promise<void>;
}

export const schoolClient = { clientId: "u-s4t2ud-rally", clientSecret: "s-s4t2ud-secret" };

export async function startSchoolServer(): Promise<SchoolServer> {
  const codes = new Map<string, { redirectUri: string; used: boolean }>();
  const tokens = new Set<string>();
  const server: SchoolServer = {
    url: "",
    person: { id: 1, login: "marvin", displayname: "Marvin", email: "marvin@student.42.fr" },
    lenient: false,
    async close() {
      http.closeAllConnections();
      http.close();
      await once(http, "close");
    },
  };
  const json = (response: ServerResponse, status: number, body: object): void => {
    response.writeHead(status, { "Content-Type": "application/json; charset=utf-8" });
    response.end(JSON.stringify(body));
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", server.url);
    if (url.pathname === "/oauth/authorize") {
      const redirectUri = url.searchParams.get("redirect_uri") ?? "";
      const code = randomUUID();
      codes.set(code, { redirectUri, used: false });
      const back = new URL(redirectUri);
      back.searchParams.set("code", code);
      back.searchParams.set("state", url.searchParams.get("state") ?? "");
      response.writeHead(302, { Location: back.href }).end();
    } else if (url.pathname === "/oauth/token") {
      const form = new URLSearchParams(await text(request));
      const known = codes.get(form.get("code") ?? "");
      const fits =
        known?.redirectUri === form.get("redirect_uri") &&
        (!known.used || server.lenient) &&
        form.get("client_id") === schoolClient.clientId &&
        form.get("client_secret") === schoolClient.clientSecret;
      if (!known || !fits) return json(response, 401, { error: "invalid_grant" });
      known.used = true;
      const token = randomUUID();
      tokens.add(token);
      json(response, 200, {
        access_token: token,
        token_type: "bearer",
        expires_in: 7_200,
        scope: "public",
        created_at: 1,
        secret_valid_until: 2,
      });
    } else if (url.pathname === "/v2/me") {
      const token = (request.headers.authorization ?? "").split(" ")[1] ?? "";
      if (tokens.has(token)) json(response, 200, server.person);
      else json(response, 401, { error: "Not authorized" });
    } else {
      json(response, 404, {});
    }
  };
  const http = createServer((request, response) => void answer(request, response));
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  server.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return server;
}
