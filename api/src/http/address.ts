import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** The ranges from which a reverse proxy is trusted: this machine and private networks. */
const NEAR = ["loopback", "private", "uniqueLocal"];
/** The 16-bit parts of an IPv6 address that name its network: 64 bits. */
const NETWORK_PARTS = 4;

type Request = Pick<IncomingMessage, "headers"> & { socket: { remoteAddress?: string } };

/**
 * The address that limits count a request for: that of the client, of which an IPv6 address is
 * reduced to its /64 network, because a household has all addresses of one.
 */
export function clientAddress(request: Request, publicUrl: string | undefined): string {
  const address = clientIp(request, publicUrl);
  const parsed = parse(address);
  return parsed instanceof ipaddr.IPv6 ? networkOf(parsed) : address;
}

/**
 * The IP address of the client, without the zone of an IPv6 one. The last entry of `X-Forwarded-For`
 * is used only when `PUBLIC_URL` is set and the peer is in a private network: then a trusted proxy
 * wrote it. An entry that is no IP address counts as none.
 */
export function clientIp({ socket, headers }: Request, publicUrl: string | undefined): string {
  const peer = socket.remoteAddress ?? "";
  const forwarded = String(headers["x-forwarded-for"] ?? "")
    .split(",")
    .at(-1)
    ?.trim();
  const isBelieved = publicUrl !== undefined && NEAR.includes(parse(peer)?.range() ?? "");
  const client = (isBelieved && forwarded && parse(forwarded)) || parse(peer);
  return client?.toString().replace(/%.*/, "") ?? peer;
}

/** Parses an address; an IPv6 address that maps an IPv4 one becomes the latter. Undefined if it is none. */
function parse(address: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  // ipaddr.js also reads "1" and "0x7f.1".
  return isIP(address) === 0 ? undefined : ipaddr.process(address);
}

function networkOf({ parts }: ipaddr.IPv6): string {
  const network = parts.map((part, index) => (index < NETWORK_PARTS ? part : 0));
  return `${new ipaddr.IPv6(network).toString()}/64`;
}
