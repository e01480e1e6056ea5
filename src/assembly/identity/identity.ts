/**
 * Who is trusted: the issuers of the configuration, and in demonstration mode the demonstration's
 * provider. Without either, nobody is.
 */
import { readFile } from 'node:fs/promises';
import { ConfigurationError, type Configuration } from '../../../fastify.config.js';
import { makeAuthentication, type Authenticate } from '../../auth/authentication.js';
import type { People } from '../../auth/identity.js';
import { fixedKeys } from '../../auth/issuer-keys.js';
import { readIssuers } from '../../auth/issuers.js';
import { smartOf } from '../../auth/smart-configuration.js';
import type { Issuer } from '../../auth/token.js';
import type { Clock } from '../../clock.js';
import type { Ids } from '../../ids.js';
import { issuerUrl, smartConfiguration } from '../../identity-provider/discovery.js';
import type { PeopleHere, ProviderHandler } from '../../identity-provider/provider.js';
import { signingKeyOf } from './demonstration.js';
import { demonstrationProvider } from './provider.js';

/** What identity is made of. */
export interface IdentityParts {
  readonly configuration: Configuration;
  /** The FHIR base URL. */
  readonly base: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly people: People & PeopleHere;
}

/** Who is trusted, how a caller gets a token, and the provider when it is on. */
export interface Identity {
  readonly authenticate: Authenticate;
  /** What `.well-known/smart-configuration` tells; undefined: nobody is trusted. */
  readonly smart: () => Promise<object | undefined>;
  readonly provider?: () => Promise<ProviderHandler>;
}

/** The identity of a server. Rejects with a ConfigurationError of all faults of AUTH_ISSUERS. */
export async function identityOf(parts: IdentityParts): Promise<Identity> {
  const { configuration, base, clock, ids, people } = parts;
  const issuers = await issuersOf(configuration, clock);
  const needs = { audience: base, clock, people };
  if (!configuration.demo) {
    const authenticate = makeAuthentication({ ...needs, issuers });
    return { authenticate, smart: smartOf(issuers[0], clock) };
  }
  const signing = await signingKeyOf(configuration);
  const own: Issuer = {
    ...{ issuer: issuerUrl(base), keys: fixedKeys(signing.publicKeys) },
    mapping: 'demonstration',
  };
  const { dataDir } = configuration;
  return {
    authenticate: makeAuthentication({ ...needs, issuers: [...issuers, own] }),
    smart: async () => smartConfiguration(base),
    provider: demonstrationProvider({ dataDir, signing, base, people, clock, ids }),
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
