/**
 * The search parameters that the CapabilityStatement names: those that work, no others.
 * https://hl7.org/fhir/R4/capabilitystatement.html#CapabilityStatement.rest.resource.searchParam
 */
import type { ParameterType, SearchableType, SearchParameters } from './parameters.js';

/** One `searchParam` of a CapabilityStatement. */
export interface DeclaredParameter {
  readonly name: string;
  readonly definition: string;
  readonly type: ParameterType;
  readonly documentation: string;
}

/** The parameters of a type, then the chains it names; none for a type that is not searchable. */
export function declaredParameters(
  parameters: SearchParameters,
  type: string,
): readonly DeclaredParameter[] {
  const searched = parameters.types.get(type);
  if (searched === undefined) return [];
  const own = [...searched.parameters.keys()].flatMap((code) => shown(searched, code, code));
  const chains = (searched.chains ?? []).flatMap((name) => chained(parameters, searched, name));
  return [...own, ...chains];
}

function shown(type: SearchableType, code: string, name: string): DeclaredParameter[] {
  const param = type.parameters.get(code);
  if (param === undefined) return [];
  return [
    { name, definition: param.definition, type: param.type, documentation: param.documentation },
  ];
}

/** A chain is shown as the parameter it ends in, of the first type that has it. */
function chained(
  parameters: SearchParameters,
  from: SearchableType,
  name: string,
): DeclaredParameter[] {
  const [code = '', end = ''] = name.split('.');
  const targets = from.parameters.get(code)?.targets ?? [];
  const types = targets.flatMap((target) => parameters.types.get(target) ?? []);
  const leadsTo = types.find((type) => type.parameters.has(end));
  return leadsTo === undefined ? [] : shown(leadsTo, end, name);
}

/** `Type:parameter` of what a search of a type can include, and be asked to be included with. */
export interface DeclaredIncludes {
  readonly searchInclude: readonly string[];
  readonly searchRevInclude: readonly string[];
}

/** Those of each type: all references are looked through once, for every type leads to others. */
export function declaredIncludes(parameters: SearchParameters): (type: string) => DeclaredIncludes {
  const from = new Map<string, string[]>();
  const to = new Map<string, string[]>();
  for (const { type, name, targets } of linksIn(parameters)) {
    append(from, type, name);
    for (const target of new Set(targets)) append(to, target, name);
  }
  return (type) => ({ searchInclude: from.get(type) ?? [], searchRevInclude: to.get(type) ?? [] });
}

interface Link {
  readonly type: string;
  readonly name: string;
  readonly targets?: readonly string[] | undefined;
}

function linksIn({ types }: SearchParameters): Link[] {
  return [...types.values()]
    .filter(({ strings }) => strings !== 'events')
    .flatMap(({ name: type, parameters }) =>
      [...parameters.values()]
        .filter((param) => param.type === 'reference')
        .map(({ code, targets }) => ({ type, name: `${type}:${code}`, targets })),
    );
}

function append(names: Map<string, string[]>, type: string, name: string): void {
  const own = names.get(type);
  if (own === undefined) names.set(type, [name]);
  else own.push(name);
}
