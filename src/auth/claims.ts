/**
 * Claims of a verified token, read without trust in their types: whoever maps them asks for a text
 * and gets one, or nothing.
 */

/** Claims as they came: nothing is known of their types. */
export type Claims = Readonly<Record<string, unknown>>;

/** A text that is not empty. */
export function text(claims: Claims, name: string): string | undefined {
  const value = claims[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The texts of a list, or of one text alone. */
export function texts(claims: Claims, name: string): string[] {
  const value = claims[name];
  const list = Array.isArray(value) ? value : [value];
  return list.filter((one) => typeof one === 'string' && one !== '');
}

/** An object, or an empty one in place of anything else. */
export function record(value: unknown): Claims {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord ? Object.fromEntries(Object.entries(value)) : {};
}

/** The objects of a list. */
export function records(value: unknown): Claims[] {
  return Array.isArray(value) ? value.map(record) : [];
}

/** A national id: a type digit and a number (IDNPS, IDNST); the key of an actor holds no more. */
export function nationalId(id: string | undefined): string | undefined {
  return id !== undefined && /^[0-9][0-9A-Z]{1,40}$/.test(id) ? id : undefined;
}

/** The name that is shown to the patient: `name`, else given and family name, else the subject. */
export function nameOf(claims: Claims, subject: string): string {
  const parts = [text(claims, 'given_name'), text(claims, 'family_name')];
  const joined = parts.filter((part) => part !== undefined).join(' ');
  return text(claims, 'name') ?? (joined === '' ? subject : joined);
}
