import { lookup as lookUp } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { RallyError } from "@rally/shared/errors";
import ipaddr from "ipaddr.js";

/** The address ranges of the public internet. */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR("2000::/3");

/** Whether an address is one of the open internet: not reserved, and of IPv6 none that carries another address. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.parse(address);
  const isGlobal = parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_IPV6);
  return isGlobal && parsed.range() === "unicast";
}

/**
 * Parses the endpoint of a subscription: https on the default port and outside the server's network,
 * unless the operator allows its `host:port`. Each push checks the resolved address again.
 * @throws RallyError `invalid_input`
 */
export function readEndpoint(endpoint: string, allowed: readonly string[]): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const fits =
    url?.protocol === "https:" &&
    url.username === "" &&
    url.password === "" &&
    (isAllowed(url, allowed) || isOutside(url));
  if (url && fits) return url;
  throw new RallyError("invalid_input", "That is no push service", {
    fields: { endpoint: ["format"] },
  });
}

/** Whether the operator allows this host. */
export function isAllowed(url: URL, allowed: readonly string[]): boolean {
  return allowed.includes(`${url.hostname}:${url.port || "443"}`);
}

function isOutside(url: URL): boolean {
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (url.port !== "") return false;
  return isIP(host) === 0
    ? host.includes(".") && !host.endsWith(".localhost")
    : isPublicAddress(host);
}

/** Resolves names like the system, but fails for addresses of private networks. */
export const lookUpOutside: LookupFunction = (hostname, options, callback) => {
  lookUp(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) {
      callback(error, "", 0);
      return;
    }
    const open = addresses.filter(({ address }) => isPublicAddress(address));
    const [first] = open;
    if (!first) callback(new Error(`${hostname} has no public address`), "", 0);
    else if (options.all) callback(null, open);
    else callback(null, first.address, first.family);
  });
};
