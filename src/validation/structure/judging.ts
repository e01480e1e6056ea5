/** What judging by compiled profiles carries along: knowledge, report, and where it is. */
import { isObject, text as textOf } from '../../fhir/elements.js';
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
  /** Targets of references that are being judged, so that references in a circle end. */
  readonly open: readonly JsonObject[];
}

/** One judging. */
export interface Judging extends Where {
  readonly knowledge: Knowledge;
  readonly report: Report;
  readonly profile: CompiledProfile;
  /** Locations with the profiles they were judged by. */
  readonly judged: Set<string>;
  error(code: string, at: string, said: Said): void;
  warning(code: string, at: string, said: Said): void;
  /** The same, by another profile. */
  by(profile: CompiledProfile): Judging;
  /** The same, inside a resource that stands at a location. */
  inside(resource: unknown, at: string): Judging;
  /** The same, told to nobody but a report of one's own. */
  into(report: Report): Judging;
  /** The same, for the target of a reference. */
  toward(target: JsonObject): Judging;
}

const ADDRESS = /^https?:\/\/.*?\/([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64})$/;

const NO_ENTRIES: ReadonlyMap<string, JsonObject> = new Map();

/** Begins to judge a resource by a profile. */
export function beginJudging(
  knowledge: Knowledge,
  report: Report,
  profile: CompiledProfile,
  judged: Set<string>,
): Judging {
  const where = { resource: {}, root: {}, entries: NO_ENTRIES, open: [] };
  return judging({ ...where, knowledge, report, profile, judged });
}

type Basis = Omit<Judging, 'error' | 'warning' | 'by' | 'inside' | 'into' | 'toward'>;

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
    toward: (target) => judging({ ...basis, open: [...basis.open, target] }),
  };
}

function whereInside(outer: Where, value: unknown, at: string): Omit<Where, 'open'> {
  const resource = isObject(value) ? value : {};
  const isContained = /\.contained\[\d+\]$/.test(at);
  const entries = resource['resourceType'] === 'Bundle' ? entriesOf(resource) : outer.entries;
  return { resource, root: isContained ? outer.root : resource, entries };
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
export function resolved(where: Omit<Where, 'open'>, reference: unknown): JsonObject | undefined {
  const text = isObject(reference) ? textOf(reference['reference']) : undefined;
  if (text === undefined) return undefined;
  if (!text.startsWith('#')) return where.entries.get(text);
  const id = text.slice(1);
  const contained = arrayOf(where.root['contained']);
  return contained.find((one): one is JsonObject => isObject(one) && one['id'] === id);
}
