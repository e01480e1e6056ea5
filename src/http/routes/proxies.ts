/**
 * The proxies in front of the server. Of a trusted one alone is it believed whom a request came
 * from (`X-Forwarded-For`) and which client certificate came with it (`Client-Cert`, RFC 9440):
 * whoever reaches the server otherwise may write these headers, and they are passed over.
 */
import { BlockList, isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** Whether an address is of a trusted proxy. */
export type Trusts = (address: string) => boolean;

/**
 * Trust in addresses and CIDR ranges with commas between them; in nobody without a list. Fails with
 * an Error that names what is no address.
 */
export function trustIn(list: string | undefined): Trusts {
  if (list === undefined) return () => false;
  const trusted = new BlockList();
  for (const range of list.split(',')) {
    const [address = '', prefix] = range.split('/');
    if (isIP(address) === 0) throw new Error(`TRUSTED_PROXY: ${address} is no IP address.`);
    if (prefix === undefined) trusted.addAddress(address, familyOf(address));
    else trusted.addSubnet(address, Number(prefix), familyOf(address));
  }
  return (address) => isIP(address) !== 0 && trusted.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/** The certificate of a request that a trusted proxy passed on. */
export function certificateOf(request: FastifyRequest, trusts: Trusts): { certificate?: string } {
  if (!trusts(request.raw.socket.remoteAddress ?? '')) return {};
  const certificate = request.headers['client-cert'];
  return typeof certificate === 'string' && certificate !== '' ? { certificate } : {};
}
