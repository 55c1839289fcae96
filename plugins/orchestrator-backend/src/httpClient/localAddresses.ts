import { BlockList, isIP } from 'node:net';

/** What only this machine or this network segment answers on: nothing that a name of the outside should lead to. */
const LOCAL = new BlockList();
LOCAL.addSubnet('0.0.0.0', 8, 'ipv4');
LOCAL.addSubnet('127.0.0.0', 8, 'ipv4');
LOCAL.addSubnet('169.254.0.0', 16, 'ipv4');
LOCAL.addAddress('::', 'ipv6');
LOCAL.addAddress('::1', 'ipv6');
LOCAL.addSubnet('fe80::', 10, 'ipv6');

/**
 * Refuses an address of loopback or link-local, where the metadata of a cloud is, too.
 *
 * @param address - IPv4 or IPv6; an IPv4 one may be written as an IPv6 one
 * @throws Error with a sentence
 */
export function refuseLocalAddress(address: string): void {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (LOCAL.check(address, family)) {
    throw new Error(
      `it leads to ${address}, an address of this machine or its network segment, which is not listed`,
    );
  }
}
