/**
 * `ConceptMap/$translate`: a code in another code system, such as the European type of a French
 * document. Without a map named, every map is asked that suits.
 * https://hl7.org/fhir/R4/conceptmap-operation-translate.html
 */
import { both } from '../../fhir/language.js';
import { withoutVersion } from '../../fhir/reference.js';
import { object, text } from '../../fhir/elements.js';
import type { Resource } from '../../fhir/resource.js';
import { translate, type Match } from '../../terminology/concept-map.js';
import { flagOf, textOf, type Given } from '../given.js';
import type { Invocation, Operation } from '../operation.js';
import { codesOf, parameters, some, stringOut, type AskedCode, type Out } from './codes.js';
import { canonicalOf, storedMaps, subjectOf, unknown } from './known.js';
import type { TerminologyNeeds } from './known.js';
import { refuseUnserved } from './unserved.js';

/** The operation. */
export function translateOperation(needs: TerminologyNeeds): Operation {
  return {
    name: 'translate',
    definition: 'http://hl7.org/fhir/OperationDefinition/ConceptMap-translate',
    levels: ['type', 'instance'],
    types: ['ConceptMap'],
    changes: false,
    run: async (invocation) => ({ body: await translated(needs, invocation) }),
  };
}

const NAMES = { code: 'code', system: 'system', version: 'version', coding: 'coding' };

async function translated(needs: TerminologyNeeds, invocation: Invocation): Promise<Buffer> {
  const { given, caller, asked } = invocation;
  refuseUnserved(given, ['dependency']);
  const codes = codesOf(given, NAMES);
  const stored = await storedMaps(needs, invocation);
  const all = [...stored, ...needs.terminology.conceptMaps];
  const maps = await mapsOf(needs, invocation, all);
  const mapOf = (canonical: string): Resource | undefined => all.find(isNamed(canonical));
  const found = codes.flatMap((code) =>
    maps.flatMap((map) =>
      translate(map, translating(given, code), mapOf).map((match) => ({ map, match })),
    ),
  );
  await needs.records.performed(caller, asked);
  const isFound = found.some(({ match }) => !NONE.includes(match.equivalence));
  return parameters([
    { name: 'result', valueBoolean: isFound },
    stringOut('message', isFound ? undefined : 'No map that is known here has a translation.'),
    ...found.map(({ map, match }) => matchOut(map, match)),
  ]);
}

/** Equivalences that say that there is no translation. */
const NONE: readonly string[] = ['unmatched', 'disjoint'];

function translating(given: Given, { system, code }: AskedCode): Parameters<typeof translate>[1] {
  const targetSystem = textOf(given, 'targetsystem');
  const reverse = flagOf(given, 'reverse') === true;
  return { code, reverse, ...some({ system, targetSystem }) };
}

/** The map at the address, the one sent, the one named, or all that suit. */
async function mapsOf(
  needs: TerminologyNeeds,
  invocation: Invocation,
  all: readonly Resource[],
): Promise<readonly Resource[]> {
  const { given } = invocation;
  const subject = await subjectOf(needs, invocation, 'conceptMap');
  if (subject !== undefined) return [subject];
  const canonical = canonicalOf(given, 'url', 'conceptMapVersion');
  if (canonical === undefined) return all.filter(suits(given));
  const named = all.find(isNamed(canonical));
  if (named === undefined)
    throw unknown(
      both(
        `The concept map ${canonical.slice(0, 300)}`,
        `La table de correspondance ${canonical.slice(0, 300)}`,
      ),
    );
  return [named];
}

function isNamed(canonical: string): (map: Resource) => boolean {
  const [url, version] = canonical.split('|');
  return (map) => map['url'] === url && (version ?? map['version']) === map['version'];
}

/** Whether a map is from and to the value sets named; `source` and `target` name them. */
function suits(given: Given): (map: Resource) => boolean {
  const isReverse = flagOf(given, 'reverse') === true;
  const [source, target] = ['source', 'target'].map((name) => textOf(given, name));
  const [from, to] = isReverse ? [target, source] : [source, target];
  const isAt = (map: Resource, side: string, wanted: string | undefined): boolean => {
    const own = text(map[`${side}Canonical`]) ?? text(map[`${side}Uri`]);
    return wanted === undefined || withoutVersion(own ?? '') === withoutVersion(wanted);
  };
  return (map) => isAt(map, 'source', from) && isAt(map, 'target', to);
}

function matchOut(map: Resource, { equivalence, concept, products }: Match): Out {
  const url = text(map['url']);
  return {
    name: 'match',
    part: [
      { name: 'equivalence', valueCode: equivalence },
      ...(concept === undefined ? [] : [{ name: 'concept', valueCoding: concept }]),
      ...products.map((product) => ({ name: 'product', part: productParts(product) })),
      ...(url === undefined ? [] : [{ name: 'source', valueUri: url }]),
    ],
  };
}

function productParts(product: Record<string, unknown>): object[] {
  const { property, system, value, display } = object(product) ?? {};
  return [
    { name: 'element', valueUri: property },
    { name: 'concept', valueCoding: { ...some({ system, display }), code: value } },
  ];
}
