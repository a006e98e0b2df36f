import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** A range of IP addresses that is in a set until a time in milliseconds since the epoch. */
export interface Network {
  /** Its first address, of IPv4 or IPv6. */
  first: string;
  /** The length of its prefix in bits. */
  bits: number;
  until: number;
}

/**
 * A set of IP ranges. A lookup costs one map access for each different prefix length, whatever the
 * number of ranges.
 */
export class NetworkSet {
  /** For each prefix length in use, when the ranges end, by their first bytes. */
  private readonly byBits = { ipv4: new Map<number, Ends>(), ipv6: new Map<number, Ends>() };

  constructor(networks: Iterable<Network> = []) {
    for (const { first, bits, until } of networks) {
      const address = ipaddr.process(first);
      const lengths = this.byBits[address.kind()];
      const ends: Ends = lengths.get(bits) ?? new Map<string, number>();
      lengths.set(bits, ends);
      ends.set(prefixOf(address.toByteArray(), bits), until);
    }
  }

  /** Whether a range that has not ended contains this address; an IPv6 address may map an IPv4 one. */
  has(ip: string, now: number): boolean {
    if (this.byBits.ipv4.size + this.byBits.ipv6.size === 0 || isIP(ip) === 0) return false;
    const address = ipaddr.process(ip);
    const bytes = address.toByteArray();
    for (const [bits, ends] of this.byBits[address.kind()]) {
      if ((ends.get(prefixOf(bytes, bits)) ?? 0) > now) return true;
    }
    return false;
  }
}

type Ends = Map<string, number>;

/** The first bits of an address as a key. */
function prefixOf(bytes: readonly number[], bits: number): string {
  const whole = bits >> 3;
  const rest = bits & 7;
  const kept = bytes.slice(0, whole);
  if (rest > 0) kept.push((bytes[whole] ?? 0) & (0xff << (8 - rest)));
  return String.fromCharCode(...kept);
}
