/**
 * Reading elements of a resource whose shape is not known yet: what is not there, or not so, is
 * empty.
 */

/** The objects under a name, whether the element is one or many. */
export function objects(value: unknown): Record<string, unknown>[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter(isObject);
}

/** The object under a name, the first when there are many. */
export function object(value: unknown): Record<string, unknown> | undefined {
  return objects(value)[0];
}

/** The text, or undefined. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The texts under a name, whether the element is one or many. */
export function texts(value: unknown): string[] {
  return [value].flat().filter((one) => typeof one === 'string');
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A system and code, as in Coding and Identifier. */
export interface Coded {
  readonly system?: string;
  readonly code: string;
}

/** The codings of CodeableConcepts, in order. */
export function codings(concepts: unknown): Coded[] {
  return objects(concepts)
    .flatMap((concept) => objects(concept['coding']))
    .flatMap((coding) => {
      const code = text(coding['code']);
      const system = text(coding['system']);
      return code === undefined ? [] : [{ code, ...(system === undefined ? {} : { system }) }];
    });
}

/** An identifier that has both system and value. */
export interface Identified {
  readonly system: string;
  readonly value: string;
  /** Codes of `Identifier.type`. */
  readonly types: readonly string[];
}

/** The identifiers that have both system and value, in order. */
export function identifiers(list: unknown): Identified[] {
  return objects(list).flatMap((identifier) => {
    const system = text(identifier['system']);
    const value = text(identifier['value']);
    if (system === undefined || value === undefined) return [];
    return [{ system, value, types: codings(identifier['type']).map((coding) => coding.code) }];
  });
}

/** The text of a Reference's `reference`. */
export function referenceText(value: unknown): string | undefined {
  return text(object(value)?.['reference']);
}
