import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { refresh, register, type SignedIn } from "@rally/shared/accounts";
import { errorStatus } from "./retry.js";

/** Renewal interval (ms); tokens are valid for ten minutes. */
const RENEW_MS = 4 * 60_000;
/** Request timeout (ms); a killed server may never answer. */
const TIMEOUT_MS = 10_000;

interface Reply<T> {
  data: T;
  meta: { version?: number; next?: number };
}

/** A user who stays signed in. */
export interface Person {
  readonly id: string;
  token(): string;
  /** @throws Error with `status` when the server rejects the request, or the network error. */
  ask<T>(url: string, path: string, body?: object): Promise<Reply<T>>;
  /** Calls `listener` with each new token. */
  onToken(listener: (token: string) => void): void;
  leave(): void;
}

/** `urls`: returns the current addresses of the api servers. */
export async function signUp(urls: () => string[]): Promise<Person> {
  const username = `u_${randomUUID().slice(0, 12).replace(/-/g, "_")}`;
  const input = { username, email: `${username}@example.org`, password: "correct horse battery" };
  let cookie = "";
  let token = "";
  const listeners: ((token: string) => void)[] = [];

  const call = async <T>(url: string, path: string, body?: object): Promise<Reply<T>> => {
    const response = await fetch(`${url}${path}`, {
      ...(body && { method: "POST", body: JSON.stringify(body) }),
      headers: {
        "Content-Type": "application/json",
        ...(token !== "" && { Authorization: `Bearer ${token}` }),
        ...(cookie !== "" && { Cookie: cookie }),
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const [set] = response.headers.getSetCookie();
    if (set) cookie = set.split(";", 1)[0] ?? "";
    const answer = (await response.json()) as { success: boolean } & Reply<T>;
    if (answer.success) return answer;
    throw Object.assign(new Error(`${path}: ${JSON.stringify(answer)}`), {
      status: response.status,
    });
  };

  const signedIn = await call<SignedIn>(urls()[0] ?? "", register.path, input);
  token = signedIn.data.accessToken;

  const renew = async (): Promise<void> => {
    for (let attempt = 0; ; attempt += 1) {
      const url = urls()[attempt % urls().length] ?? "";
      try {
        const { data } = await call<SignedIn>(url, refresh.path, {});
        token = data.accessToken;
        for (const listener of listeners) listener(token);
        return;
      } catch (error) {
        if (errorStatus(error) === 401) throw error;
        await pause(Math.random() * 500);
      }
    }
  };
  const renewing = setInterval(() => void renew(), RENEW_MS);
  return {
    id: signedIn.data.user.id,
    token: () => token,
    ask: call,
    onToken: (listener) => void listeners.push(listener),
    leave: () => clearInterval(renewing),
  };
}
