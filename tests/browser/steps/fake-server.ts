import type { Page, Route as Intercepted } from "@playwright/test";
import { errorStatus, type ErrorCode, type FieldErrors } from "@rally/shared/errors";
import type { Body, Data, Meta, Route } from "@rally/shared/http";

type Answer = { status: number; json: unknown };
type Extra = { fields?: FieldErrors; challenge?: string };

/**
 * Answers the page's requests with the responses that a test sets. A request without one fails as
 * it does without a network.
 */
export class FakeServer {
  private readonly answers = new Map<Route, Answer>();
  private readonly held = new Map<Route, Promise<void>>();
  private readonly received: { route: Route; url: URL; body: unknown }[] = [];

  async listen(page: Page): Promise<void> {
    await page.route("**/api/**", (intercepted) => this.take(intercepted));
  }

  /** Answers each request to `route` with `data`, replacing the earlier response. */
  answer<R extends Route>(route: R, data: Data<R>, meta?: Meta<R>): void {
    this.answers.set(route, { status: 200, json: { success: true, data, meta } });
  }

  /** Answers each request to `route` with an error. */
  refuse(route: Route, code: ErrorCode, extra: Extra = {}): void {
    const json = { success: false, error: { code, message: code, ...extra } };
    this.answers.set(route, { status: errorStatus[code], json });
  }

  /** Lets requests to `route` fail from now on, as without a network. */
  lose(route: Route): void {
    this.answers.delete(route);
  }

  /**
   * Lets the next request to `route` wait for its answer, which is the one of now.
   * @returns a function that lets it be answered.
   */
  hold(route: Route): () => void {
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    this.held.set(route, answered);
    return () => answer();
  }

  /** The bodies of the requests to `route` so far; null for a request without a body. */
  bodies<R extends Route>(route: R): (Body<R> | null)[] {
    return this.requests(route).map(({ body }) => body as Body<R> | null);
  }

  /** The paths and queries of the requests to `route` so far. */
  paths(route: Route): string[] {
    return this.requests(route).map(({ url }) => url.pathname + url.search);
  }

  /** Removes all responses and recorded requests. */
  reset(): void {
    this.answers.clear();
    this.held.clear();
    this.received.length = 0;
  }

  private requests(route: Route) {
    return this.received.filter((request) => request.route === route);
  }

  private async take(intercepted: Intercepted): Promise<void> {
    const request = intercepted.request();
    const url = new URL(request.url());
    const known = [...new Set([...this.held.keys(), ...this.answers.keys()])];
    const route = known.find((one) => fits(one, request.method(), url.pathname));
    const answer = route && this.answers.get(route);
    if (route) {
      const body: unknown = request.postData() === null ? null : bodyOf(request.postData() ?? "");
      this.received.push({ route, url, body });
      const held = this.held.get(route);
      this.held.delete(route);
      await held;
    }
    if (answer) await intercepted.fulfill(answer);
    else await intercepted.abort("internetdisconnected");
  }
}

function fits(route: Route, method: string, path: string): boolean {
  const pattern = new RegExp(`^${route.path.replace(/:\w+/g, "[^/]+")}$`);
  return route.method === method && pattern.test(path);
}

/** The binary data of a picture is kept as it is. */
function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
