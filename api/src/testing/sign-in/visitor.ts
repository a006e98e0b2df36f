/** Redirects followed at most. */
const REDIRECTS = 20;

/** A browser for sign-ins: keeps cookies by host and follows redirects. */
export interface Visitor {
  /** Goes to an address and follows redirects to a page of the app. */
  visit(address: string): Promise<URL>;
  /** Requests an address. @returns the redirect's target, if any. */
  step(address: string): Promise<URL | undefined>;
  /** The `Cookie` header of a request to Rally. */
  cookies(): string;
  /** Stores the cookies of Rally's answer. */
  take(headers: Headers): void;
}

/** A browser that reaches `publicUrl` at `url`, as if through a proxy, and accepts `languages`. */
export function newVisitor(publicUrl: string, url: string, languages = "en"): Visitor {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (host: string): Map<string, string> => {
    const jar = jars.get(host) ?? new Map<string, string>();
    jars.set(host, jar);
    return jar;
  };
  const take = (host: string, headers: Headers): void => {
    for (const cookie of headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === "" || /expires=Thu, 01 Jan 1970/i.test(cookie)) jarOf(host).delete(name);
      else jarOf(host).set(name, value);
    }
  };
  const cookiesOf = (host: string): string =>
    [...jarOf(host)].map(([name, value]) => `${name}=${value}`).join("; ");
  const home = new URL(publicUrl).host;
  const step = async (address: string): Promise<URL | undefined> => {
    const asked = new URL(address, publicUrl);
    const response = await fetch(asked.href.replace(publicUrl, url), {
      redirect: "manual",
      headers: { Cookie: cookiesOf(asked.host), "Accept-Language": languages },
    });
    take(asked.host, response.headers);
    const location = response.headers.get("Location");
    return location === null ? undefined : new URL(location, asked);
  };
  return {
    step,
    cookies: () => cookiesOf(home),
    take: (headers) => take(home, headers),
    async visit(address) {
      let at = new URL(address, publicUrl);
      for (let steps = 0; steps < REDIRECTS; steps += 1) {
        const isPage = at.host === home && !at.pathname.startsWith("/api/");
        const next = isPage ? undefined : await step(at.href);
        if (!next) return at;
        at = next;
      }
      throw new Error(`Too many redirects from ${address}`);
    },
  };
}
