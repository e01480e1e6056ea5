/**
 * What a reference to a contained resource is found by: IHE MHD keeps authors inside the document's
 * entry, and a search by `author.family` must find them there. Only chains that a parameter
 * declares are followed. https://profiles.ihe.net/ITI/MHD/ITI-67.html
 */
import { containedIn, gather, type Gathering } from './gather.js';
import { CHAIN_DEPTH_MAX, type Parameter, type SearchableType } from '../parameters.js';
import { select } from './select.js';
import { containedKey } from './tokens.js';

/**
 * Indexes what the parameter's declared chains find in contained resources that `nodes` refer to.
 */
export function indexContained(into: Gathering, param: Parameter, nodes: readonly unknown[]): void {
  for (const chain of param.contained ?? []) {
    follow(into, { key: param.code, param, nodes, depth: 0 }, chain.split('.'));
  }
}

/** The values of a reference parameter, and under which key they stand. */
interface From {
  readonly key: string;
  readonly param: Parameter;
  readonly nodes: readonly unknown[];
  /** References followed so far: contained resources may refer to each other in a circle. */
  readonly depth: number;
}

function follow(into: Gathering, from: From, chain: readonly string[]): void {
  if (from.depth >= CHAIN_DEPTH_MAX) return;
  for (const node of from.nodes) {
    const resource = containedIn(into.resource, node);
    const name = String(resource?.['resourceType']);
    const type = isTarget(from.param, name) ? into.parameters.types.get(name) : undefined;
    if (type !== undefined) step(into, { from, type, resource }, throughTo(type, chain));
  }
}

function isTarget(param: Parameter, type: string): boolean {
  return param.targets?.includes(type) ?? true;
}

interface Here {
  readonly from: From;
  readonly type: SearchableType;
  readonly resource: unknown;
}

function step(into: Gathering, here: Here, [code = '', ...rest]: readonly string[]): void {
  const { from, type, resource } = here;
  const param = type.parameters.get(code);
  if (param === undefined) return;
  const key = containedKey(from.key, type.name) + code;
  const nodes = param.paths.flatMap((path) => select(resource, path));
  const values = gather(into, key, param, nodes);
  if (rest.length > 0) follow(into, { key, param, nodes: values, depth: from.depth + 1 }, rest);
}

/** A short chain in full: the family name of a role is that of who holds it. */
function throughTo(type: SearchableType, chain: readonly string[]): readonly string[] {
  const [code = '', ...rest] = chain;
  const full = type.parameters.has(code) ? undefined : type.through?.[code];
  return full === undefined ? chain : [...full.split('.'), ...rest];
}
