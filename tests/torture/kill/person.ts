import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { refresh, register, type SignedIn } from "@rally/shared/accounts";
import { errorStatus } from "./retry.js";

/** Tokens live ten minutes. */
const RENEW_MS = 4 * 60_000;
/** A server that was killed with a request on the way may never answer it. */
const PATIENCE_MS = 10_000;

interface Reply<T> {
  data: T;
  meta: { version?: number; next?: number };
}

/** Somebody who is signed in, and stays so. */
export interface Person {
  readonly id: string;
  token(): string;
  /** @throws Error with `status` what the server refused, or what the line did. */
  ask<T>(url: string, path: string, body?: object): Promise<Reply<T>>;
  /** Calls `listener` with each fresh token. */
  onToken(listener: (token: string) => void): void;
  leave(): void;
}

/** `urls`: where the api servers are just now. */
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
      signal: AbortSignal.timeout(PATIENCE_MS),
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
