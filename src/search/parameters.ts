/**
 * What can be searched for: the types and parameters declared in `profiles/search-parameters.json`,
 * made ready for parsing and indexing. Adding a parameter is adding a line to that file.
 * https://hl7.org/fhir/R4/searchparameter-registry.html
 */
import { compilePath, type Path } from './indexing/select.js';

/** References that one chain may follow, in a search and among contained resources. */
export const CHAIN_DEPTH_MAX = 3;

/** The kinds of parameters this server compares. https://hl7.org/fhir/R4/search.html#ptypes */
export type ParameterType = 'token' | 'string' | 'date' | 'reference' | 'uri';

/** Codes that, when asked for, also find other codes of the same system (decision 22). */
interface Alias {
  readonly system: string;
  readonly codes: readonly string[];
  readonly also: readonly string[];
}

/** A parameter as the data file has it. */
interface ParameterData {
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
  /** Of a string that is indexed by its words: false where they are found whole only. */
  readonly prefixes?: boolean;
}

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

/** A parameter, ready. */
export interface Parameter extends Omit<ParameterData, 'paths'> {
  readonly code: string;
  readonly paths: readonly Path[];
}

/** A searchable type, ready. */
export interface SearchableType extends Omit<TypeData, 'parameters'> {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, Parameter>;
}

/** All that can be searched for on this server. */
export interface SearchParameters {
  /** This server's base URL, without a last slash. */
  readonly base: string;
  readonly types: ReadonlyMap<string, SearchableType>;
  /** The one spelling of a code system under which its codes are indexed. */
  systemOf(system: string): string;
}

/**
 * Makes the declared parameters ready. `data` is the parsed data file; a fault in it throws at
 * start.
 */
export function searchParameters(data: unknown, base: string): SearchParameters {
  // The one place where the data file is believed: a test reads all of it.
  const declared = data as Data;
  const spellings = new Map(Object.entries(declared.codeSystems));
  return {
    base: base.replace(/\/+$/, ''),
    types: new Map(Object.entries(declared.types).map((type) => ready(type, declared.shared))),
    systemOf: (system) => spellings.get(system) ?? system,
  };
}

function ready([name, type]: [string, TypeData], shared: Data['shared']): [string, SearchableType] {
  const parameters = Object.entries({ ...shared, ...type.parameters });
  return [name, { ...type, name, parameters: new Map(parameters.map(readyParameter)) }];
}

function readyParameter([code, parameter]: [string, ParameterData]): [string, Parameter] {
  return [code, { ...parameter, code, paths: parameter.paths.map(compilePath) }];
}
