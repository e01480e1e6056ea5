/**
 * Who is trusted: the issuers of the configuration, and in demonstration mode the demonstration's
 * provider. Without either, nobody is.
 */
import { readFile } from 'node:fs/promises';
import { ConfigurationError, type Configuration } from '../../fastify.config.js';
import { makeAuthentication, type Authenticate } from '../auth/authentication.js';
import type { People } from '../auth/identity.js';
import { fixedKeys } from '../auth/issuer-keys.js';
import { readIssuers } from '../auth/issuers.js';
import type { Issuer } from '../auth/token.js';
import type { Clock } from '../clock.js';
import { discoveryDocument, issuerUrl } from '../identity-provider/discovery.js';
import { signingKeyOf } from './demonstration.js';

/** What identity is made of. */
export interface IdentityParts {
  readonly configuration: Configuration;
  /** The FHIR base URL. */
  readonly base: string;
  readonly clock: Clock;
  readonly people: People;
}

/** Who is trusted, and what the provider publishes when it is on. */
export interface Identity {
  readonly authenticate: Authenticate;
  readonly provider?: { readonly discovery: object; readonly keys: object };
}

/** The identity of a server. Rejects with a ConfigurationError of all faults of AUTH_ISSUERS. */
export async function identityOf(parts: IdentityParts): Promise<Identity> {
  const { configuration, base, clock, people } = parts;
  const issuers = await issuersOf(configuration, clock);
  const needs = { audience: base, clock, people };
  if (!configuration.demo) return { authenticate: makeAuthentication({ ...needs, issuers }) };
  const { publicKeys } = await signingKeyOf(configuration);
  const own = issuerUrl(base);
  const demonstration = { issuer: own, keys: fixedKeys(publicKeys), mapping: 'demonstration' };
  const trusted = [...issuers, demonstration as Issuer]; // its mapping is no mere text
  return {
    authenticate: makeAuthentication({ ...needs, issuers: trusted }),
    provider: { discovery: discoveryDocument(base), keys: publicKeys },
  };
}

async function issuersOf({ authIssuers }: Configuration, clock: Clock): Promise<readonly Issuer[]> {
  if (authIssuers === undefined) return [];
  const json = authIssuers.trimStart().startsWith('[') ? authIssuers : await textIn(authIssuers);
  const { issuers, faults } = readIssuers(json, clock);
  if (faults.length > 0)
    throw new ConfigurationError(faults.map((fault) => `AUTH_ISSUERS: ${fault}.`));
  return issuers;
}

async function textIn(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new ConfigurationError([
      `AUTH_ISSUERS: the file cannot be read (${why}). Name another, or write the list itself.`,
    ]);
  });
}
