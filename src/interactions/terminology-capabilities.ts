/** Which code systems this server knows, and what may be asked about their codes, open to all. */
import { formatInstant } from '../fhir/instant.js';
import type { Shown } from '../fhir/version.js';
import type { Terminology } from '../terminology/terminology.js';

/** What the statement is made of. */
export interface TerminologyFacts {
  readonly base: string;
  readonly version: string;
  /** Milliseconds since 1970 of the start. */
  readonly startedAt: number;
  readonly terminology: Terminology;
}

const EXPANSION_PARAMETERS = [
  ...['activeOnly', 'count', 'displayLanguage', 'exclude-system', 'excludeNested'],
  ...['excludeNotForUI', 'filter', 'includeDefinition', 'includeDesignations', 'offset'],
];

/** The TerminologyCapabilities. https://hl7.org/fhir/R4/terminologycapabilities.html */
export function terminologyCapabilities(facts: TerminologyFacts): Shown {
  const { base, version, startedAt, terminology } = facts;
  const statement = {
    resourceType: 'TerminologyCapabilities',
    id: 'dossier',
    url: `${base}/metadata?mode=terminology`,
    version,
    name: 'DossierTerminology',
    title: 'Dossier: its terminology',
    status: 'active',
    date: formatInstant(startedAt),
    kind: 'instance',
    software: { name: 'Dossier', version },
    implementation: { description: 'Dossier FHIR R4 server', url: base },
    lockedDate: false,
    codeSystem: terminology.urls.codeSystems.map((uri) => ({ uri })),
    expansion: {
      hierarchical: false,
      paging: true,
      incomplete: true,
      parameter: EXPANSION_PARAMETERS.map((name) => ({ name })),
      textFilter:
        'Each word of the filter begins a word of the code, of its display or of another name.',
    },
    codeSearch: 'all',
    validateCode: { translations: false },
    translation: { needsMap: true },
    closure: { translation: false },
  };
  return {
    ...{ type: 'TerminologyCapabilities', id: statement.id },
    ...{ version: startedAt, written: startedAt },
    body: Buffer.from(JSON.stringify(statement)),
  };
}
