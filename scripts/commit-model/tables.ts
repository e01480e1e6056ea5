/**
 * Tables of documents by id, as values: nothing is changed in place, so a state may share with the
 * next one whatever a step left alone. Ids stay sorted, so that equal tables print equally.
 */

/** Documents by id. */
export type Table<T> = Readonly<Record<string, T>>;

/** The table with a document added or replaced. */
export function withDocument<T>(table: Table<T>, id: string, document: T): Table<T> {
  if (id in table) return { ...table, [id]: document };
  const sorted: Record<string, T> = {};
  for (const [key, value] of [...Object.entries(table), [id, document] as const].sort(byId)) {
    sorted[key] = value;
  }
  return sorted;
}

function byId([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** The table without a document. */
export function withoutDocument<T>(table: Table<T>, id: string): Table<T> {
  const { [id]: _removed, ...others } = table;
  return others;
}

/** Some fields of a document; undefined stands for a field that is not there. */
export type Fields<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** Whether a document has exactly these values in these fields. */
export function fits<T extends object>(document: T, where: Fields<T>): boolean {
  for (const field in where) if (document[field] !== where[field]) return false;
  return true;
}

/** A document with some fields set, or taken away by undefined. */
export function changed<T extends object>(document: T, set: Fields<T>): T {
  // A field set to undefined is absent for `fits`, and is left out when printed.
  return { ...document, ...set };
}
