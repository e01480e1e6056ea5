/** The rules of identifiers: national ones, and values that are URIs. */
import { text as textOf } from '../../fhir/elements.js';
import type { JsonObject } from '../../fhir/json.js';
import { nationalIdentifierFault } from '../identifier.js';
import { words } from '../report.js';
import type { HandRule } from './invariant.js';
import { isAbsolute } from './uri.js';

/** All of them. */
export const OF_IDENTIFIERS: readonly HandRule[] = [
  rfc3986(),
  national('error'),
  national('warning'),
];

/** An identifier whose system says that its value is a URI has one. */
function rfc3986(): HandRule {
  const said = words(
    'The system urn:ietf:rfc:3986 says that the value is a URI. Begin it with urn:oid:, urn:uuid: or another scheme. (identifier-uri)',
    'Le system urn:ietf:rfc:3986 dit que la valeur est un URI. La commencer par urn:oid:, urn:uuid: ou un autre schéma. (identifier-uri)',
  );
  const fault = ({ system, value }: JsonObject) =>
    system !== 'urn:ietf:rfc:3986' || typeof value !== 'string' || isAbsolute(value)
      ? undefined
      : said;
  return { key: 'identifier-uri', severity: 'error', code: 'value', fault };
}

function national(severity: 'error' | 'warning'): HandRule {
  return {
    key: 'national-identifier',
    severity,
    code: 'value',
    fault: (value) => {
      const fault = nationalIdentifierFault(textOf(value['system']), textOf(value['value']));
      return fault?.severity === severity ? fault.said : undefined;
    },
  };
}
