import dns from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Which addresses a name may lead to: those of the internet, any, or this machine's alone. */
export type Reach = "public" | "private" | "loopback";

/** A name that leads where it may not. */
export class ForbiddenAddress extends Error {
  override readonly name = "ForbiddenAddress";
}

/** What a host may lead to: a host that is this machine by its name stays on it; others reach private networks only when that is wanted. */
export function reachOf(host: string, network: "public" | "private"): Reach {
  return host === "localhost" || isLoopback(bare(host)) ? "loopback" : network;
}

/** Throws `ForbiddenAddress` when a host is itself an address that is out of reach. */
export function checkLiteral(host: string, reach: Reach): void {
  const address = bare(host);
  if (isIP(address) !== 0 && !isWithin(address, reach)) throw new ForbiddenAddress("the address is out of reach");
}

/** Resolves names as everybody does, and refuses a name of whose addresses any is out of reach: nothing is looked up a second time. */
export function lookupWithin(reach: Reach): LookupFunction {
  return (hostname, options, callback) => {
    dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const first = addresses?.[0];
      if (error !== null || first === undefined) return callback(error, "", 4);
      if (!addresses.every(({ address }) => isWithin(address, reach)))
        return callback(new ForbiddenAddress("a name leads to an address that is out of reach"), "", 4);
      if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function isWithin(address: string, reach: Reach): boolean {
  switch (reach) {
    case "private":
      return true;
    case "loopback":
      return isLoopback(address);
    case "public":
      return !isListed(special, address);
  }
}

function isLoopback(address: string): boolean {
  return isListed(loopback, address);
}

function isListed(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? "ipv6" : "ipv4");
}

function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, "$1");
}

/** What is not the internet, by the IANA special-purpose address registries (RFC 6890). */
const privateV4: readonly (readonly [string, number])[] = [
  ...([
    ["0.0.0.0", 8],
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
  ] as const),
  ...([
    ["172.16.0.0", 12],
    ["192.0.0.0", 24],
    ["192.168.0.0", 16],
    ["198.18.0.0", 15],
    ["224.0.0.0", 3],
  ] as const),
];
const privateV6: readonly (readonly [string, number])[] = [
  ...([
    ["::", 127],
    ["fc00::", 7],
    ["fe80::", 10],
    ["fec0::", 10],
    ["ff00::", 8],
    ["64:ff9b:1::", 48],
  ] as const),
];

const special = listOf(privateV4, privateV6);
const loopback = listOf([["127.0.0.0", 8]], [["::1", 128]]);

/** A network of IPv4 counts as well where IPv6 wraps it: mapped (which `BlockList` knows), and translated (RFC 6052). */
function listOf(v4: readonly (readonly [string, number])[], v6: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [network, bits] of v4) {
    list.addSubnet(network, bits, "ipv4");
    list.addSubnet(`64:ff9b::${network}`, 96 + bits, "ipv6");
  }
  for (const [network, bits] of v6) list.addSubnet(network, bits, "ipv6");
  return list;
}
