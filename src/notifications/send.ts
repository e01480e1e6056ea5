/**
 * One request to a subscriber's endpoint: no redirect is followed, no body of an answer is kept,
 * and it ends in time. A name that leads into a private network is not connected to.
 */
import { lookup as resolve, type LookupAddress } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { mayConnect, type EndpointPolicy } from './endpoint.js';

/** A request. */
export interface Outgoing {
  readonly method: 'POST' | 'PUT';
  readonly url: string;
  /** `Name: value` each, as the channel has them. */
  readonly headers: readonly string[];
  readonly body?: { readonly type: string; readonly bytes: Uint8Array };
  readonly timeoutMs: number;
}

/** What became of it. */
export interface Sent {
  /** The HTTP status; absent: there was no answer. */
  readonly status?: number;
  /** What Retry-After asks, in milliseconds or as a date. */
  readonly retryAfter?: string;
  /** Why there was no answer, in a word: no address, no data. */
  readonly why?: string;
}

/** Sends a request; never rejects. */
export type Send = (outgoing: Outgoing) => Promise<Sent>;

/** Over the network. */
export function sendOver(policy: EndpointPolicy): Send {
  return (outgoing) =>
    new Promise((sent) => {
      const { protocol, hostname } = new URL(outgoing.url);
      const host = hostname.replace(/^\[|\]$/g, '');
      if (isIP(host) !== 0 && !mayConnect(host, policy)) return sent({ why: 'private-address' });
      const { body } = outgoing;
      const asked = (protocol === 'https:' ? https : http).request(
        outgoing.url,
        {
          method: outgoing.method,
          headers: {
            ...headersOf(outgoing.headers),
            ...(body === undefined ? {} : { 'content-type': body.type }),
            'content-length': String(body?.bytes.length ?? 0),
          },
          lookup: guarded(policy),
          signal: AbortSignal.timeout(outgoing.timeoutMs),
        },
        (response) => {
          const retryAfter = response.headers['retry-after'];
          sent({
            status: response.statusCode ?? 0,
            ...(retryAfter === undefined ? {} : { retryAfter }),
          });
          // What it says is of no interest, however long it is.
          response.destroy();
        },
      );
      asked.on('error', (failure: NodeJS.ErrnoException) => sent({ why: wordOf(failure) }));
      asked.end(body?.bytes);
    });
}

function wordOf({ name, code }: NodeJS.ErrnoException): string {
  return name === 'AbortError' || name === 'TimeoutError' ? 'timeout' : (code ?? 'no-answer');
}

/** Headers that the channel may not set are those that carry the message itself. */
const OWN = /^(host|connection|content-length|content-type|transfer-encoding|upgrade|te|trailer)$/i;

function headersOf(lines: readonly string[]): Record<string, string> {
  const pairs = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()] as const;
  });
  return Object.fromEntries(pairs.filter(([name]) => !OWN.test(name)));
}

/** The addresses of a name, as far as they may be connected to: what was judged is what is used. */
function guarded(policy: EndpointPolicy): LookupFunction {
  return (host, options, found) => {
    resolve(host, { ...options, all: true }, (failure, addresses) => {
      if (failure !== null) return found(failure, []);
      const open = addresses.filter(({ address }) => mayConnect(address, policy));
      if (open.length === 0) return found(privateAddress(), []);
      return options.all === true ? found(null, open) : first(open, found);
    });
  };
}

function first(
  [address]: readonly LookupAddress[],
  found: (failure: null, address: string, family: number) => void,
): void {
  found(null, address?.address ?? '', address?.family ?? 4);
}

function privateAddress(): NodeJS.ErrnoException {
  return Object.assign(new Error('private address'), { code: 'private-address' });
}
