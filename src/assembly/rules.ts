/**
 * The pure rules of `search/`, `validation/` and `access/`, built of the profile data as the one
 * door takes them.
 */
import { makeHabilitation, type Habilitation } from '../access/habilitation.js';
import { readMatrix } from '../access/matrix.js';
import { factTokens, labelToken } from '../access/narrow.js';
import type { Envelope } from '../blobs/envelope.js';
import type { Issue } from '../fhir/problem.js';
import type { Resource } from '../fhir/resource.js';
import { makeSubsetting, type Subsetting } from '../fhir/subset.js';
import { makeFhirXml, type FhirXml } from '../fhir/xml/fhir-xml.js';
import { makeKnowledge, type Knowledge } from './packages/knowledge.js';
import { makeSearching } from './packages/searching.js';
import { publications, type Published } from './published.js';
import { FILED_TYPES, readFiled, type ProfileFiles } from './profile-files.js';
import { NOTHING_SEARCHED, type Load } from '../records/packages.js';
import type { Publication, Rules } from '../records/rules.js';
import { aboutToken } from '../records/traces/trace.js';
import { eventIndexer } from '../search/events.js';
import { eventReader } from '../search/indexing/event-parts.js';
import { extract, hashed } from '../search/extract.js';
import type { SearchParameters } from '../search/parameters.js';
import type { IndexEntry } from '../search/query.js';
import { derivationsOf, type DocumentTypes } from '../terminology/document-types.js';
import type { Terminology } from '../terminology/terminology.js';
import { searchTerms } from '../terminology/terms.js';
import type { Validator } from '../validation/validator.js';

/** The rules, the validator itself for features that name a profile, XML from the same table. */
export interface MadeRules {
  readonly rules: Rules;
  /** Every type that the server has. */
  readonly types: readonly string[];
  readonly validator: Validator;
  readonly xml: FhirXml;
  readonly subsetting: Subsetting;
  readonly terminology: Terminology;
  /** What stands behind validator and terminology. */
  readonly knowledge: Knowledge;
  /** Judges and searches by this load from now on. */
  take(load: Load): void;
}

/** What turns clear index texts into tokens. */
type Hashes = Pick<Envelope, 'token' | 'tokenOnce'>;

const NOTHING_LOADED: Load = { packages: [], searched: NOTHING_SEARCHED };

/** Builds the rules. `base` is the FHIR base URL; `load` is what is loaded. */
export function makeRules(
  files: ProfileFiles,
  { token: hash, tokenOnce: hashOnce }: Hashes,
  base: string,
  load: Load = NOTHING_LOADED,
): MadeRules {
  const homeOf = (type: string): string | null => files.homes.get(type) ?? null;
  const knowledge = makeKnowledge(files, load.packages);
  const { validator, terminology, documentTypes: types } = knowledge;
  const standard = {
    ...{ ...files.standard, terms: searchTerms(terminology), homeOf },
    derivations: derivationsOf(types),
  };
  const searching = makeSearching(files, { base, standard }, load);
  const { parameters, written: writing } = searching;
  const events = eventIndexer(parameters, hash, { hashOnce });
  const rules: Rules = {
    parameters,
    published: publishing(knowledge, (resource) =>
      hashed(extract(parameters, resource, PUBLISHED_ANYTIME), hash),
    ),
    knows: (type) => files.homes.has(type),
    homeOf,
    validate: (resource, { claims }) =>
      claims ? validateAsClaimed(validator, resource) : validator.validate(resource),
    index: indexing(writing, hash),
    indexSearched: indexing(parameters, hash),
    indexForm: (index) => events.ofForm(index),
    indexEvent: (pairs, about) => events.ofEvent(pairs, about.map(aboutToken)),
    tokensOfEvent: eventReader(parameters, (clear) =>
      OF_ANY_PARTY.test(clear) || OF_A_VERSION.test(clear) ? undefined : hash(clear),
    ),
    matrix: habilitationOf(files.matrix, types),
    classOf: (system, code) => types.classOfType(system ?? '', code),
  };
  const { structure } = files.validation;
  const xml = makeFhirXml(structure);
  const subsetting = makeSubsetting(structure);
  const all = [...files.homes.keys()];
  const take = (next: Load): void => {
    searching.take(next);
    knowledge.take(next.packages);
  };
  return { rules, types: all, validator, xml, subsetting, terminology, knowledge, take };
}

function indexing(parameters: SearchParameters, hash: Hashes['token']): Rules['index'] {
  return (resource, facts, circumstances) => {
    const raw = extract(parameters, resource, circumstances);
    const ofFacts = factTokens(resource.resourceType, facts);
    const entry = hashed({ ...raw, tokens: [...raw.tokens, ...ofFacts] }, hash);
    // What waits for its release is looked for across all dossiers.
    const awaits = raw.wide.length === 0 && facts.labels.includes('INVISIBLE_PATIENT');
    return awaits ? { ...entry, wide: [hash(labelToken('INVISIBLE_PATIENT'))] } : entry;
  };
}

/** The matrix made ready. Throws an Error that lists its faults: nothing is served by a bad one. */
function habilitationOf(data: unknown, types: DocumentTypes): Habilitation {
  const known = types.all.map(({ system, code }) => `${system}|${code}`);
  const read = readMatrix(data, new Set(known));
  if ('matrix' in read) return makeHabilitation(read.matrix);
  throw new Error(`profiles/access-matrix.json: ${read.faults.join('; ')}`);
}

/** What is published of a type: made ready when it is asked for, once for each load. */
function publishing(
  { published }: Knowledge,
  index: (resource: Resource) => IndexEntry,
): Rules['published'] {
  const none = {
    of: [],
    types: new Set<string>(),
    byType: new Map<string, readonly Publication[]>(),
  };
  let made: Omit<typeof none, 'of'> & { readonly of: readonly Resource[] } = none;
  return (type) => {
    const of = published();
    if (made.of !== of) {
      const types = new Set([...FILED_TYPES, ...of.map(({ resourceType }) => resourceType)]);
      made = { of, types, byType: new Map() };
    }
    // Every read and search asks, nearly all for other types.
    if (!made.types.has(type)) return undefined;
    const ready = made.byType.get(type) ?? publications(publishedOf(type, of), index);
    made.byType.set(type, ready);
    return ready;
  };
}

function publishedOf(type: string, all: readonly Resource[]): readonly Published[] {
  const others = all.filter(({ resourceType }) => resourceType === type);
  return [...readFiled(type), ...others.map((resource) => ({ resource }))];
}

/** Read from the body, any party may pass for the patient; an event notes its patient only. */
const OF_ANY_PARTY = /^patient(:identifier‖|‖present)/;

/** An event about a version is found by the resource alone. */
const OF_A_VERSION = /\/_history\/\d+$/;

/** What the program publishes has no moment at which it was written. */
const PUBLISHED_ANYTIME = { written: 0, everywhere: false };

/**
 * Base R4 and every known profile the resource claims; an issue that two of them find is told once.
 */
function validateAsClaimed(validator: Validator, resource: Resource): readonly Issue[] {
  const [first, ...others] = validator.profilesOf(resource);
  const issues = validator.validate(resource, first);
  const more = others.flatMap((profile) => validator.validate(resource, profile));
  const seen = new Set(issues.map((issue) => JSON.stringify(issue)));
  return [...issues, ...more.filter((issue) => !seen.has(JSON.stringify(issue)))];
}
