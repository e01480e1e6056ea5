/** Resources of any type, as the table of structure allows them, with values that are hard in XML. */
import fc from '../../fixtures/property.js';
import { numberFrom, type JsonObject } from '../../../src/fhir/json.js';
import type { ElementRow, StructureTable } from '../../../src/fhir/structure.js';

const DEPTH_MAX = 5;
const NUMBERS = ['0', '-1', '1.00', '0.010', '1e3', '1.5E-7', '123456789012345678.90', '-0.0'];
const TEXTS = [
  ...['a', ' a ', '<b>', '&amp;', '"\'', 'a\tb\nc\rd\r\n', 'é ̈ 😀', '\u2028', ']]>', '<!-- -->'],
];
const DIV =
  '<div xmlns="http://www.w3.org/1999/xhtml">\n <p id="x">é &lt; <!-- </div> --><br/></p></div>';

/** How far each choice goes: a number below a bound. */
type Pick = (bound: number) => number;

/** Any resource of a type. */
export function anyResource(table: StructureTable, type: string): fc.Arbitrary<JsonObject> {
  return fc.infiniteStream(fc.nat(0xffff)).map((stream) => {
    const pick: Pick = (bound) => Number(stream.next().value) % bound;
    return { resourceType: type, ...content(table, { type, depth: 0, isResource: true }, pick) };
  });
}

interface At {
  readonly type: string;
  readonly depth: number;
  readonly isResource: boolean;
}

function content(table: StructureTable, at: At, pick: Pick): JsonObject {
  const object: JsonObject = {};
  const likely = at.depth < 2 ? 3 : 6;
  for (const [element, row] of elementsOf(at.type, table)) {
    if (pick(likely) > 0) continue;
    const type = row.types[pick(row.types.length)] ?? '';
    fill(table, object, { element, row, type, depth: at.depth }, pick);
  }
  // Nothing is empty.
  if (Object.keys(object).length === 0) object[at.isResource ? 'language' : 'id'] = 'x';
  return object;
}

interface Filling {
  readonly element: string;
  readonly row: ElementRow;
  readonly type: string;
  readonly depth: number;
}

function fill(table: StructureTable, object: JsonObject, filling: Filling, pick: Pick): void {
  const { element, row, type, depth } = filling;
  const name = nameOf(element, type);
  const count = row.max === undefined ? 1 : 1 + pick(3);
  const isPrimitive = !Object.hasOwn(table.types, type);
  if (!isPrimitive && depth >= DEPTH_MAX) return;
  const values = Array.from({ length: count }, () => valueOf(table, type, depth, pick));
  if (isPrimitive && row.attribute === undefined && type !== 'xhtml')
    return fillPrimitive(object, { name, isMany: row.max !== undefined, values }, pick);
  object[name] = row.max === undefined ? values[0] : values;
}

interface Primitives {
  readonly name: string;
  readonly isMany: boolean;
  readonly values: readonly unknown[];
}

function fillPrimitive(object: JsonObject, { name, isMany, values }: Primitives, pick: Pick): void {
  const shapes = values.map(() => pick(4));
  const some = values.map((value, at) => (shapes[at] === 1 ? null : value));
  const beside = shapes.map((shape) =>
    shape === 1 || shape === 2
      ? { id: 'i', extension: [{ url: 'urn:x', valueString: 'y' }] }
      : null,
  );
  if (some.some((one) => one !== null)) object[name] = isMany ? some : some[0];
  if (beside.some((one) => one !== null)) object[`_${name}`] = isMany ? beside : beside[0];
}

function valueOf(table: StructureTable, type: string, depth: number, pick: Pick): unknown {
  switch (type) {
    case 'boolean':
      return pick(2) === 0;
    case 'decimal':
      return numberFrom(NUMBERS[pick(NUMBERS.length)] ?? '0');
    case 'integer':
    case 'unsignedInt':
    case 'positiveInt':
      return pick(1000);
    case 'xhtml':
      return DIV;
    case 'Resource':
      return {
        resourceType: 'Basic',
        ...content(table, { type: 'Basic', depth: depth + 1, isResource: true }, pick),
      };
    default:
      if (!Object.hasOwn(table.types, type)) return TEXTS[pick(TEXTS.length)];
      return content(table, { type, depth: depth + 1, isResource: false }, pick);
  }
}

function elementsOf(type: string, table: StructureTable): [string, ElementRow][] {
  const row = table.types[type];
  if (row === undefined) throw new Error(`no type ${type}`);
  const inherited = row.base === undefined ? [] : elementsOf(row.base, table);
  return [...inherited, ...Object.entries(row.elements)];
}

function nameOf(element: string, type: string): string {
  if (!element.endsWith('[x]')) return element;
  const name = type === 'SimpleQuantity' ? 'Quantity' : type;
  return `${element.slice(0, -3)}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
