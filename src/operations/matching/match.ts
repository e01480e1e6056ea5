/**
 * `Patient/$match`: patients like the one described, with how alike they are. It tells no more than
 * searches by the same caller: whoever finds a Patient by identifier alone is matched by identifier
 * alone. https://hl7.org/fhir/R4/patient-operation-match.html
 */
import type { Caller } from '../../access/caller.js';
import type { Clock } from '../../clock.js';
import { identifiers, objects, text } from '../../fhir/elements.js';
import { numberFrom, parseJson, stringify } from '../../fhir/json.js';
import { formatInstant } from '../../fhir/instant.js';
import { both } from '../../fhir/language.js';
import { problem } from '../../fhir/problem.js';
import type { Resource } from '../../fhir/resource.js';
import type { Shown } from '../../fhir/version.js';
import type { Ids } from '../../ids.js';
import type { Pair } from '../../search/conditions.js';
import { escaped } from '../escaped.js';
import { pageOf, type FindingNeeds } from '../found.js';
import { countOf, fault, flagOf, resourceOf } from '../given.js';
import type { Invocation, Operation } from '../operation.js';
import { makePace, type Pace } from './pace.js';
import { likeness, traitsOf, type Likeness } from './traits.js';

/** What matching is built on. */
export interface MatchNeeds extends FindingNeeds {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly settings: { readonly base: string };
}

const COUNT = 10;
const COUNT_MAX = 50;
/** Patients that one search looks at. */
const CANDIDATES_MAX = 50;
const IDENTIFIERS_MAX = 5;
const MATCHES_A_MINUTE = 60;
const GRADE = 'http://hl7.org/fhir/StructureDefinition/match-grade';

/** The operation. */
export function matchOperation(needs: MatchNeeds): Operation {
  const pace = makePace(needs.clock, MATCHES_A_MINUTE);
  return {
    name: 'match',
    definition: 'http://hl7.org/fhir/OperationDefinition/Patient-match',
    levels: ['type'],
    types: ['Patient'],
    changes: false,
    run: async (invocation) => ({ body: await matched(needs, pace, invocation) }),
  };
}

interface Match extends Likeness {
  readonly shown: Shown;
}

async function matched(needs: MatchNeeds, pace: Pace, invocation: Invocation): Promise<Buffer> {
  const { caller, given } = invocation;
  const wanted = resourceOf(given, 'resource');
  if (wanted?.resourceType !== 'Patient')
    throw fault(
      'resource',
      both('is missing', 'manque'),
      both('Send the Patient to be matched', 'Envoyer le Patient à rapprocher'),
    );
  const onlyCertain = flagOf(given, 'onlyCertainMatches') ?? false;
  const count = Math.min(countOf(given, 'count') ?? COUNT, COUNT_MAX);
  if (!pace(caller.token.subject)) throw problem('too-many-requests', { seconds: 60 });
  const traits = traitsOf(wanted);
  const matches = (await candidates(needs, invocation, wanted))
    .map((shown) => ({ shown, ...likeness(traits, traitsOf(resourceIn(shown))) }))
    .filter(({ grade }) => grade !== 'certainly-not')
    .sort((a, b) => b.score - a.score || a.shown.id.localeCompare(b.shown.id));
  const certain = matches.filter(({ grade }) => grade === 'certain');
  // Two that are certain are none: it is for a person to decide.
  const sure = certain.length === 1 ? certain : [];
  return answer(needs, (onlyCertain ? sure : matches).slice(0, count));
}

function resourceIn(shown: Shown): Resource {
  return parseJson(shown.body) as Resource; // as it was stored
}

async function candidates(
  needs: MatchNeeds,
  { caller, asked }: Invocation,
  wanted: Resource,
): Promise<Shown[]> {
  const searches = mayDescribe(caller)
    ? [...byIdentifier(wanted), ...byTraits(wanted)]
    : byIdentifier(wanted);
  if (searches.length === 0) throw tooLittle(caller);
  const found = new Map<string, Shown>();
  for (const pairs of searches) {
    const sought = { caller, type: 'Patient', pairs, asked, size: CANDIDATES_MAX };
    for (const shown of (await pageOf(needs, sought)).entries) found.set(shown.id, shown);
  }
  return [...found.values()];
}

/** The registrar, and the tester in the test space, search patients by what they are like. */
function mayDescribe({ kind }: Caller): boolean {
  return kind === 'registrar' || kind === 'tester';
}

function byIdentifier(wanted: Resource): Pair[][] {
  return identifiers(wanted['identifier'])
    .slice(0, IDENTIFIERS_MAX)
    .map(({ system, value }) => [['identifier', `${escaped(system)}|${escaped(value)}`]]);
}

/** Any two of name, given name and date of birth. */
function byTraits(wanted: Resource): Pair[][] {
  const [name] = objects(wanted['name']);
  const [first] = Array.isArray(name?.['given']) ? name['given'] : [];
  const family = pairOf('family', text(name?.['family']));
  const given = pairOf('given', text(first));
  const birth = pairOf('birthdate', text(wanted['birthDate']));
  const both = [
    [...family, ...birth],
    [...family, ...given],
    [...given, ...birth],
  ];
  return both.filter((pairs) => pairs.length === 2);
}

function pairOf(name: string, value: string | undefined): Pair[] {
  return value === undefined || value.trim() === '' ? [] : [[name, escaped(value)]];
}

function tooLittle(caller: Caller): Error {
  const cure = mayDescribe(caller)
    ? both(
        'Give an identifier, or two of family name, given name and date of birth',
        'Donner un identifiant, ou deux parmi le nom, le prénom et la date de naissance',
      )
    : both(
        'Give an identifier with its system: you find a Patient by that alone',
        'Donner un identifiant avec son système : un Patient ne se trouve que par lui',
      );
  return fault(
    'resource',
    both('tells too little of the patient', 'en dit trop peu du patient'),
    cure,
  );
}

function answer({ ids, clock, settings }: MatchNeeds, matches: readonly Match[]): Buffer {
  const entry = matches.map(({ shown, score, grade }) => ({
    fullUrl: `${settings.base}/Patient/${shown.id}`,
    resource: resourceIn(shown),
    search: {
      extension: [{ url: GRADE, valueCode: grade }],
      mode: 'match',
      score: numberFrom(String(score)),
    },
  }));
  const bundle = {
    resourceType: 'Bundle',
    id: ids.uuid(),
    meta: { lastUpdated: formatInstant(clock.now()) },
    type: 'searchset',
    total: matches.length,
    ...(entry.length === 0 ? {} : { entry }),
  };
  return Buffer.from(stringify(bundle));
}
