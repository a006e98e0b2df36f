import { lookup as lookUp } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { RallyError } from "@rally/shared/errors";

/** Addresses that are nobody's on the open internet: this machine, its network, and the reserved. */
const inside = new BlockList();
for (const [net, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const) {
  inside.addSubnet(net, prefix, "ipv4");
}
/** Of IPv6 only what is given out to the world, and of that nothing that carries another address. */
const outside = new BlockList();
outside.addSubnet("2000::", 3, "ipv6");
for (const [net, prefix] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
] as const) {
  inside.addSubnet(net, prefix, "ipv6");
}

/** Whether an address is one of the open internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !inside.check(address, "ipv4");
  return family === 6 && outside.check(address, "ipv6") && !inside.check(address, "ipv6");
}

/**
 * The address of a push service as a browser told it: https, its usual port, no address of our own
 * network, unless the operator names its `host:port`. What its name resolves to is looked at again
 * whenever it is pushed to.
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

/** Whether the operator names it. */
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

/** Resolves names as the system does, and to no address of our own network. */
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
