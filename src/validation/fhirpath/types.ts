/** `is`, `as` and `ofType`. https://hl7.org/fhirpath/N1/#types */
import { dataOf, EMPTY, FAULT, Node, truth, type Item, type Items } from './item.js';
import type { Kinds } from './kinds.js';

/** A type as an expression names it. */
interface Named {
  readonly namespace: string | undefined;
  readonly name: string;
}

const SYSTEM = new Set(
  'Boolean String Integer Long Decimal Date DateTime Time Quantity'.split(' '),
);

/** Whether a name is a type of FHIRPath's own. */
export function isSystemType(name: string): boolean {
  return SYSTEM.has(name);
}

/** A type by its name, `Patient`, `FHIR.string` or `System.String`; undefined: no such type. */
export function typeNamed(text: string, { model }: Kinds): Named | undefined {
  const parts = text.split('.');
  const name = parts.pop() ?? '';
  const namespace = parts.pop();
  if (parts.length > 0 || text.includes('`')) return undefined;
  const isFhir = namespace !== 'System' && model.availableTypes.has(name);
  const isSystem = namespace !== 'FHIR' && SYSTEM.has(name);
  return isFhir || isSystem ? { namespace, name } : undefined;
}

/** The function `is`, `as` or `ofType` with its argument. */
export function isOf(name: string, wanted: Named): (input: Items) => Items {
  if (name === 'ofType') return (input) => input.filter((item) => isConvertible(item, wanted));
  return (input) => {
    const [item, second] = input;
    if (item === undefined) return EMPTY;
    if (second !== undefined) throw FAULT;
    const verdict = hasType(item, wanted);
    if (name === 'is') return truth(verdict);
    return verdict ? input : EMPTY;
  };
}

function hasType(item: Item, { namespace, name }: Named): boolean {
  const type = item instanceof Node ? item.kind.type : undefined;
  if (item instanceof Node && type !== undefined && !type.startsWith('System.')) {
    return namespace !== 'System' && item.kind.types.has(name);
  }
  return namespace !== 'FHIR' && (type?.slice('System.'.length) ?? systemTypeOf(item)) === name;
}

function systemTypeOf(item: Item): string {
  const data = dataOf(item);
  if (typeof data === 'number') return Number.isInteger(data) ? 'Integer' : 'Decimal';
  if (typeof data === 'string') return 'String';
  return typeof data === 'boolean' ? 'Boolean' : 'Object';
}

const CONVERTED = new Map<string, string>([
  ...each('Boolean', 'boolean'),
  ...each('String', 'string uri code oid id uuid markdown base64Binary'),
  ...each('Integer', 'integer unsignedInt positiveInt'),
  ...each('Long', 'integer64'),
  ...each('Decimal', 'decimal'),
  ...each('DateTime', 'date dateTime instant'),
  ...each('Time', 'time'),
  ...each('Quantity', 'Quantity'),
]);

function each(to: string, from: string): [string, string][] {
  return from.split(' ').map((name) => [name, to]);
}

/** Whether an item has a type, or one of FHIR's that stands for a type of FHIRPath's own. */
function isConvertible(item: Item, wanted: Named): boolean {
  const type = item instanceof Node ? item.kind.type : undefined;
  const converted = type === undefined ? undefined : CONVERTED.get(type);
  if (converted === wanted.name && wanted.namespace !== 'FHIR') return true;
  return hasType(item, wanted);
}
