/**
 * An event of the trace as a sentence for the patient, in French and English: who did what to
 * which thing, how, and how it ended. What an event does not tell is left out.
 */
import { object, objects, text } from '../../fhir/elements.js';
import { intervalOf } from '../../fhir/instant.js';
import type { Language } from '../../fhir/language.js';
import type { Resource } from '../../fhir/resource.js';
import { ACTS, DOSSIER, OPERATIONS, THINGS, type Deed, type Said } from './vocabulary.js';

/** A line of the access log. */
export interface Line {
  readonly id: string;
  /** An instant. */
  readonly when: string;
  /** The same in the words of the reader, in the time of Paris. */
  readonly date: string;
  readonly who: string;
  readonly outcome: 'done' | 'refused' | 'failed';
  readonly sentence: string;
  /** The document it is about, if it names one. */
  readonly document?: string;
  /** Given with an emergency. */
  readonly reason?: string;
}

/** For whom a line is written. */
export interface Reader {
  readonly language: Language;
  /** Id of the reader's own Patient: who reads their own trace is told of as `you`. */
  readonly self?: string | undefined;
}

/** The line of an event. */
export function lineOf(event: Resource, reader: Reader): Line {
  const { language } = reader;
  const happened = whatHappened(event);
  const subject = subjectOf(happened, reader);
  const when = text(event['recorded']) ?? '';
  return {
    ...{ id: event.id ?? '', when, date: dateOf(when, language), who: subject.name },
    outcome: happened.outcome,
    sentence: sentenceOf(happened, subject, language),
    ...(happened.document === undefined ? {} : { document: happened.document }),
    ...(happened.reason === undefined ? {} : { reason: happened.reason }),
  };
}

/** What an event tells, in parts. */
interface Happened {
  readonly outcome: Line['outcome'];
  /** The decision's reasons. */
  readonly because: readonly string[];
  readonly name: string;
  readonly structure: string | undefined;
  /** Id of the Patient who acted, if a patient did; and of the Patient concerned. */
  readonly actor: string | undefined;
  readonly patient: string | undefined;
  readonly purpose: string | undefined;
  readonly reason: string | undefined;
  readonly deed: Deed;
  readonly thing: Said;
  readonly document: string | undefined;
}

const OUTCOMES: Readonly<Record<string, Line['outcome']>> = { '0': 'done', '4': 'refused' };

function whatHappened(event: Resource): Happened {
  const because = /\((.*)\)\.$/.exec(text(event['outcomeDesc']) ?? '')?.[1]?.split(', ') ?? [];
  const references = objects(event['entity']).flatMap(
    (entity) => text(object(entity['what'])?.['reference']) ?? [],
  );
  const named = references.filter((reference) => !reference.startsWith('Patient/'));
  const about = named[0] ?? (isOfPatient(event) ? references[0] : undefined);
  return {
    outcome: OUTCOMES[text(event['outcome']) ?? ''] ?? 'failed',
    because,
    ...whoIn(event),
    patient: idIn(references.find((reference) => reference.startsWith('Patient/'))),
    ...deedOf(event, because, about),
    document: named.find((reference) => /^(DocumentReference|Binary)\//.test(reference)),
  };
}

/** Who asked, for whom they work, and why. */
function whoIn(
  event: Resource,
): Pick<Happened, 'name' | 'structure' | 'actor' | 'purpose' | 'reason'> {
  const agents = objects(event['agent']);
  const user = agents.find((agent) => agent['requestor'] === true);
  const who = object(user?.['who']);
  const purpose = object(objects(user?.['purposeOfUse'])[0]);
  return {
    name: text(user?.['name']) ?? text(who?.['display']) ?? '',
    structure: text(agents.find((agent) => codeIn(agent['type']) === 'PROV')?.['name']),
    actor: idIn(text(who?.['reference'])),
    purpose: codeIn(purpose),
    reason: text(purpose?.['text']),
  };
}

/** Whether the Patient itself is what was read or changed: it stands twice then. */
function isOfPatient(event: Resource): boolean {
  const people = objects(event['entity']).filter((entity) =>
    text(object(entity['what'])?.['reference'])?.startsWith('Patient/'),
  );
  return people.length > 1;
}

function deedOf(
  event: Resource,
  because: readonly string[],
  about: string | undefined,
): Pick<Happened, 'deed' | 'thing'> {
  const codes = objects(event['subtype']).flatMap(({ code }) => text(code) ?? []);
  const asked = askedIn(event);
  const operation = /\$([a-z-]+)/.exec(asked)?.[1] ?? '';
  if (codes.includes('operation') && OPERATIONS[operation] !== undefined) {
    return { deed: OPERATIONS[operation], thing: NO_THING };
  }
  const special = because.find((reason) => ACTS[`act:${reason}`] !== undefined);
  const known = codes.find((code) => ACTS[code] !== undefined) ?? 'operation';
  const deed = ACTS[special === undefined ? known : `act:${special}`] ?? ACTS['operation'];
  const type = about?.split('/')[0] ?? /\/fhir\/([A-Za-z]+)/.exec(asked)?.[1] ?? '';
  return { deed: deed ?? UNKNOWN_DEED, thing: thingOf(type, codes.includes('search')) };
}

const NO_THING: Said = { en: '', fr: '' };
const UNKNOWN_DEED: Deed = {
  en: ['acted on', 'act on'],
  fr: ['agi sur', 'agir sur'],
};

function thingOf(type: string, many: boolean): Said {
  const known = THINGS[type];
  if (known !== undefined) return many ? known.many : known.one;
  if (type === '') return DOSSIER;
  return { en: `data of the type ${type}`, fr: `des données de type ${type}` };
}

/** The request line, where the event quotes one. */
function askedIn(event: Resource): string {
  return objects(event['entity']).flatMap(({ description }) => text(description) ?? [])[0] ?? '';
}

interface Subject {
  /** As it begins the sentence. */
  readonly said: string;
  readonly name: string;
  readonly isYou: boolean;
}

function subjectOf(happened: Happened, { language, self }: Reader): Subject {
  const { actor, patient, because, structure } = happened;
  const isOwn = because.includes('own-dossier') && actor !== undefined && actor === patient;
  if (isOwn && actor === self) return { ...YOU[language], isYou: true };
  if (isOwn) return { ...THE_PATIENT[language], isYou: false };
  const name = happened.name === '' ? UNKNOWN[language] : happened.name;
  const role = ROLES.find(([reason]) => because.includes(reason))?.[1][language];
  const title = [role, structure].filter((part) => part !== undefined).join(', ');
  return { said: title === '' ? name : `${name} (${title})`, name, isYou: false };
}

const YOU = {
  en: { said: 'You', name: 'You' },
  fr: { said: 'Vous', name: 'Vous' },
} as const;
const THE_PATIENT = {
  en: { said: 'The patient', name: 'The patient' },
  fr: { said: 'Le patient', name: 'Le patient' },
} as const;
const UNKNOWN: Said = { en: 'Somebody unknown', fr: 'Une personne inconnue' };
const ROLES: readonly (readonly [string, Said])[] = [
  ['representative', { en: 'legal representative', fr: 'représentant légal' }],
  ['carer', { en: 'carer', fr: 'aidant' }],
  ['general-practitioner', { en: 'médecin traitant', fr: 'médecin traitant' }],
];

function sentenceOf(happened: Happened, { said, isYou }: Subject, language: Language): string {
  const { deed, thing, outcome } = happened;
  const [past, infinitive] = deed[language];
  const how = howOf(happened, language);
  const of = thing[language] === '' ? '' : ` ${thing[language]}`;
  if (outcome === 'done') {
    const has = { en: '', fr: isYou ? 'avez ' : 'a ' }[language];
    return `${said} ${has}${past}${of}${how}.`;
  }
  const wanted = { en: 'tried to', fr: isYou ? 'avez voulu' : 'a voulu' }[language];
  return `${said} ${wanted} ${infinitive}${of}${how}${ENDINGS[outcome][language]}`;
}

const ENDINGS: Readonly<Record<'refused' | 'failed', Said>> = {
  refused: { en: '. It was refused.', fr: '. Cela a été refusé.' },
  failed: { en: '. It did not succeed.', fr: ". Cela n'a pas abouti." },
};

function howOf({ purpose, reason }: Happened, language: Language): string {
  if (purpose === 'ETREAT') return REGULATION[language];
  if (purpose !== 'BTG') return '';
  return reason === undefined
    ? EMERGENCY[language]
    : `${EMERGENCY[language]}${because(reason)[language]}`;
}

const REGULATION: Said = {
  en: ', while regulating an emergency call (SAMU)',
  fr: ", lors de la régulation d'un appel d'urgence (SAMU)",
};
const EMERGENCY: Said = {
  en: ', in an emergency (break-glass)',
  fr: ', en urgence (bris de glace)',
};

function because(reason: string): Said {
  return { en: `, with the reason “${reason}”`, fr: `, pour le motif « ${reason} »` };
}

/** The day and time in Paris, in words. */
function dateOf(instant: string, language: Language): string {
  const at = intervalOf(instant);
  return at === undefined ? instant : FORMATS[language].format(at.lo);
}

const FORMATS: Readonly<Record<Language, Intl.DateTimeFormat>> = {
  en: formatIn('en-GB'),
  fr: formatIn('fr-FR'),
};

function formatIn(locale: string): Intl.DateTimeFormat {
  const style = { dateStyle: 'full', timeStyle: 'medium', timeZone: 'Europe/Paris' } as const;
  return new Intl.DateTimeFormat(locale, style);
}

function codeIn(concept: unknown): string | undefined {
  return text(objects(object(concept)?.['coding'])[0]?.['code']);
}

function idIn(reference: string | undefined): string | undefined {
  return reference?.startsWith('Patient/') === true ? reference.slice(8) : undefined;
}
