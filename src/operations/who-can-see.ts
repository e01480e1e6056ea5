/**
 * `Patient/[id]/$who-can-see?document=[id]`: which kinds of callers could open a document now, and
 * why, in the words of the patient. The answer is that of the decision which opens or refuses it.
 */
import type { Reader } from '../access/readers.js';
import { stringify } from '../fhir/json.js';
import { both, type Language } from '../fhir/language.js';
import type { Records } from '../records/records.js';
import type { NamedReader } from '../records/who-can-see.js';
import { fault, textOf, type Given } from './given.js';
import type { Invocation, Operation } from './operation.js';
import { KINDS, PROFESSIONS, REASONS, verdictOf } from './who-can-see-said.js';

/** What it is built on. */
export interface WhoCanSeeNeeds {
  readonly records: Records;
  readonly settings: { readonly base: string };
}

const NAME = 'who-can-see';

/** The operation. */
export function whoCanSeeOperation({ records, settings }: WhoCanSeeNeeds): Operation {
  return {
    name: NAME,
    definition: `${settings.base}/OperationDefinition/${NAME}`,
    levels: ['instance'],
    types: ['Patient'],
    changes: false,
    run: async ({ caller, id = '', given, asked, language = 'en' }: Invocation) => {
      const document = documentOf(given);
      const readers = await records.whoCanSee(caller, { patient: id, document, asked });
      return { body: answer(readers, language) };
    },
  };
}

function documentOf(given: Given): string {
  const document = textOf(given, 'document')?.replace(/^DocumentReference\//, '');
  if (document !== undefined && /^[A-Za-z0-9\-.]{1,64}$/.test(document)) return document;
  throw fault(
    'document',
    both('is missing or no id', "manque ou n'est pas un id"),
    both('Send the id of a DocumentReference', "Envoyer l'id d'un DocumentReference"),
  );
}

function answer(readers: readonly NamedReader[], language: Language): Buffer {
  const parameter = readers.map((reader) => ({
    name: 'reader',
    part: [
      { name: 'kind', valueCode: reader.kind },
      ...partyPart(reader),
      { name: 'may', valueBoolean: reader.right.kind === 'granted' },
      { name: 'because', valueCode: reader.right.because },
      { name: 'said', valueString: said(reader, language) },
      ...professionParts(reader),
    ],
  }));
  return Buffer.from(stringify({ resourceType: 'Parameters', parameter }));
}

const SYSTEMS: Readonly<Partial<Record<string, string>>> = {
  ps: 'urn:oid:1.2.250.1.71.4.2.1',
  st: 'urn:oid:1.2.250.1.71.4.2.2',
};

function partyPart({ party, name, namedIn }: NamedReader): object[] {
  if (party === undefined && name === undefined) return [];
  const [kind = '', value = ''] = (party ?? '').split(':');
  const system = SYSTEMS[kind];
  const identifier =
    party === undefined ? {} : { identifier: { ...(system ? { system } : {}), value } };
  const display = name === undefined ? {} : { display: name };
  return [
    { name: 'party', valueReference: { ...identifier, ...display } },
    ...(namedIn === undefined
      ? []
      : [{ name: 'named-in', valueReference: { reference: namedIn } }]),
  ];
}

function professionParts({ professions = [] }: Reader): object[] {
  const system =
    'https://mos.esante.gouv.fr/NOS/TRE_G15-ProfessionSante/FHIR/TRE-G15-ProfessionSante';
  return professions.map((coding) => ({
    name: 'profession',
    valueCoding: { system, ...coding },
  }));
}

function said({ kind, name, right, professions }: NamedReader, language: Language): string {
  const who = name === undefined ? KINDS[kind][language] : `${name} (${KINDS[kind][language]})`;
  const reason = REASONS[right.because]?.[language];
  const may = right.kind === 'granted';
  const only =
    may && professions !== undefined
      ? ` ${PROFESSIONS[language]} ${professions.map(({ display }) => display).join(', ')}.`
      : '';
  return `${who} ${verdictOf(kind, may)[language]}${reason === undefined ? '' : `${COLON[language]} ${reason}`}.${only}`;
}

const COLON: Readonly<Record<Language, string>> = { en: ':', fr: ' :' };
