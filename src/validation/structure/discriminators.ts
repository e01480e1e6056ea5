/**
 * How one slice answers a discriminator: the test that a value must pass to belong to it.
 * https://hl7.org/fhir/R4/profiling.html#discriminator
 */
import type { CompiledProfile, Node, Test } from './compiled.js';

/** Finds a compiled profile or extension by canonical. */
export type Find = (url: string) => CompiledProfile | undefined;

/** The test of one discriminator; none where the slice says nothing that could be tested. */
export function testsOf(
  slice: Node,
  { type, path }: { readonly type: string; readonly path: string },
  find: Find,
): Test[] {
  const steps = stepsOf(path);
  const url = urlOfExtension(slice, steps);
  if (url !== undefined) return [fitting(steps, { name: 'url', fixed: url })];
  const node = nodeAt(slice, steps, find);
  if (node === undefined) return [];
  switch (type) {
    case 'exists':
      return existence(steps, node);
    case 'type':
      return typesTest(steps, node, find);
    case 'profile':
      return profileTest(steps, node, find);
    default:
      return [fitting(steps, node)];
  }
}

/** `a.b`, `$this`, `resolve()`, `ofType(X)` and `extension('url')` as a list of steps. */
function stepsOf(path: string): string[] {
  const steps = path.match(/extension\([^)]*\)|ofType\([^)]*\)|resolve\(\)|[^.]+/g) ?? [];
  return steps.filter((step) => step !== '$this').map((step) => step.replace(/['"]/g, ''));
}

function fitting(path: readonly string[], node: Node): Test {
  return { kind: 'value', path, fits: node };
}

/** An extension's url is the canonical of its definition, whether that is known or not. */
function urlOfExtension(slice: Node, steps: readonly string[]): string | undefined {
  if (steps.length !== 1 || steps[0] !== 'url') return undefined;
  return slice.types?.find(({ code }) => code === 'Extension')?.profiles?.[0];
}

/** The node that a path leads to inside a node, through the profiles of parts. */
function nodeAt(node: Node, steps: readonly string[], find: Find): Node | undefined {
  const [step, ...others] = steps;
  if (step === undefined) return node;
  const here = stepFrom(node, step, find);
  const found = here && nodeAt(here, others, find);
  if (found) return found;
  for (const url of profilesOf(node)) {
    const inner = find(url)?.root;
    const through = inner && nodeAt(inner, steps, find);
    if (through) return through;
  }
  return undefined;
}

function profilesOf(node: Node): readonly string[] {
  return node.types?.flatMap(({ profiles = [] }) => profiles) ?? [];
}

function stepFrom(node: Node, step: string, find: Find): Node | undefined {
  if (step === 'resolve()') return targetNode(node, find);
  const argument = /^(ofType|extension)\((.*)\)$/.exec(step);
  if (argument?.[1] === 'ofType') return ofType(node, argument[2] ?? '');
  if (argument?.[1] === 'extension') return extensionNode(node, argument[2] ?? '');
  return node.children?.find(({ name }) => name === step || name === `${step}[x]`);
}

function ofType(node: Node, type: string): Node {
  const slice = node.slices?.find(({ types }) => types?.every(({ code }) => code === type));
  return slice ?? node;
}

function extensionNode(node: Node, url: string): Node | undefined {
  const extensions = node.children?.find(({ name }) => name === 'extension');
  return extensions?.slices?.find((slice) => profilesOf(slice).includes(url));
}

const CORE = 'http://hl7.org/fhir/StructureDefinition/';

/** What a reference leads to, as a node whose types are those of the targets. */
function targetNode(node: Node, find: Find): Node | undefined {
  const targets = node.types?.flatMap((rule) => rule.targets ?? []) ?? [];
  if (targets.length === 0) return undefined;
  const types = targets.map((url) => {
    const code = find(url)?.type ?? url.replace(CORE, '');
    return code === url.replace(CORE, '') ? { code } : { code, profiles: [url] };
  });
  return { name: node.name, types };
}

function existence(path: readonly string[], node: Node): Test[] {
  if (node.max === 0) return [{ kind: 'exists', path, exists: false }];
  return (node.min ?? 0) > 0 ? [{ kind: 'exists', path, exists: true }] : [];
}

function typesTest(path: readonly string[], node: Node, find: Find): Test[] {
  const types = node.types?.map(({ code, profiles }) => find(profiles?.[0] ?? '')?.type ?? code);
  return types === undefined ? [] : [{ kind: 'type', path, types }];
}

function profileTest(path: readonly string[], node: Node, find: Find): Test[] {
  const profiles = profilesOf(node).filter((url) => !url.startsWith(CORE));
  if (profiles.length === 0) return typesTest(path, node, find);
  return [{ kind: 'profile', path, profiles }];
}
