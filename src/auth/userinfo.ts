/**
 * Who the user of a token is, as its issuer tells whoever holds the token: for issuers whose access
 * tokens name nobody but a subject. https://openid.net/specs/openid-connect-core-1_0.html#UserInfo
 */
import { both } from '../fhir/language.js';
import { problem } from '../fhir/problem.js';
import { text, type Claims } from './claims.js';
import { fetchJson } from './fetch-json.js';
import { refusal } from './refusal.js';

/**
 * The claims of a user. Rejects with `unavailable` when the issuer does not tell them, and with a
 * 401 when they are another's.
 */
export async function userClaims(uri: string, token: string, subject: string): Promise<Claims> {
  const asked = fetchJson(uri, { headers: { authorization: `Bearer ${token}` } });
  const claims = await asked.catch((cause: unknown) => {
    throw problem('unavailable', { cause });
  });
  if (text(claims, 'sub') === subject) return claims;
  throw refusal(
    'invalid-token',
    both(
      'Its issuer says that the token is of another subject.',
      "Son émetteur dit que le jeton est d'un autre sujet.",
    ),
  );
}
