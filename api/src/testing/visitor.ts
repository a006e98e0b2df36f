/** Steps of one visit, so that a circle ends. */
const REDIRECTS = 20;

/** A browser as far as sign-ins need one: it keeps cookies by host, and follows redirects. */
export interface Visitor {
  /** Goes to an address and on to where that leads, up to a page of the app. */
  visit(address: string): Promise<URL>;
  /** Goes one step. @returns where that leads, if anywhere. */
  step(address: string): Promise<URL | undefined>;
  /** What a request to Rally carries. */
  cookies(): string;
  /** Takes a cookie that an answer of Rally's set. */
  take(headers: Headers): void;
}

/** A browser for which `publicUrl` leads to `url`, as a proxy would have it, and that asks for `languages`. */
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
      throw new Error(`No end of redirects from ${address}`);
    },
  };
}
