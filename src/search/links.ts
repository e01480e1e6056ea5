/**
 * The references by which one resource leads to others: for `_include`, `_revinclude` and `_has`.
 * https://hl7.org/fhir/R4/search.html#include
 */
import { parseReference } from '../fhir/reference.js';
import type { Resource } from '../fhir/resource.js';
import type { Include } from './conditions.js';
import { isElement, listOf, select, textOf } from './indexing/select.js';
import type { Parameter, SearchableType, SearchParameters } from './parameters.js';

/** `Type/id` of what a resource refers to in a parameter's elements, each once. */
export function targetsOf(
  parameters: SearchParameters,
  resource: Resource,
  param: Parameter,
): string[] {
  const nodes = param.paths.flatMap((path) => select(resource, path));
  const targets = nodes.flatMap((node) => {
    const text = typeof node === 'string' ? node : textOf(node, 'reference');
    const reference = text === undefined ? undefined : parseReference(text, parameters.base);
    if (reference?.kind !== 'local') return [];
    const { type, id } = reference.address;
    const isValue = param.only !== true || (param.targets?.includes(type) ?? true);
    return isValue ? [`${type}/${id}`] : [];
  });
  return [...new Set(targets)];
}

/** `Type/id` of what is to be included with a resource by what it refers to. */
export function includedBy(
  parameters: SearchParameters,
  resource: Resource,
  include: Include,
): string[] {
  const type = parameters.types.get(resource.resourceType);
  if (type === undefined) return [];
  return linksOf(type, include)
    .flatMap((param) => targetsOf(parameters, resource, param))
    .filter((target) => include.to === undefined || target.startsWith(`${include.to}/`));
}

/** The reference parameters of a type that an include follows; none where it names another type. */
export function linksOf(type: SearchableType, { from, code }: Include): Parameter[] {
  if (from !== undefined && from !== type.name) return [];
  const all = [...type.parameters.values()].filter((param) => param.type === 'reference');
  return code === undefined ? all : all.filter((param) => param.code === code);
}

/** What stands in a List now, by reference: its entries that are not flagged as deleted. */
export function listItems(list: Resource): string[] {
  return listOf(list['entry'])
    .filter((entry) => isElement(entry) && entry['deleted'] !== true)
    .flatMap((entry) => textOf((entry as { item?: unknown }).item, 'reference') ?? []);
}
