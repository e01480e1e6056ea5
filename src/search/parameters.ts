/**
 * What can be searched for: the types and parameters of R4 (`profiles/r4/search-parameters.json`),
 * and over them those declared in `profiles/search-parameters.json`, made ready for parsing and
 * indexing. Adding a parameter is adding a line to the latter.
 * https://hl7.org/fhir/R4/searchparameter-registry.html
 */
import { compilePath, type Path } from './indexing/select.js';
import type { Terms } from './terms.js';

/** References that one chain may follow, in a search and among contained resources. */
export const CHAIN_DEPTH_MAX = 3;

/** The kinds of parameters this server compares. https://hl7.org/fhir/R4/search.html#ptypes */
export type ParameterType =
  | 'token'
  | 'string'
  | 'date'
  | 'reference'
  | 'uri'
  | 'number'
  | 'quantity'
  | 'composite'
  /** A position: `Location.near`. */
  | 'special';

/** Codes that, when asked for, also find other codes of the same system (decision 22). */
interface Alias {
  readonly system: string;
  readonly codes: readonly string[];
  readonly also: readonly string[];
}

/** A part of a composite as the data file has it. */
export interface PartData {
  readonly type: ParameterType;
  readonly paths: readonly string[];
  readonly targets?: readonly string[];
  readonly system?: string;
  readonly codes?: readonly string[];
  readonly below?: boolean;
}

/** A parameter as the data file has it. */
export interface ParameterData {
  readonly type: ParameterType;
  /** Alternatives, each in the language of `select.ts`. */
  readonly paths: readonly string[];
  /** Canonical URL of its SearchParameter. */
  readonly definition: string;
  readonly documentation: string;
  /** Of a reference: the types it may name. Absent: any. */
  readonly targets?: readonly string[];
  /** Of a reference: values that name another type are not values of this parameter. */
  readonly only?: boolean;
  /** Of a reference: the chains that are also looked up in contained resources. */
  readonly contained?: readonly string[];
  /** Of a token whose element is a bare code: the system all its values are of; '' for none. */
  readonly system?: string;
  /** Of a token: all the codes there are; others are refused. */
  readonly codes?: readonly string[];
  /** Of a token: whether case makes no difference. */
  readonly caseless?: boolean;
  /** Of a token: the code that stands for an absent element. */
  readonly absent?: string;
  /** Of a token: the value is whether the element is there and not false. */
  readonly exists?: boolean;
  readonly aliases?: readonly Alias[];
  /** Of a token: the name of the rule that derives values beside those of the element. */
  readonly derived?: string;
  /** Of a string that is indexed by its words: false where they are found whole only. */
  readonly prefixes?: boolean;
  /** Of a string: found by whole words, in any order, of the narrative or of all content. */
  readonly fullText?: FullText;
  /** Of a uri: whether it is also found by what it begins with (`:below`). */
  readonly below?: boolean;
  /** Another parameter of the type that has the same values: this one is asked of its index. */
  readonly same?: string;
  /** Of a composite: its two parts, whose paths begin at what the composite selects. */
  readonly components?: readonly PartData[];
}

/** Whose words a parameter looks for: of the narrative, or of all texts too. */
export type FullText = 'narrative' | 'content';

/** How a type's strings are indexed: sealed texts; texts and word tokens; word tokens alone. */
export type StringIndex = 'sealed' | 'words' | 'events';

interface TypeData {
  readonly strings: StringIndex;
  /** Searched across streams: all its tokens are wide. */
  readonly across?: boolean;
  /** The date parameter that orders results by default. */
  readonly main?: string;
  /** Short chains through this type, by their first word: `family` → `practitioner.family`. */
  readonly through?: Readonly<Record<string, string>>;
  /** Chains that the CapabilityStatement names. */
  readonly chains?: readonly string[];
  /** Where a query names the patient: in these reference parameters, or by being about patients. */
  readonly patient?: { readonly references?: readonly string[]; readonly itself?: boolean };
  readonly parameters: Readonly<Record<string, ParameterData>>;
}

interface Data {
  /** Spellings of a code system that are the same as another. */
  readonly codeSystems: Readonly<Record<string, string>>;
  readonly shared: Readonly<Record<string, ParameterData>>;
  readonly types: Readonly<Record<string, TypeData>>;
}

/** A compartment as R4 defines it. */
interface CompartmentData {
  /** Canonical URL of its CompartmentDefinition. */
  readonly definition: string;
  /** For each type in it the parameters of which one names the compartment; `_id`: itself. */
  readonly types: Readonly<Record<string, readonly string[]>>;
}

/** For each rule's name the values a resource has by it. */
export type Derivations = Readonly<
  Record<string, (resource: Readonly<Record<string, unknown>>) => readonly unknown[]>
>;

/** What R4 declares, and the element by which each type belongs to a dossier. */
export interface Standard {
  readonly terms: Terms;
  /** Rules by which a resource has values that are not written in it, as nodes of the element. */
  readonly derivations: Derivations;
  readonly types: Readonly<Record<string, TypeData['parameters']>>;
  /** By the type whose compartment it is. */
  readonly compartments: Readonly<Record<string, CompartmentData>>;
  readonly homeOf: (type: string) => string | null;
}

/** A parameter, ready. */
export interface Parameter extends Omit<ParameterData, 'paths' | 'components'> {
  readonly code: string;
  readonly paths: readonly Path[];
  readonly components?: readonly Parameter[];
}

/** A searchable type, ready. */
export interface SearchableType extends Omit<TypeData, 'parameters'> {
  readonly name: string;
  /** Whether it is R4's alone: the data file has nothing to say of it. */
  readonly standard: boolean;
  readonly parameters: ReadonlyMap<string, Parameter>;
}

/** All that can be searched for on this server. */
export interface SearchParameters {
  /** This server's base URL, without a last slash. */
  readonly base: string;
  readonly types: ReadonlyMap<string, SearchableType>;
  readonly compartments: Standard['compartments'];
  /** What value sets and hierarchies of codes mean. */
  readonly terms: Terms;
  readonly derivations: Derivations;
  /** The one spelling of a code system under which its codes are indexed. */
  systemOf(system: string): string;
}

/**
 * Makes the declared parameters ready. `data` is the parsed data file, `standard` what stands under
 * it; a fault in it throws at start.
 */
export function searchParameters(
  data: unknown,
  base: string,
  standard: Standard,
): SearchParameters {
  // The one place where the data file is believed: a test reads all of it.
  const { codeSystems, shared, types } = data as Data;
  const spellings = new Map(Object.entries(codeSystems));
  const ofAll = Object.entries(shared).map(readyParameter);
  const names = Object.keys({ ...standard.types, ...types });
  const made = names.map((name) => {
    const own = types[name];
    return { ...(own ?? standardType(standard, name)), name, standard: own === undefined };
  });
  return {
    base: base.replace(/\/+$/, ''),
    types: new Map(made.map((type) => [type.name, ready(type, ofAll, standard.types[type.name])])),
    compartments: standard.compartments,
    terms: standard.terms,
    derivations: standard.derivations,
    systemOf: (system) => spellings.get(system) ?? system,
  };
}

/** What stands before any definition that a package brings (`defining/define.ts`). */
export interface Declared {
  /** The parameter of a type, its definition a whole canonical. */
  readonly declared: (type: string, code: string) => ParameterData | undefined;
  readonly codesOf: (type: string) => readonly string[];
  /** Whether values of a type are noted as it is written, and nothing else is looked at. */
  readonly isNoted: (type: string) => boolean;
}

/** What the data file and R4 declare. */
export function declaredIn(data: unknown, standard: Standard['types']): Declared {
  const { shared, types } = data as Data; // as in `searchParameters`
  const of = (type: string): TypeData['parameters'] => {
    return { ...standard[type], ...shared, ...types[type]?.parameters };
  };
  return {
    declared: (type, code) => {
      const all = of(type);
      const found = Object.hasOwn(all, code) ? all[code] : undefined;
      return found && { ...found, definition: canonicalOf(found.definition) };
    },
    codesOf: (type) => Object.keys(of(type)),
    isNoted: (type) => types[type]?.strings === 'events',
  };
}

type Named = TypeData & Pick<SearchableType, 'name' | 'standard'>;

/** A type that the data file leaves to R4: sealed strings, found by the patient it is about. */
function standardType({ types, homeOf }: Standard, name: string): TypeData {
  const home = homeOf(name);
  const naming = Object.entries(types[name] ?? {}).filter(([, { type, paths }]) => {
    return type === 'reference' && home !== null && paths.join() === home;
  });
  const references = naming.map(([code]) => code);
  return {
    strings: 'sealed',
    ...(references.length === 0 ? {} : { patient: { references } }),
    parameters: {},
  };
}

function ready(
  type: Named,
  ofAll: readonly [string, Parameter][],
  standard: TypeData['parameters'] = {},
): SearchableType {
  const own = Object.entries({ ...standard, ...type.parameters }).map(readyParameter);
  const shared = ofAll.filter(
    ([, { fullText }]) => fullText === undefined || hasWords(type, fullText),
  );
  return { ...type, parameters: new Map([...shared, ...own]) };
}

/** Types that have no narrative: all others are DomainResources. */
const NO_NARRATIVE: readonly string[] = ['Binary', 'Bundle', 'Parameters'];

/** Events are written by this server: they have no narrative, and codes that are known. */
function hasWords({ name, strings }: Named, of: FullText): boolean {
  return strings !== 'events' && (of === 'content' || !NO_NARRATIVE.includes(name));
}

const OF_R4 = 'http://hl7.org/fhir/SearchParameter/';

function canonicalOf(definition: string): string {
  return definition.includes(':') ? definition : OF_R4 + definition;
}

function readyParameter([code, parameter]: [string, ParameterData]): [string, Parameter] {
  const { paths, components, definition, ...others } = parameter;
  const own = {
    ...others,
    code,
    definition: canonicalOf(definition),
    paths: paths.map(compilePath),
  };
  return [code, components === undefined ? own : { ...own, components: partsOf(own, components) }];
}

/** Faults of a part are told of the composite. */
function partsOf(own: Parameter, parts: readonly PartData[]): Parameter[] {
  const { code, definition, documentation } = own;
  return parts.map((part) => {
    return { ...part, code, definition, documentation, paths: part.paths.map(compilePath) };
  });
}
