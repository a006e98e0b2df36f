import { RallyError } from "@rally/shared/errors";
import ipaddr from "ipaddr.js";
import { isIP } from "node:net";

/** A range of IP addresses; one address is a range of one. */
export interface AddressRange {
  /** In CIDR notation, with the bits after the prefix set to 0: `203.0.113.0/24`. */
  cidr: string;
  first: string;
  last: string;
}

/** Ranges with a shorter prefix have to be confirmed: more than 65,536 IPv4 addresses, or an IPv6 /32. */
const WIDE = { ipv4: 16, ipv6: 32 } as const;

/**
 * Reads an IP address or a range in CIDR notation.
 * @param options.confirmed allows wide ranges
 * @param options.own the IP address of the moderator, who can't ban themselves
 * @throws RallyError `invalid_input`, `range_too_wide`
 */
export function readRange(
  text: string,
  { confirmed = false, own }: { confirmed?: boolean | undefined; own: string | undefined },
): AddressRange {
  const [base, prefix] = parse(text);
  const network = networkOf(base, prefix);
  if (own !== undefined && isIP(own) !== 0) {
    const address = ipaddr.process(own);
    if (
      address.kind() === network.kind() &&
      networkOf(address, prefix).toString() === network.toString()
    ) {
      throw invalid("This range contains your own address");
    }
  }
  if (prefix < WIDE[network.kind()] && !confirmed) {
    throw new RallyError("range_too_wide", "Confirm that such a wide range is to be banned");
  }
  return {
    cidr: `${network.toString()}/${String(prefix)}`,
    first: network.toString(),
    last: lastOf(network, prefix).toString(),
  };
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

function parse(text: string): [Address, number] {
  const [address = "", prefix, ...rest] = text.trim().split("/");
  if (isIP(address) === 0 || rest.length > 0) throw invalid("This is no IP address");
  const parsed = ipaddr.process(address);
  const bits = parsed.kind() === "ipv4" ? 32 : 128;
  if (prefix === undefined) return [parsed, bits];
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > bits) throw invalid("This is no prefix length");
  return [parsed, Number(prefix)];
}

function networkOf(address: Address, prefix: number): Address {
  return withBits(address, prefix, 0);
}

function lastOf(address: Address, prefix: number): Address {
  return withBits(address, prefix, 1);
}

/** The address with all bits after the prefix set to `bit`. */
function withBits(address: Address, prefix: number, bit: 0 | 1): Address {
  const bytes = address.toByteArray().map((byte, index) => {
    const kept = Math.min(8, Math.max(0, prefix - index * 8));
    const mask = (0xff << (8 - kept)) & 0xff;
    return (byte & mask) | (bit === 1 ? ~mask & 0xff : 0);
  });
  return ipaddr.fromByteArray(bytes);
}

function invalid(message: string): RallyError {
  return new RallyError("invalid_input", message, { fields: { address: ["format"] } });
}
