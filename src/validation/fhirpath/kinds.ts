/**
 * What a value in a resource is by the place where it stands: the path and type under which the
 * FHIRPath library's model of R4 knows it, and the elements that can be reached from there. Kinds
 * of R4 are made once; kinds that a sender invents (an unknown resource type) are never kept.
 * https://hl7.org/fhir/R4/fhirpath.html#types
 */

/** R4 as the library knows it: what its package holds under `fhir-context/r4`. */
export interface Model {
  /** `Observation.value` → the endings of its types: `Quantity`, `String`. */
  readonly choiceTypePaths: Readonly<Record<string, readonly string[]>>;
  /** `Questionnaire.item.item` → `Questionnaire.item`. */
  readonly pathsDefinedElsewhere: Readonly<Record<string, string>>;
  readonly path2Type: Readonly<Record<string, string>>;
  /** The same without those that are Element or BackboneElement. */
  readonly path2TypeWithoutElements: Readonly<Record<string, string>>;
  readonly type2Parent: Readonly<Record<string, string>>;
  readonly availableTypes: ReadonlySet<string>;
}

/** One JSON property that an element's values may stand under, with the one beside it. */
export interface Field {
  readonly name: string;
  readonly beside: string;
  readonly kind: Kind;
}

/** The way from a value to an element of it. */
export interface Step {
  /** Several for a choice of types: the first that is there counts. */
  readonly fields: readonly [Field, ...Field[]];
  readonly isChoice: boolean;
  /** Of a choice: the field of each property, by its place among the fields. */
  readonly places: ReadonlyMap<string, number>;
}

const TEMPORAL = new Set(['date', 'dateTime', 'instant', 'time']);

/** The place of a value. */
export class Kind {
  readonly #steps = new Map<string, Step>();
  readonly #kinds: Kinds;
  readonly path: string | undefined;
  readonly type: string | undefined;
  /** The type and those it builds on. */
  readonly types: ReadonlySet<string>;
  /** Whether the library compares such a text as a time. */
  readonly isTemporal: boolean;
  readonly isQuantity: boolean;

  constructor(kinds: Kinds, path: string | undefined, type: string | undefined) {
    this.#kinds = kinds;
    this.path = path;
    this.type = type;
    this.types = kinds.lineOf(type);
    this.isTemporal = path !== undefined && TEMPORAL.has(path);
    this.isQuantity = kinds.lineOf(path).has('Quantity');
  }

  /** The way to an element. Ways that the model knows are kept; `keep` keeps any. */
  step(name: string, keep: boolean): Step {
    const known = this.#steps.get(name);
    if (known) return known;
    const step = this.#kinds.stepFrom(this.path, name);
    const isOfModel = step.fields.every(({ kind }) => kind.type !== undefined);
    if (keep || isOfModel) this.#steps.set(name, step);
    return step;
  }
}

/** All kinds of one model. */
export class Kinds {
  readonly #known = new Map<string, Kind>();
  readonly #bases = new Map<string, Kind>();
  /** The kind of what stands in no known place. */
  readonly none: Kind;

  constructor(readonly model: Model) {
    this.none = new Kind(this, undefined, undefined);
  }

  /** The kind of a resource. */
  resource(type: string): Kind {
    return this.model.availableTypes.has(type) ? this.of(type, type) : new Kind(this, type, type);
  }

  /** The kind of what an expression is judged on: a type, or a group of elements by its path. */
  base(name: string): Kind {
    const known = this.#bases.get(name);
    if (known) return known;
    const made = this.#baseNamed(name);
    if (this.knows(name)) this.#bases.set(name, made);
    return made;
  }

  /** Whether a name is a type of R4, or the path of an element. */
  knows(name: string): boolean {
    const { availableTypes, path2Type } = this.model;
    return availableTypes.has(name) || Object.hasOwn(path2Type, name);
  }

  #baseNamed(name: string): Kind {
    const { pathsDefinedElsewhere, path2Type } = this.model;
    const starts = Object.keys(pathsDefinedElsewhere);
    let path = name.replace(/\[\d*]/g, '');
    for (;;) {
      const before = path;
      const start = starts.find((one) => before.startsWith(one));
      if (start === undefined) break;
      path = `${pathsDefinedElsewhere[start] ?? ''}${path.slice(start.length)}`;
    }
    const type = path2Type[path];
    const isGroup = type === undefined || type === 'BackboneElement' || type === 'Element';
    return this.of(isGroup ? path : type, type);
  }

  /** A type and those it builds on; empty for what is no type. */
  lineOf(type: string | undefined): ReadonlySet<string> {
    const line = new Set<string>();
    for (let one = type; typeof one === 'string' && !line.has(one);) {
      line.add(one);
      one = this.model.type2Parent[one];
    }
    return line;
  }

  /** The way from a path to an element there. */
  stepFrom(path: string | undefined, name: string): Step {
    if (path === undefined) return plainStep(name, this.none);
    const { pathsDefinedElsewhere, choiceTypePaths } = this.model;
    const whole = `${path}.${name}`;
    const inner = pathsDefinedElsewhere[whole] ?? whole;
    const endings = choiceTypePaths[inner];
    if (endings === undefined) {
      return plainStep(name, this.#at(name === 'extension' ? 'Extension' : inner));
    }
    const [first = '', ...others] = endings;
    const field = (ending: string): Field => ({
      ...{ name: `${name}${ending}`, beside: `_${name}${ending}` },
      kind: this.#at(`${inner}${ending}`),
    });
    const fields: Step['fields'] = [field(first), ...others.map(field)];
    const places = fields.flatMap(({ name: own, beside }, place): [string, number][] => [
      [own, place],
      [beside, place],
    ]);
    return { fields, isChoice: true, places: new Map(places) };
  }

  #at(path: string): Kind {
    const { path2Type, path2TypeWithoutElements } = this.model;
    return this.of(path2TypeWithoutElements[path] ?? path, path2Type[path]);
  }

  of(path: string, type: string | undefined): Kind {
    const key = `${path} ${type ?? ''}`;
    const known = this.#known.get(key);
    if (known) return known;
    const kind = new Kind(this, path, type);
    if (type !== undefined) this.#known.set(key, kind);
    return kind;
  }
}

const NO_PLACES: Step['places'] = new Map();

function plainStep(name: string, kind: Kind): Step {
  return { fields: [{ name, beside: `_${name}`, kind }], isChoice: false, places: NO_PLACES };
}
