/** Values that go into a search as they are. https://hl7.org/fhir/R4/search.html#escaping */

/** The value, its comma, bar, dollar and backslash escaped. */
export function escaped(value: string): string {
  return value.replace(/[\\,|$]/g, '\\$&');
}
