/**
 * What the client asks to be given, and how: `Accept`, `_format` and `Prefer`.
 * https://hl7.org/fhir/R4/http.html#mime-type, decision 33.
 */
import { problem } from '../fhir/problem.js';

/** The FHIR media type this server gives. XML comes with the issue on standard FHIR. */
export const FHIR_JSON = 'application/fhir+json';

const JSON_NAMES = new Set(['json', 'text/json', 'application/json', FHIR_JSON]);

/** One range of an Accept header. */
interface Range {
  readonly type: string;
  readonly weight: number;
  readonly fhirVersion?: string;
}

/** Refuses what cannot be given: 406 unless JSON is acceptable. `_format` overrides Accept. */
export function requireJson(accept: string | undefined, format: string | undefined): void {
  if (format !== undefined) {
    // An unescaped + arrives as a space (H-42).
    if (!JSON_NAMES.has(mediaType(format.replaceAll(' ', '+')))) throw notAcceptable();
    return;
  }
  if (!rangesOf(accept).some(acceptsJson)) throw notAcceptable();
}

/** How a Binary is to be given: as the FHIR resource, or as its own bytes (ITI-68; decision 33). */
export function formOfBinary(
  accept: string | undefined,
  format: string | undefined,
  contentType: string,
): 'resource' | 'native' {
  if (format !== undefined) {
    requireJson(undefined, format);
    return 'resource';
  }
  const ranges = rangesOf(accept).filter((range) => range.weight > 0);
  if (ranges.some((range) => range.type === FHIR_JSON)) return 'resource';
  const native = mediaType(contentType);
  if (ranges.some((range) => covers(range.type, native))) return 'native';
  if (ranges.some((range) => JSON_NAMES.has(range.type))) return 'resource';
  throw problem('not-acceptable', { offered: `${native} and ${FHIR_JSON}` });
}

/** What `Prefer` says; what it does not say is undefined. https://hl7.org/fhir/R4/http.html#ops */
export interface Preferences {
  readonly returns?: 'minimal' | 'representation' | 'OperationOutcome';
  readonly strict: boolean;
}

/** Reads the `Prefer` header; unknown preferences are ignored, as RFC 7240 says. */
export function preferencesOf(prefer: string | undefined): Preferences {
  const words = (prefer ?? '').split(/[,;]/).map((word) => word.trim());
  const wanted = words.find((word) => word.startsWith('return='))?.slice('return='.length);
  const returns = (['minimal', 'representation', 'OperationOutcome'] as const).find(
    (known) => known === wanted,
  );
  return {
    strict: words.includes('handling=strict'),
    ...(returns === undefined ? {} : { returns }),
  };
}

/** The bare, lower-case media type of a header, without parameters. */
export function mediaType(header: string): string {
  return (header.split(';')[0] ?? '').trim().toLowerCase();
}

/** Whether a Content-Type names FHIR JSON, in any of its spellings. */
export function isJson(contentType: string | undefined): boolean {
  return contentType !== undefined && JSON_NAMES.has(mediaType(contentType));
}

function rangesOf(accept: string | undefined): Range[] {
  if (accept === undefined || accept.trim() === '') return [{ type: '*/*', weight: 1 }];
  return accept.split(',').map((part) => {
    const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim());
    const named = new Map(parameters.map((text) => parameterOf(text)));
    const weight = Number(named.get('q') ?? '1');
    const fhirVersion = named.get('fhirversion');
    return {
      type: type.toLowerCase(),
      weight: Number.isFinite(weight) ? weight : 0,
      ...(fhirVersion === undefined ? {} : { fhirVersion }),
    };
  });
}

function parameterOf(text: string): [string, string] {
  const [name = '', value = ''] = text.split('=', 2);
  return [name.trim().toLowerCase(), value.trim().replace(/^"|"$/g, '')];
}

function acceptsJson(range: Range): boolean {
  const version = range.fhirVersion === undefined || /^4(\.0(\.1)?)?$/.test(range.fhirVersion);
  return range.weight > 0 && version && [...JSON_NAMES].some((name) => covers(range.type, name));
}

function covers(range: string, type: string): boolean {
  return (
    range === '*/*' ||
    range === type ||
    (range.endsWith('/*') && type.startsWith(range.slice(0, -1)))
  );
}

function notAcceptable(): Error {
  return problem('not-acceptable', { offered: FHIR_JSON });
}
