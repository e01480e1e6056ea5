/** Conditions by which what is hidden could show through: references that may name it. */
import type { Condition, ReferenceValue } from '../../search/conditions.js';
import type { Path } from '../../search/indexing/select.js';
import type { Parameter, SearchableType } from '../../search/parameters.js';

interface Asking {
  readonly type: string;
  readonly where: readonly Condition[];
}

/** Lists, and searches by reference, are where a hidden document could show through. */
export function pointsAtHidden(query: Asking): boolean {
  return query.type === 'List' || query.where.some(mayPointAtHidden);
}

/** A parameter that names patients alone, as nearly every search has, points at nothing hidden. */
function mayPointAtHidden(condition: Condition): boolean {
  if (condition.kind === 'group') return condition.of.some(mayPointAtHidden);
  if (condition.kind === 'composite') {
    return condition.values.some(({ second }) => mayPointAtHidden(second));
  }
  if (condition.kind !== 'reference') return false;
  return mayNameHidden(condition.param);
}

/** Whether a reference can name what is hidden by labels, or by its entries. */
function mayNameHidden({ targets }: Pick<Parameter, 'targets'>): boolean {
  return targets?.some((type) => HIDEABLE.includes(type)) ?? true;
}

const HIDEABLE: readonly string[] = ['DocumentReference', 'List', 'Binary'];

/** A reference to a hidden resource finds nothing, as one to an unknown resource. */
export function withoutHidden<T extends Asking>(query: T, hidden: ReadonlySet<string>): T {
  if (hidden.size === 0) return query;
  return { ...query, where: query.where.map((condition) => unpointed(condition, hidden)) };
}

function unpointed(condition: Condition, hidden: ReadonlySet<string>): Condition {
  if (condition.kind === 'group') {
    return { ...condition, of: condition.of.map((part) => unpointed(part, hidden)) };
  }
  if (condition.kind === 'composite') {
    const values = condition.values.map(({ first, second }) => {
      return { first, second: unpointed(second, hidden) };
    });
    return { ...condition, values };
  }
  if (condition.kind !== 'reference') return condition;
  return { ...condition, values: condition.values.filter((value) => !names(value, hidden)) };
}

function names(value: ReferenceValue, hidden: ReadonlySet<string>): boolean {
  switch (value.form) {
    case 'local':
      return hidden.has(value.target);
    case 'id':
      return hidden.has(`DocumentReference/${value.id}`) || hidden.has(`List/${value.id}`);
    case 'url':
      return false;
  }
}

/** The reference parameters of a type that can name what is hidden. */
export function pointersOf(type: SearchableType): readonly Parameter[] {
  return [...type.parameters.values()].filter(
    (param) => param.type === 'reference' && mayNameHidden(param),
  );
}

/** Whether values of a parameter go with a reference when that is left out of a view. */
export function standsInPointer(type: SearchableType, code: string): boolean {
  const param = type.parameters.get(code);
  const left = pointersOf(type).flatMap(({ paths }) => paths.map(leftOut));
  // The words beside a reference are content too.
  if (param?.fullText === 'content') return left.length > 0;
  return (param?.paths ?? []).some((path) => {
    const names = namesOf(path).join('.');
    return left.some((root) => `${names}.`.startsWith(`${root}.`));
  });
}

/** Whether a condition may hold by what is left out of a view, or by when that was changed. */
export function dependsOnView(type: SearchableType, condition: Condition): boolean {
  switch (condition.kind) {
    case 'group':
      return condition.of.some((part) => dependsOnView(type, part));
    case 'written':
      return pointersOf(type).length > 0;
    case 'ids':
    case 'has':
    case 'listed':
    // What a chain leads to is seen; a reference's hidden values are left out of what is asked.
    case 'chain':
    case 'reference':
      return false;
    default:
      return standsInPointer(type, condition.param.code);
  }
}

/** The element of a list that is left out when its reference is hidden: `entry` of `entry.item`. */
function leftOut(path: Path): string {
  const names = namesOf(path);
  const isWithin = ['item', 'target'].includes(names.at(-1) ?? '');
  return (isWithin ? names.slice(0, -1) : names).join('.');
}

function namesOf(path: Path): string[] {
  return path.flatMap((step) => (step.kind === 'element' ? [step.name] : []));
}
