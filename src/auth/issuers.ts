/**
 * The trusted issuers of a configuration: JSON, checked whole, so that every fault is told at once
 * and by name. What they are is described in `docs/guides/connect-an-issuer.md`.
 */
import type { Clock } from '../clock.js';
import { record, text, type Claims } from './claims.js';
import { MAPPINGS } from './identity.js';
import type { Introspection } from './introspection.js';
import { fetchedKeys, isSafe } from './issuer-keys.js';
import type { Issuer } from './token.js';
import type { MappingName } from './who.js';

/** Issuers, or what is wrong with their description, a sentence each. */
export interface IssuersRead {
  readonly issuers: readonly Issuer[];
  /** When there are any, there are no issuers. */
  readonly faults: readonly string[];
}

const MEMBERS = ['issuer', 'mapping', 'jwksUri', 'audience', 'introspection', 'userinfoUri'];
/** The demonstration's own tokens need no description, and are nobody else's to issue. */
const NAMES = Object.keys(MAPPINGS).filter((name) => name !== 'demonstration');

/** Reads a JSON list of issuers. */
export function readIssuers(json: string, clock: Clock): IssuersRead {
  const list = parsed(json);
  if (!Array.isArray(list)) return { issuers: [], faults: ['it is no JSON list of issuers'] };
  const described = list.map(record);
  const faults = described.flatMap(faultsOf);
  const names = new Set(described.map((one) => one['issuer']));
  if (names.size !== described.length) faults.push('two issuers have one name');
  if (faults.length > 0) return { issuers: [], faults };
  return { issuers: described.map((one) => issuerOf(one, clock)), faults };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function faultsOf(described: Claims, at: number): string[] {
  const name = text(described, 'issuer') ?? `number ${at + 1}`;
  const uris = ['jwksUri', 'userinfoUri'].filter((member) => described[member] !== undefined);
  const asked = described['introspection'];
  const isKnown = NAMES.includes(String(described['mapping']));
  const wrong = [
    ...Object.keys(described)
      .filter((member) => !MEMBERS.includes(member))
      .map((member) => `${member} is not known; there are ${MEMBERS.join(', ')}`),
    ...(isAddress(described['issuer']) ? [] : ['issuer is no https URL']),
    ...(isKnown ? [] : [`mapping must be one of ${NAMES.join(', ')}`]),
    ...uris.filter((uri) => !isAddress(described[uri])).map((uri) => `${uri} is no https URL`),
    ...(isText(described['audience']) ? [] : ['audience is no text']),
    ...(asked === undefined || introspectionOf(asked) !== undefined
      ? []
      : ['introspection needs uri, an https URL, clientId and clientSecret']),
  ];
  return wrong.map((fault) => `${name}: ${fault}`);
}

function isText(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value !== '');
}

function isAddress(value: unknown): boolean {
  return typeof value === 'string' && isSafe(value);
}

function introspectionOf(value: unknown): Introspection | undefined {
  const described = record(value);
  const uri = text(described, 'uri');
  const clientId = text(described, 'clientId');
  const clientSecret = text(described, 'clientSecret');
  if (uri === undefined || clientId === undefined || clientSecret === undefined) return undefined;
  return isSafe(uri) ? { uri, clientId, clientSecret } : undefined;
}

/** Of a description without a fault. */
function issuerOf(described: Claims, clock: Clock): Issuer {
  const issuer = text(described, 'issuer') ?? '';
  const jwksUri = text(described, 'jwksUri');
  const audience = text(described, 'audience');
  const userinfoUri = text(described, 'userinfoUri');
  const introspection = introspectionOf(described['introspection']);
  return {
    issuer,
    mapping: described['mapping'] as MappingName, // one of NAMES
    keys: fetchedKeys(jwksUri === undefined ? { issuer } : { jwksUri }, clock),
    ...(audience === undefined ? {} : { audience }),
    ...(userinfoUri === undefined ? {} : { userinfoUri }),
    ...(introspection === undefined ? {} : { introspection }),
  };
}
