/**
 * The public keys of an issuer: fixed, or fetched from where it publishes them (JWKS, RFC 7517) and
 * kept for a while. A key that is not known is asked for once more, with a pause between askings; a
 * key that was taken back is believed no longer. While the issuer cannot be reached its last keys
 * hold for an hour.
 */
import { createLocalJWKSet, errors } from 'jose';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import type { Clock } from '../clock.js';
import { problem } from '../fhir/problem.js';
import { text, type Claims } from './claims.js';
import { fetchJson } from './fetch-json.js';

/** Keys by which tokens are verified. */
export interface IssuerKeys {
  /** The key of a token's header. Rejects as `jose` does, or with `unavailable`: no keys at all. */
  readonly find: JWTVerifyGetKey;
  /**
   * Which keys these are: a number that changes when they do, so that what was verified by others
   * is verified again. At once where nobody need be asked; rejects with `unavailable`.
   */
  generation(): number | Promise<number>;
}

/** Keys are asked for again after this long. */
const FRESH_MS = 300_000;
/** The least time between two askings: a flood of unknown keys is no flood on the issuer. */
const PAUSE_MS = 30_000;
/** For how long keys hold that cannot be asked for again. */
const STALE_MS = 3_600_000;
const KEYS_MAX = 100;

/** Keys that are always the same. */
export function fixedKeys(set: JSONWebKeySet): IssuerKeys {
  return { find: createLocalJWKSet(set), generation: () => 0 };
}

/** Where keys are published: their address, or the issuer whose discovery document names it. */
export type Published = { readonly jwksUri: string } | { readonly issuer: string };

/** Keys as they are published. Nothing is asked before the first token comes. */
export function fetchedKeys(published: Published, clock: Clock): IssuerKeys {
  const kept = keptKeys(() => publishedSet(published), clock);
  return {
    find: async (header, token) => {
      const keys = await kept.current();
      try {
        return await keys.find(header, token);
      } catch (failure) {
        const renewed =
          failure instanceof errors.JWKSNoMatchingKey ? await kept.renewed(keys) : keys;
        if (renewed === keys) throw failure;
        return renewed.find(header, token);
      }
    },
    generation: () => kept.fresh()?.generation ?? kept.current().then((keys) => keys.generation),
  };
}

interface Keys {
  readonly json: string;
  readonly find: JWTVerifyGetKey;
  readonly generation: number;
  /** Milliseconds since 1970. */
  readonly fetched: number;
}

interface Kept {
  /** The keys that hold now, where the issuer need not be asked. */
  fresh(): Keys | undefined;
  /** The keys that hold now. */
  current(): Promise<Keys>;
  /** Others than these, if the issuer may be asked and has others; else these. */
  renewed(known: Keys): Promise<Keys>;
}

function keptKeys(ask: () => Promise<JSONWebKeySet>, clock: Clock): Kept {
  let keys: Keys | undefined;
  let asked = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;
  let failure: unknown;
  const fetched = async (): Promise<void> => {
    asked = clock.now();
    try {
      keys = renewedBy(keys, await ask(), clock.now());
    } catch (cause) {
      failure = cause;
    }
  };
  const renew = async (): Promise<void> => {
    if (asking === undefined && clock.now() - asked < PAUSE_MS) return;
    // All who need keys at once wait for one answer.
    asking ??= fetched().finally(() => (asking = undefined));
    await asking;
  };
  const fresh = (): Keys | undefined =>
    keys !== undefined && clock.now() - keys.fetched < FRESH_MS ? keys : undefined;
  const current = async (): Promise<Keys> => {
    if (fresh() === undefined) await renew();
    if (keys !== undefined && clock.now() - keys.fetched < STALE_MS) return keys;
    throw problem('unavailable', { cause: failure });
  };
  return {
    ...{ fresh, current },
    renewed: async (known) => {
      await renew();
      const now = await current();
      return now.generation === known.generation ? known : now;
    },
  };
}

function renewedBy(before: Keys | undefined, set: JSONWebKeySet, now: number): Keys {
  const json = JSON.stringify(set);
  if (before?.json === json) return { ...before, fetched: now };
  const generation = (before?.generation ?? 0) + 1;
  return { json, find: createLocalJWKSet(set), generation, fetched: now };
}

async function publishedSet(published: Published): Promise<JSONWebKeySet> {
  const uri = 'jwksUri' in published ? published.jwksUri : await discovered(published.issuer);
  const { keys } = await fetchJson(uri);
  if (!Array.isArray(keys)) throw new Error('the issuer publishes no list of keys');
  return { keys: keys.slice(0, KEYS_MAX) };
}

/**
 * The discovery document of an issuer. Rejects with an Error when it is another's, or none.
 * https://openid.net/specs/openid-connect-discovery-1_0.html
 */
export async function discoveryOf(issuer: string): Promise<Claims> {
  const document = await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  if (document['issuer'] !== issuer) throw new Error('the discovery document is of another issuer');
  return document;
}

async function discovered(issuer: string): Promise<string> {
  const uri = text(await discoveryOf(issuer), 'jwks_uri');
  if (uri === undefined || !isSafe(uri)) throw new Error('the issuer names no address of keys');
  return uri;
}

/** Keys that came in clear could be anybody's; this machine's own network is believed. */
export function isSafe(url: string): boolean {
  return /^https:\/\/[^\s]+$/.test(url) || LOOPBACK.test(url);
}

const LOOPBACK = /^http:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?(\/[^\s]*)?$/;
