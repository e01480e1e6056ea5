/** What a setting is, and the kinds of values that settings have; `fastify.config.ts` has them. */

/** One setting, as the schema and the documentation know it. */
export interface Setting {
  /** The name in the environment. */
  readonly env: string;
  /** What a value is, in words that follow "expected". */
  readonly is: string;
  /** What a number counts. */
  readonly unit?: 'bytes' | 'seconds' | 'resources';
  /** The JSON Schema of the parsed value. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** The value of a setting that is absent or empty; undefined: `otherwise` says what holds. */
  readonly default?: string | number;
  /** What holds without a value, where that is not one fixed value. */
  readonly otherwise?: string;
  /** A secret's value is never shown, not even in an error. */
  readonly secret: boolean;
  readonly about: string;
}

/** A setting that is a text of this form. */
export function text(is: string, pattern: string) {
  return { is, schema: { type: 'string', pattern }, secret: false } as const;
}

/** A setting that is a whole number within bounds. */
export function integer(minimum: number, maximum: number) {
  const is = `a whole number from ${minimum} to ${maximum}`;
  return { is, schema: { type: 'integer', minimum, maximum }, secret: false } as const;
}

/** A setting that is one of these words. */
export function oneOf(words: readonly string[]) {
  return { is: `one of ${words.join(', ')}`, schema: { enum: words }, secret: false } as const;
}

/** Web origins, or none, or all. */
export function originsPattern(): string {
  const origin = 'https?://[^\\s,/]+';
  return `^(\\*|none|${origin}(,${origin})*)$`;
}

/** Scheme, host, perhaps port and path; no user, query, fragment or trailing slash. */
export function urlPattern(): string {
  return '^https?://([A-Za-z0-9.-]+|\\[[0-9a-f:.]+\\])(:\\d{1,5})?(/[A-Za-z0-9._~-]+)*$';
}

/** IPv4 and IPv6 addresses, each perhaps with the length of a range's prefix. */
export function addressesPattern(): string {
  const octet = '(25[0-5]|2[0-4]\\d|1?\\d?\\d)';
  const v4 = `${octet}(\\.${octet}){3}(/(3[0-2]|[12]?\\d))?`;
  const v6 = '[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){2,7}(/(12[0-8]|1[01]\\d|[1-9]?\\d))?';
  return `^(${v4}|${v6})(,(${v4}|${v6}))*$`;
}
