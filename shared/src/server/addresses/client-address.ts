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
  const address = forwardedFor(request, publicUrl) ?? peerOf(request);
  const parsed = parse(address);
  return parsed instanceof ipaddr.IPv6 ? networkOf(parsed) : (parsed?.toString() ?? address);
}

/**
 * The IP address of the client, without the zone of an IPv6 one, as it is stored. If the proxy's entry
 * is no IP address, it is that of the peer.
 */
export function clientIp(request: Request, publicUrl: string | undefined): string {
  const peer = peerOf(request);
  const client = parse(forwardedFor(request, publicUrl) ?? "") ?? parse(peer);
  return client?.toString().replace(/%.*/, "") ?? peer;
}

const peerOf = ({ socket }: Request): string => socket.remoteAddress ?? "";

/**
 * The last entry of `X-Forwarded-For`, which a trusted proxy wrote: only when `PUBLIC_URL` is set and
 * the peer is in a private network.
 */
function forwardedFor(request: Request, publicUrl: string | undefined): string | undefined {
  const range = parse(peerOf(request))?.range() ?? "";
  if (publicUrl === undefined || !NEAR.includes(range)) return undefined;
  const entries = String(request.headers["x-forwarded-for"] ?? "").split(",");
  return entries.at(-1)?.trim() || undefined;
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
