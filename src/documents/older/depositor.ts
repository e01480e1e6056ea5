/** Who deposited a document in an older record, as a line names them, and as a caller. */
import type { Caller } from '../../access/caller.js';
import { isObject, text } from '../../fhir/elements.js';
import type { Issue } from '../../fhir/problem.js';
import { words, type Words } from '../../validation/report.js';
import { issue } from '../submission.js';

/** Who deposits; a caller but for the request and what it is allowed. */
export type Depositor = Pick<
  Caller,
  'kind' | 'actor' | 'name' | 'profession' | 'specialty' | 'structure' | 'structureName' | 'ins'
>;

/** What a member must be. */
interface Rule {
  readonly is: (value: unknown) => boolean;
  readonly must: Words;
}

const FILLED: Rule = {
  is: (value) => text(value)?.trim() !== undefined && text(value)?.trim() !== '',
  must: words('must be a text', 'doit être un texte'),
};
const CODE: Rule = {
  is: (value) => /^[A-Za-z0-9]{1,20}$/.test(text(value) ?? ''),
  must: words('must be a code', 'doit être un code'),
};
/** A type digit and a number, as in tokens. */
const NATIONAL_ID: Rule = {
  is: (value) => /^[0-9][0-9A-Z]{1,40}$/.test(text(value) ?? ''),
  must: words(
    'must be a national identifier, with its type digit',
    'doit être un identifiant national, précédé du chiffre de son type',
  ),
};

const MEMBERS: Readonly<Record<string, Rule>> = {
  name: FILLED,
  idNatPs: NATIONAL_ID,
  profession: CODE,
  specialty: CODE,
  idNatSt: NATIONAL_ID,
  structureName: FILLED,
  feeder: { ...CODE, is: (value) => /^[A-Za-z0-9.-]{1,40}$/.test(text(value) ?? '') },
  patient: {
    is: (value) => value === true,
    must: words('must be true, or be left out', 'doit être true, ou absent'),
  },
};

type Given = Readonly<Record<string, unknown>>;
type Kind = 'professional' | 'structure' | 'feeder' | 'patient';

/** The depositor of a line about a patient, or every fault of what names them. */
export function depositorOf(given: unknown, ins: Caller['ins']): Depositor | readonly Issue[] {
  if (!isObject(given))
    return [fault('depositor', words('must be an object', 'doit être un objet'))];
  const kinds = kindsOf(given);
  const faults = [
    ...Object.entries(given).flatMap(([name, value]) => memberFaults(name, value)),
    ...(given['name'] === undefined ? [fault('depositor.name', FILLED.must)] : []),
    ...(kinds.length === 1 ? [] : [fault('depositor', ONE_KIND)]),
    ...(kinds[0] === 'professional' && given['profession'] === undefined
      ? [fault('depositor.profession', CODE.must)]
      : []),
  ];
  const [kind] = kinds;
  return faults.length > 0 || kind === undefined ? faults : made(kind, given, ins);
}

const ONE_KIND = words(
  'must name one: idNatPs for a professional (with idNatSt for their structure), idNatSt alone for a structure, feeder, or patient',
  'doit désigner une seule personne : idNatPs pour un professionnel (avec idNatSt pour sa structure), idNatSt seul pour une structure, feeder, ou patient',
);

function kindsOf(given: Given): Kind[] {
  const has = (name: string): boolean => given[name] !== undefined;
  return [
    ...(has('idNatPs') ? (['professional'] as const) : []),
    ...(has('idNatSt') && !has('idNatPs') ? (['structure'] as const) : []),
    ...(has('feeder') ? (['feeder'] as const) : []),
    ...(has('patient') ? (['patient'] as const) : []),
  ];
}

function memberFaults(name: string, value: unknown): Issue[] {
  const rule = Object.hasOwn(MEMBERS, name) ? MEMBERS[name] : undefined;
  if (rule === undefined) return [fault('depositor', UNKNOWN)];
  return rule.is(value) ? [] : [fault(`depositor.${name}`, rule.must)];
}

const UNKNOWN = words(
  `may hold ${Object.keys(MEMBERS).join(', ')}, and nothing else`,
  `ne peut contenir que ${Object.keys(MEMBERS).join(', ')}`,
);

/** A fault of a member: the member, then what it must be. */
export function fault(at: string, must: Words): Issue {
  return issue(at, { text: `${at} ${must.text}.`, french: `${at} ${must.french}.` });
}

function made(kind: Kind, given: Given, ins: Caller['ins']): Depositor {
  const structure = text(given['idNatSt']);
  return {
    kind,
    ...{ name: text(given['name']) ?? '', actor: actorOf(kind, given) },
    ...(kind === 'patient' && ins !== undefined ? { ins } : {}),
    ...(structure === undefined ? {} : { structure: `st:${structure}` }),
    ...texts(given, 'structureName'),
    ...texts(given, 'profession'),
    ...texts(given, 'specialty'),
  };
}

function actorOf(kind: Kind, given: Given): Caller['actor'] {
  const told = (name: string): string => text(given[name]) ?? '';
  switch (kind) {
    case 'professional':
      return `ps:${told('idNatPs')}`;
    case 'structure':
      return `st:${told('idNatSt')}`;
    case 'feeder':
      return `feeder:${told('feeder')}`;
    case 'patient':
      return 'patient:';
  }
}

function texts(given: Given, name: string): Record<string, string> {
  const value = text(given[name]);
  return value === undefined ? {} : { [name]: value };
}
