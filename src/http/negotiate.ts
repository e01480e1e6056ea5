/**
 * What the client asks to be given, and how: `Accept`, `_format` and `Prefer`.
 * https://hl7.org/fhir/R4/http.html#mime-type, decision 33.
 */
import { allOf } from '../fhir/language.js';
import { problem } from '../fhir/problem.js';

/** FHIR JSON, the format that is given where nothing decides. */
export const FHIR_JSON = 'application/fhir+json';
/** FHIR XML. */
export const FHIR_XML = 'application/fhir+xml';

/** A FHIR format. */
export type FhirForm = 'json' | 'xml';

/** The Content-Type of an answer in a FHIR format. */
export const CONTENT_TYPE: Readonly<Record<FhirForm, string>> = {
  json: `${FHIR_JSON};charset=utf-8`,
  xml: `${FHIR_XML};charset=utf-8`,
};

const BARE_TYPE: Readonly<Record<FhirForm, string>> = { json: FHIR_JSON, xml: FHIR_XML };

const JSON_NAMES = new Set(['json', 'text/json', 'application/json', FHIR_JSON]);
const XML_NAMES = new Set(['xml', 'text/xml', 'application/xml', FHIR_XML]);

/** One range of an Accept header. */
interface Range {
  readonly type: string;
  readonly weight: number;
  readonly fhirVersion?: string;
}

/**
 * The format to be given: that of `_format`, else the one of most weight in Accept, of equal weight
 * the one named first, JSON where neither is. Fails with `not-acceptable` where neither will do.
 */
export function answerForm(accept: string | undefined, format: string | undefined): FhirForm {
  if (format !== undefined) return formOfName(format);
  if (accept === undefined || accept === FHIR_JSON || accept === '*/*') return 'json';
  const ranges = rangesOf(accept);
  const json = wanted(ranges, JSON_NAMES);
  const xml = wanted(ranges, XML_NAMES);
  if (json.weight <= 0 && xml.weight <= 0) throw notAcceptable();
  if (json.weight !== xml.weight) return json.weight > xml.weight ? 'json' : 'xml';
  return json.at <= xml.at ? 'json' : 'xml';
}

function formOfName(format: string): FhirForm {
  // An unescaped + arrives as a space (H-42).
  const name = mediaType(format.replaceAll(' ', '+'));
  if (JSON_NAMES.has(name)) return 'json';
  if (XML_NAMES.has(name)) return 'xml';
  throw notAcceptable();
}

interface Wanted {
  readonly weight: number;
  readonly at: number;
}

/** How much a format is wanted under its best name, and which range says so. */
function wanted(ranges: readonly Range[], names: ReadonlySet<string>): Wanted {
  let best: Wanted = { weight: 0, at: ranges.length };
  for (const name of names) {
    const at = narrowestOf(ranges, name);
    const weight = ranges[at]?.weight ?? 0;
    if (weight > best.weight || (weight === best.weight && at < best.at)) best = { weight, at };
  }
  return best;
}

/**
 * Which range decides on a type: the narrowest that covers it, the first of several; none: their
 * count. https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
 */
function narrowestOf(ranges: readonly Range[], type: string): number {
  let found = ranges.length;
  ranges.forEach((range, at) => {
    if (!isOfVersion(range) || !covers(range.type, type)) return;
    if (narrowness(range.type) > narrowness(ranges[found]?.type)) found = at;
  });
  return found;
}

function narrowness(range: string | undefined): number {
  if (range === undefined) return 0;
  if (range === '*/*') return 1;
  return range.endsWith('/*') ? 2 : 3;
}

/**
 * How a Binary is to be given: as the FHIR resource, or as its own bytes (ITI-68; decision 33). A
 * FHIR document asked for in its own format is given itself; `_format` asks for its Binary.
 */
export function formOfBinary(
  accept: string | undefined,
  format: string | undefined,
  contentType: string,
): FhirForm | 'native' {
  if (format !== undefined) return formOfName(format);
  const ranges = rangesOf(accept).filter((range) => range.weight > 0);
  const fhir = ranges.filter((range) => range.type === FHIR_JSON || range.type === FHIR_XML);
  const native = mediaType(contentType);
  if (fhir.length > 0) {
    const form = heaviest(fhir);
    return native === BARE_TYPE[form] ? 'native' : form;
  }
  if (ranges.some((range) => covers(range.type, native))) return 'native';
  const named = ranges.filter(({ type }) => JSON_NAMES.has(type) || XML_NAMES.has(type));
  if (named.length > 0) return heaviest(named);
  throw problem('not-acceptable', { offered: allOf([native, FHIR_JSON, FHIR_XML]) });
}

function heaviest(ranges: readonly Range[]): FhirForm {
  const [first] = [...ranges].sort((a, b) => b.weight - a.weight);
  return XML_NAMES.has(first?.type ?? '') ? 'xml' : 'json';
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

/** Whether a Content-Type names a FHIR resource: JSON in any of its spellings, or FHIR XML. */
export function isFhir(contentType: string | undefined): boolean {
  if (contentType === undefined) return false;
  const type = mediaType(contentType);
  return type === FHIR_XML || JSON_NAMES.has(type);
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

function isOfVersion({ fhirVersion }: Range): boolean {
  return fhirVersion === undefined || /^4(\.0(\.1)?)?$/.test(fhirVersion);
}

function covers(range: string, type: string): boolean {
  // The short names that `_format` has too, such as `xml`, are of no range.
  if (range === type || !type.includes('/')) return range === type;
  return range === '*/*' || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)));
}

function notAcceptable(): Error {
  return problem('not-acceptable', { offered: allOf([FHIR_JSON, FHIR_XML]) });
}
