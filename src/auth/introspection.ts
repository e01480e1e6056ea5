/**
 * Tokens that only their issuer can read: it is asked what they say (RFC 7662). The answer is
 * believed for a minute (`token.ts`): a token taken back is refused soon, a busy one asks seldom.
 */
import { problem } from '../fhir/problem.js';
import type { Claims } from './claims.js';
import { fetchJson } from './fetch-json.js';

/** Where an issuer tells what its tokens say, and who we are to it. */
export interface Introspection {
  readonly uri: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The claims of a token that is active, else undefined. Rejects with `unavailable`. */
export async function introspect(
  { uri, clientId, clientSecret }: Introspection,
  token: string,
): Promise<Claims | undefined> {
  const claims = await fetchJson(uri, {
    method: 'POST',
    headers: { authorization: `Basic ${basic(clientId, clientSecret)}` },
    body: new URLSearchParams({ token, token_type_hint: 'access_token' }),
  }).catch((cause: unknown) => {
    throw problem('unavailable', { cause });
  });
  return claims['active'] === true ? claims : undefined;
}

/** https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1: both are form-encoded first. */
function basic(id: string, secret: string): string {
  const encoded = [id, secret].map((part) => new URLSearchParams({ '': part }).toString().slice(1));
  return Buffer.from(encoded.join(':')).toString('base64');
}
