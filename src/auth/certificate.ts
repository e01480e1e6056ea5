/**
 * A client certificate that a proxy verified and passed on (RFC 9440, or PEM with percent signs as
 * nginx writes it): which structure it is of, and which tokens are bound to it (RFC 8705).
 */
import { X509Certificate } from 'node:crypto';
import { both, type Sentence } from '../fhir/language.js';
import { nationalId, record, text, type Claims } from './claims.js';
import type { Identity } from './identity.js';
import { refusal } from './refusal.js';
import { makeRemembered } from './remembered.js';

/** A certificate, read. */
interface Certificate {
  /** SHA-256 of its bytes, base64url. */
  readonly thumbprint: string;
  /** Both in milliseconds since 1970. */
  readonly from: number;
  readonly until: number;
  readonly structure?: string;
}

const CERTIFICATES_MAX = 1_000;
const HEADER_CHARACTERS_MAX = 16_384;

/** Reads the text of the header `Client-Cert`. Fails with a 401. */
export type ReadCertificate = (header: string) => Certificate;

/** A reader that remembers what it read last: a structure sends the same with each request. */
export function certificateReader(): ReadCertificate {
  const remembered = makeRemembered<Certificate>(CERTIFICATES_MAX);
  return (header) => {
    const known = remembered.get(header);
    if (known !== undefined) return known;
    const certificate = read(header);
    remembered.set(header, certificate);
    return certificate;
  };
}

/** The thumbprint of the certificate that a token is bound to (RFC 8705). */
export function bindingOf(claims: Claims): { binding?: string } {
  const binding = text(record(claims['cnf']), 'x5t#S256');
  return binding === undefined ? {} : { binding };
}

/** An identity, and the certificate that its token is bound to. */
export interface Bindable {
  readonly identity: Identity;
  readonly binding?: string;
}

/**
 * The identity of a token that came with a certificate, or with none. Fails with a 401 when the
 * token is bound to another one, the certificate is out of its time, or names another structure.
 */
export function bound(
  { identity, binding }: Bindable,
  certificate: Certificate | undefined,
  now: number,
): Identity {
  if (binding !== undefined && binding !== certificate?.thumbprint)
    throw wrong(
      both(
        'The token is bound to a certificate that did not come with it.',
        "Le jeton est lié à un certificat qui ne l'accompagne pas.",
      ),
    );
  if (certificate === undefined) return identity;
  if (now < certificate.from || now > certificate.until)
    throw wrong(
      both(
        'The client certificate has expired, or is not valid yet.',
        "Le certificat du client a expiré, ou n'est pas encore valide.",
      ),
    );
  return certificate.structure === undefined ? identity : member(identity, certificate.structure);
}

/** A backend is the structure of its certificate; a professional works there. */
function member(identity: Identity, structure: string): Identity {
  if (!['professional', 'structure', 'feeder', 'system'].includes(identity.kind)) return identity;
  if (identity.structure !== undefined && identity.structure !== structure)
    throw wrong(
      both(
        'The client certificate and the token name two structures.',
        'Le certificat du client et le jeton nomment deux structures.',
      ),
    );
  if (identity.kind !== 'system') return { ...identity, structure };
  return { ...identity, kind: 'structure', actor: structure, structure };
}

function read(header: string): Certificate {
  const certificate = parsed(header);
  const structure = structureIn(certificate.subject);
  return {
    thumbprint: Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString(
      'base64url',
    ),
    from: Date.parse(certificate.validFrom),
    until: Date.parse(certificate.validTo),
    ...(structure === undefined ? {} : { structure: `st:${structure}` }),
  };
}

function parsed(header: string): X509Certificate {
  try {
    if (header.length > HEADER_CHARACTERS_MAX) throw new Error('too long');
    const [, base64] = /^:([A-Za-z0-9+/=]+):$/.exec(header) ?? [];
    const bytes = base64 === undefined ? decodeURIComponent(header) : Buffer.from(base64, 'base64');
    return new X509Certificate(bytes);
  } catch (cause) {
    throw refusal(
      'invalid-token',
      both('The client certificate cannot be read.', 'Le certificat du client est illisible.'),
      cause,
    );
  }
}

/** The national id of a structure in its certificate's subject: IGC-Santé writes it as an OU. */
function structureIn(subject: string): string | undefined {
  const values = subject.split('\n').flatMap((line) => {
    const [, value] = /^(?:OU|serialNumber|organizationIdentifier)=(.*)$/.exec(line) ?? [];
    return value ?? [];
  });
  return values.find((value) => /^[1-3][0-9AB]{9,14}$/.test(nationalId(value) ?? ''));
}

function wrong(sentence: Sentence): Error {
  return refusal('invalid-token', sentence);
}
