/** The features the HTTP layer serves, each given what it is built on. */
import type { Configuration } from '../../fastify.config.js';
import { authorisationOperations } from '../authorisations/operations.js';
import type { Envelope } from '../blobs/envelope.js';
import type { Clock } from '../clock.js';
import type { HttpNeeds } from '../http/needs.js';
import { oauthUris } from '../identity-provider/discovery.js';
import type { Ids } from '../ids.js';
import { capabilities, type DeclaredOperation } from '../interactions/capabilities.js';
import { terminologyCapabilities } from '../interactions/terminology-capabilities.js';
import { makeExports } from '../operations/export/exports.js';
import { lifeOperations } from '../lifecycle/operations.js';
import { makeOperations } from '../operations/operations.js';
import { storedTerms } from '../operations/terminology/stored-terms.js';
import type { Records } from '../records/records.js';
import type { MadeRules } from './rules.js';

/** The version of the program, as it tells others. */
export const VERSION = '0.1.0';

/** The operation of the R5 backport, which has a route of its own. */
const SUBSCRIPTION_STATUS = {
  name: 'status',
  definition:
    'http://hl7.org/fhir/uv/subscriptions-backport/OperationDefinition/backport-subscription-status',
  levels: ['instance'],
  types: ['Subscription'],
};

/** What features are made of. */
export interface FeatureParts {
  readonly configuration: Configuration;
  readonly made: MadeRules;
  readonly records: Records;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly envelope: Envelope;
  readonly base: string;
  /** The program that checks a proof. */
  readonly checker: Buffer;
}

/** Builds them. */
export function makeFeatures(parts: FeatureParts): HttpNeeds['features'] {
  const { made, records, clock, ids, envelope, base } = parts;
  const { rules, validator, xml, subsetting } = made;
  const { parameters } = rules;
  const provide = {
    records,
    ids,
    base,
    xml,
    validate: validator.validate,
    knowsProfile: validator.knows,
  };
  const settings = { base, pageSizeMax: parts.configuration.pageSizeMax };
  const cursors = { seal: envelope.sealCursor, open: envelope.openCursor };
  const search = {
    ...{ records, parameters, clock, ids, subsetting },
    ...{ settings, cursors },
    explains: parts.configuration.demo,
    termsOf: storedTerms({ records, parameters, terminology: made.terminology }),
  };
  const exports = makeExports(search);
  const operations = makeOperations(
    {
      ...search,
      exports,
      auditKey: envelope.signing.publicKey,
      terminology: made.terminology,
      knowsType: rules.knows,
      homeOf: rules.homeOf,
      validate: validator.validate,
      validateAsClaimed: (resource) => rules.validate(resource, { claims: true }),
      knowsProfile: validator.knows,
      standInOf: validator.standIn,
    },
    [
      ...lifeOperations({ records, clock }),
      ...authorisationOperations({ records, clock, ids, parameters, base }),
    ],
  );
  const told = [...operations.all, SUBSCRIPTION_STATUS];
  return {
    provide,
    publish: { ...provide, clock },
    create: { records, ids, base, parameters, homeOf: rules.homeOf },
    search,
    history: search,
    ...{ operations, exports },
    knowsType: rules.knows,
    ...statementsOf(parts, told),
    xml,
    subsetting,
    proving: { keys: [envelope.signing.publicKey], checker: parts.checker },
  };
}

/** Both statements: made anew when other packages are loaded. */
function statementsOf(
  { configuration, made, clock, base }: FeatureParts,
  operations: readonly DeclaredOperation[],
): Pick<HttpNeeds['features'], 'capabilities' | 'terminologyCapabilities'> {
  const { knowledge, terminology, rules, types } = made;
  const make = (guides: readonly string[]) => {
    const facts = { base, version: VERSION, startedAt: clock.now() };
    const cors = configuration.corsOrigins !== 'none';
    const oauth = configuration.demo ? { oauth: oauthUris(base) } : {};
    const { parameters } = rules;
    return {
      guides,
      capabilities: capabilities({
        ...facts,
        ...{ cors, parameters, types, operations, ...oauth },
        guides,
        profiles: knowledge.profiles(),
      }),
      terminologyCapabilities: terminologyCapabilities({ ...facts, terminology }),
    };
  };
  let last = make(knowledge.guides());
  const now = (): typeof last => {
    const guides = knowledge.guides();
    return guides === last.guides ? last : (last = make(guides));
  };
  return {
    capabilities: () => now().capabilities,
    terminologyCapabilities: () => now().terminologyCapabilities,
  };
}
