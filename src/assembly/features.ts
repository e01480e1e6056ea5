/** The features the HTTP layer serves, each given what it is built on. */
import type { Configuration } from '../../fastify.config.js';
import type { Envelope } from '../blobs/envelope.js';
import type { Clock } from '../clock.js';
import type { HttpNeeds } from '../http/needs.js';
import type { Ids } from '../ids.js';
import { capabilities } from '../interactions/capabilities.js';
import type { Records } from '../records/records.js';
import type { MadeRules } from './rules.js';

/** The version of the program, as it tells others. */
export const VERSION = '0.1.0';

/** What features are made of. */
export interface FeatureParts {
  readonly configuration: Configuration;
  readonly made: MadeRules;
  readonly types: readonly string[];
  readonly records: Records;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly envelope: Envelope;
  readonly base: string;
}

/** Builds them. */
export function makeFeatures(parts: FeatureParts): HttpNeeds['features'] {
  const { made, types, records, clock, ids, envelope, base } = parts;
  const { rules, validator } = made;
  const { parameters } = rules;
  const provide = {
    records,
    ids,
    base,
    validate: validator.validate,
    knowsProfile: validator.knows,
  };
  const statement = capabilities({
    base,
    version: VERSION,
    startedAt: clock.now(),
    parameters,
    types,
  });
  return {
    provide,
    publish: { ...provide, clock },
    create: { records, ids, base, parameters, homeOf: rules.homeOf },
    search: {
      ...{ records, parameters, clock, ids },
      settings: { base, pageSizeMax: parts.configuration.pageSizeMax },
      cursors: { seal: envelope.sealCursor, open: envelope.openCursor },
    },
    knowsType: rules.knows,
    capabilities: () => statement,
  };
}
