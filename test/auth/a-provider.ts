/** A provider with a key of its own and a clock to set, and an authentication that trusts it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JWTPayload } from 'jose';
import type { Test } from 'tap';
import { makeAuthentication, type Authenticate } from '../../src/auth/authentication.js';
import { fixedKeys } from '../../src/auth/issuer-keys.js';
import { demonstrationKey, type SigningKey } from '../../src/auth/keys.js';
import { randomIds } from '../../src/ids.js';
import { issuerUrl } from '../../src/identity-provider/discovery.js';
import { issueToken, type TokenOptions } from '../../src/identity-provider/issue-token.js';
import { loadPersonas, type Persona } from '../../src/identity-provider/persona.js';
import { repositoryRoot } from '../fixtures/requires.js';

export const BASE = 'http://127.0.0.1:8080/fhir';
export const CONNECTION = { address: '192.0.2.1', requestId: 'req-1' };
/** 2026-11-21T00:00:00Z in seconds. */
export const NOW_SECONDS = 1_795_219_200;

export function parsedPersonas(): unknown {
  return JSON.parse(readFileSync(join(repositoryRoot(), 'profiles', 'personas.json'), 'utf8'));
}

export function persona(key: string): Persona {
  const found = loadPersonas(parsedPersonas()).get(key);
  if (found === undefined) throw new Error(`no persona ${key}`);
  return found;
}

export interface TestProvider {
  readonly key: SigningKey;
  readonly authenticate: Authenticate;
  /** Sets the clock, in seconds. */
  at(seconds: number): void;
  /** The Authorization header with a token of the persona. */
  bearer(key: string, options?: TokenOptions): Promise<string>;
  /** The same, with claims changed and signed again; undefined takes a claim away. */
  bearerOf(changes: Readonly<Record<string, unknown>>): Promise<string>;
}

export async function aProvider(t: Test, tokensMax?: number): Promise<TestProvider> {
  const key = await demonstrationKey(t.testdir());
  let seconds = NOW_SECONDS;
  const clock = { now: () => seconds * 1000 };
  const issuer = issuerUrl(BASE);
  const issuers = [{ issuer, keys: fixedKeys(key.publicKeys), mapping: 'demonstration' }] as const;
  const limits = tokensMax === undefined ? {} : { tokensMax };
  return {
    key,
    authenticate: makeAuthentication({ issuers, audience: BASE, clock, ...limits }),
    at: (moment) => {
      seconds = moment;
    },
    bearer: async (name, options) => {
      const provider = { base: BASE, key, clock, ids: randomIds() };
      return `Bearer ${await issueToken(provider, persona(name), options)}`;
    },
    bearerOf: async (changes) => `Bearer ${await key.sign({ ...plainClaims(), ...changes })}`,
  };
}

export function plainClaims(): JWTPayload {
  return {
    iss: issuerUrl(BASE),
    aud: BASE,
    sub: 'gp',
    exp: NOW_SECONDS + 60,
    jti: 'token-1',
    scope: 'user/*.cruds',
    dossier_kind: 'professional',
    SubjectNameID: '899700000012',
  };
}
