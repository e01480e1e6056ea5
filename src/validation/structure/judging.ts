/** What judging by compiled profiles carries along: knowledge, report, and where it is. */
import { isObject, objects, text as textOf } from '../../fhir/elements.js';
import type { JsonObject } from '../../fhir/json.js';
import type { StructureTable } from '../../fhir/structure.js';
import type { Terminology } from '../../terminology/terminology.js';
import type { Report, Said } from '../report.js';
import { arrayOf } from '../json-value.js';
import type { CompiledProfile } from './compiled.js';
import type { Holds } from './fhirpath.js';

/** What is asked of the terminology. */
export type Codes = Pick<Terminology, 'isMember' | 'codeSystem'>;

/** What is the same for every resource. */
export interface Knowledge {
  /** Compiled profiles and extensions by canonical, without version. */
  readonly compiled: ReadonlyMap<string, CompiledProfile>;
  readonly codes: Codes;
  readonly holds: Holds;
  /** R4 itself. */
  readonly structure: StructureTable;
}

/** The resource being judged, and what its references can lead to. */
interface Where {
  readonly resource: JsonObject;
  /** The container, for what is contained; else the resource. */
  readonly root: JsonObject;
  /** Entries of the Bundle around, by fullUrl. */
  readonly entries: ReadonlyMap<string, JsonObject>;
  /** Resources contained in the container, by id. */
  readonly contained: ReadonlyMap<string, JsonObject>;
}

/** One judging. */
export interface Judging extends Where {
  readonly knowledge: Knowledge;
  readonly report: Report;
  readonly profile: CompiledProfile;
  /** Locations with the profiles they were judged by. */
  readonly judged: Set<string>;
  /**
   * Whether a value keeps a profile, where that was asked: once for each, however many refer to
   * it. What is being judged is taken to keep it, so that references in a circle end.
   */
  readonly kept: WeakMap<JsonObject, Map<string, boolean>>;
  error(code: string, at: string, said: Said): void;
  warning(code: string, at: string, said: Said): void;
  /** The same, by another profile. */
  by(profile: CompiledProfile): Judging;
  /** The same, inside a resource that stands at a location. */
  inside(resource: unknown, at: string): Judging;
  /** The same, told to nobody but a report of one's own. */
  into(report: Report): Judging;
}

const ADDRESS = /^https?:\/\/.*?\/([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64})$/;

const NONE: ReadonlyMap<string, JsonObject> = new Map();

/** Begins to judge a resource by a profile. */
export function beginJudging(
  knowledge: Knowledge,
  report: Report,
  profile: CompiledProfile,
  judged: Set<string>,
): Judging {
  const where = { resource: {}, root: {}, entries: NONE, contained: NONE };
  return judging({ ...where, knowledge, report, profile, judged, kept: new WeakMap() });
}

type Basis = Omit<Judging, 'error' | 'warning' | 'by' | 'inside' | 'into'>;

function judging(basis: Basis): Judging {
  const { report, profile } = basis;
  const sourced = (said: Said): Said => ({ ...said, source: profile });
  return {
    ...basis,
    error: (code, at, said) => report.error(code, at, sourced(said)),
    warning: (code, at, said) => report.warning(code, at, sourced(said)),
    by: (other) => judging({ ...basis, profile: other }),
    inside: (resource, at) => judging({ ...basis, ...whereInside(basis, resource, at) }),
    into: (other) => judging({ ...basis, report: other, judged: new Set() }),
  };
}

function whereInside(outer: Where, value: unknown, at: string): Where {
  const resource = isObject(value) ? value : {};
  if (/\.contained\[\d+\]$/.test(at)) return { ...outer, resource };
  const entries = resource['resourceType'] === 'Bundle' ? entriesOf(resource) : outer.entries;
  return { resource, root: resource, entries, contained: containedIn(resource) };
}

/** Of two with one id the first counts. */
function containedIn({ contained }: JsonObject): ReadonlyMap<string, JsonObject> {
  if (contained === undefined) return NONE;
  const byId = objects(contained).flatMap((one) => {
    const id = textOf(one['id']);
    return id === undefined ? [] : [[id, one] as const];
  });
  return new Map(byId.reverse());
}

function entriesOf(bundle: JsonObject): ReadonlyMap<string, JsonObject> {
  const pairs = arrayOf(bundle['entry']).flatMap((entry) => {
    if (!isObject(entry) || !isObject(entry['resource'])) return [];
    const url = textOf(entry['fullUrl']);
    if (url === undefined) return [];
    // `Patient/1` in a Bundle names the entry whose fullUrl ends so.
    const address = ADDRESS.exec(url)?.[1] ?? url;
    const resource = entry['resource'];
    return [[address, resource] as const, [url, resource] as const];
  });
  return new Map(pairs);
}

/** The resource that a Reference leads to without leaving what was sent. */
export function resolved(where: Where, reference: unknown): JsonObject | undefined {
  const text = isObject(reference) ? textOf(reference['reference']) : undefined;
  if (text === undefined) return undefined;
  return text.startsWith('#') ? where.contained.get(text.slice(1)) : where.entries.get(text);
}
