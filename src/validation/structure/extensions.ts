/**
 * Extensions whose definition is known: what it asks of them, where they may stand, and which parts
 * they have. https://hl7.org/fhir/R4/defining-extensions.html
 */
import { withoutVersion } from '../../fhir/reference.js';
import { objects, text as textOf } from '../../fhir/elements.js';
import type { JsonObject } from '../../fhir/json.js';
import type { StructureTable } from '../../fhir/structure.js';
import { isAbsolute } from '../r4/uri.js';
import type { CompiledProfile, Node } from './compiled.js';
import { isInContext } from './contexts.js';
import { extensionsIn, type ExtensionPlace } from './inside.js';
import { judgeProfile } from './judge.js';
import type { Judging, Knowledge } from './judging.js';
import { say } from '../said/profiles.js';

/** Reports what is wrong with the extensions anywhere in a resource. */
export function judgeExtensions(
  { compiled, structure }: Knowledge,
  begin: (profile: CompiledProfile) => Judging,
  resource: JsonObject,
  at: string,
): void {
  for (const place of extensionsIn(resource, at)) {
    const profile = compiled.get(withoutVersion(place.url));
    if (profile?.type !== 'Extension') continue;
    const one = begin(profile);
    judgeProfile({ ...one, resource, root: resource }, profile, place);
    judgePlace(one, profile, place, structure);
    judgeNames(one, profile, place);
  }
}

function judgePlace(
  one: Judging,
  { url, contexts, modifier }: CompiledProfile,
  { at, within, isModifier }: ExtensionPlace,
  structure: StructureTable,
): void {
  const isMeant = modifier === true;
  if (isModifier !== isMeant) one.error('structure', at, say.wrongModifier(isMeant));
  if (contexts === undefined || isInContext(contexts, within, structure)) return;
  one.error('structure', at, say.wrongContext(url, contexts));
}

/** The parts of an extension have the names that its definition gives; others have a canonical. */
function judgeNames(one: Judging, { root }: CompiledProfile, { value, at }: ExtensionPlace): void {
  const parts = root.children?.find(({ name }) => name === 'extension')?.slices ?? [];
  const known = parts.flatMap(nameOf);
  if (known.length === 0) return;
  objects(value['extension']).forEach(({ url }, index) => {
    const name = textOf(url);
    if (name === undefined || isAbsolute(name) || known.includes(name)) return;
    one.error('structure', `${at}.extension[${index}]`, say.unknownPart(name, known));
  });
}

/** The url by which a part is told. */
function nameOf({ children = [], slice = '' }: Node): string {
  const fixed = children.find(({ name }) => name === 'url')?.fixed;
  return typeof fixed === 'string' ? fixed : slice;
}
