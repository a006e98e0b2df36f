import type { IncomingMessage } from "node:http";
import { BlockList, isIPv4, isIPv6 } from "node:net";

/** Where a proxy of one's own stands: on this machine, or in a network that is not the internet. */
const near = new BlockList();
near.addSubnet("127.0.0.0", 8);
near.addSubnet("10.0.0.0", 8);
near.addSubnet("172.16.0.0", 12);
near.addSubnet("192.168.0.0", 16);
near.addAddress("::1", "ipv6");
near.addSubnet("fc00::", 7, "ipv6");

/**
 * Who sent a request, as far as limits are concerned. What a proxy adds (the last entry of
 * `X-Forwarded-For`) is believed only from nearby, and only where `PUBLIC_URL` says that there is a
 * proxy. Of an IPv6 address the network counts, for each household has all addresses of one.
 */
export function senderOf(
  { socket, headers }: Pick<IncomingMessage, "headers"> & { socket: { remoteAddress?: string } },
  publicUrl: string | undefined,
): string {
  const peer = plain(socket.remoteAddress ?? "");
  const forwarded = String(headers["x-forwarded-for"] ?? "")
    .split(",")
    .at(-1)
    ?.trim();
  const believed = publicUrl !== undefined && isNear(peer) && forwarded;
  const address = believed ? plain(forwarded) : peer;
  return isIPv6(address) ? networkOf(address) : address;
}

function plain(address: string): string {
  return address.replace(/^::ffff:(?=[\d.]+$)/i, "");
}

function isNear(address: string): boolean {
  return (
    (isIPv4(address) && near.check(address)) || (isIPv6(address) && near.check(address, "ipv6"))
  );
}

/** The first 64 bits. */
function networkOf(address: string): string {
  const [head = "", tail] = (address.split("%", 1)[0] ?? "").split("::");
  const before = head.split(":").filter(Boolean);
  const after = (tail ?? "").split(":").filter(Boolean);
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0");
  return `${[...before, ...zeros, ...after].slice(0, 4).join(":")}::/64`.toLowerCase();
}
