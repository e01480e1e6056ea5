/**
 * Which addresses notifications may be sent to: https, and nothing inside the network that the
 * server stands in, unless a setting says so. Names are judged again by what they resolve to, when
 * a connection is made (`send.ts`).
 */
import { BlockList, isIP } from 'node:net';
import { both, type Sentence } from '../fhir/language.js';

/** What the settings allow. */
export interface EndpointPolicy {
  /** Whether http to this machine is taken: in the demonstration. */
  readonly loopbackHttp: boolean;
  /** Whether private, local and reserved addresses are taken. */
  readonly privateAddresses: boolean;
  /** Whether e-mail can be sent. */
  readonly mail: boolean;
}

/** What is wrong with an endpoint, and the cure; undefined: it may be sent to. */
export function endpointFault(endpoint: string, policy: EndpointPolicy): Sentence | undefined {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined)
    return both(
      'it is no URL. Send an absolute https URL',
      "ce n'est pas une URL. Envoyer une URL https absolue",
    );
  if (url.username !== '' || url.password !== '') {
    return both(
      'it holds a password. Send it as channel.header: Authorization: …',
      "elle contient un mot de passe. L'envoyer dans channel.header : Authorization: …",
    );
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isLoopback = LOOPBACK.test(host);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback && policy.loopbackHttp))
    return both(
      'only https is taken. Send an https URL',
      'seul https est admis. Envoyer une URL https',
    );
  if (host === 'localhost' || isIP(host) !== 0) {
    const address = host === 'localhost' ? '127.0.0.1' : host;
    if (!mayConnect(address, policy)) return INSIDE;
  }
  return undefined;
}

const LOOPBACK = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1)$/;
const INSIDE = both(
  'it is inside a private network. Send a public address, or set SUBSCRIPTION_PRIVATE_ENDPOINTS',
  'elle est dans un réseau privé. Envoyer une adresse publique, ou régler SUBSCRIPTION_PRIVATE_ENDPOINTS',
);

/** What is wrong with the address of an e-mail; undefined: it may be sent. */
export function mailFault(endpoint: string): Sentence | undefined {
  return MAILTO.test(endpoint)
    ? undefined
    : both(
        'it is no address of e-mail. Send one, as mailto:name@example.org',
        "ce n'est pas une adresse électronique. En envoyer une, comme mailto:nom@example.org",
      );
}

/** One address and nothing else: RFC 6068 would take headers and text, too. */
const MAILTO = /^mailto:[A-Za-z0-9.!#$'*+/=^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})$/;

/** Whether an IP address may be connected to. */
export function mayConnect(
  address: string,
  { privateAddresses }: Pick<EndpointPolicy, 'privateAddresses'>,
): boolean {
  if (privateAddresses) return true;
  // An IPv4 address in the form of IPv6 is held against the networks of IPv4.
  return !PRIVATE.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** https://www.iana.org/assignments/iana-ipv4-special-registry/ and its counterpart for IPv6. */
const PRIVATE = privateNetworks();

function privateNetworks(): BlockList {
  const list = new BlockList();
  const four: readonly (readonly [string, number])[] = [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['224.0.0.0', 3],
  ];
  const six: readonly (readonly [string, number])[] = [
    ['::', 96],
    ['64:ff9b::', 96],
    ['100::', 64],
    ['2002::', 16],
    ['fc00::', 7],
    ['fe80::', 10],
    ['ff00::', 8],
  ];
  four.forEach(([net, prefix]) => list.addSubnet(net, prefix, 'ipv4'));
  six.forEach(([net, prefix]) => list.addSubnet(net, prefix, 'ipv6'));
  return list;
}
