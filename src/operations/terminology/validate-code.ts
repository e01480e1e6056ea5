/**
 * `$validate-code`: whether a code is one of a code system, or of a value set. What cannot be known
 * here is not valid, and the message says why.
 * https://hl7.org/fhir/R4/codesystem-operation-validate-code.html,
 * https://hl7.org/fhir/R4/valueset-operation-validate-code.html
 */
import { both } from '../../fhir/language.js';
import { makeCodeSystem, type Concept } from '../../terminology/code-system.js';
import { isAbstract } from '../../terminology/expansion.js';
import type { Terminology } from '../../terminology/terminology.js';
import type { Known } from '../../terminology/value-set.js';
import { fault, flagOf, textOf } from '../given.js';
import type { Invocation, Operation } from '../operation.js';
import { codesOf, displayIn, isCalled, parameters, shown, stringOut } from './codes.js';
import type { AskedCode } from './codes.js';
import {
  askedValueSet,
  canonicalOf,
  knownFor,
  subjectOf,
  theCodeSystem,
  unknown,
  wantedAs,
} from './known.js';
import type { TerminologyNeeds } from './known.js';
import { refuseUnserved } from './unserved.js';

/** The operations. */
export function validateCodeOperations(needs: TerminologyNeeds): Operation[] {
  const of = (type: string, judge: Judging): Operation => ({
    name: 'validate-code',
    definition: `http://hl7.org/fhir/OperationDefinition/${type}-validate-code`,
    levels: ['type', 'instance'],
    types: [type],
    changes: false,
    run: async (invocation) => {
      const { codes, judged } = await judge(needs, invocation);
      await needs.records.performed(invocation.caller, invocation.asked);
      return { body: answer(invocation, codes.map(judged)) };
    },
  });
  return [of('CodeSystem', inCodeSystem), of('ValueSet', inValueSet)];
}

/** What is found of one code: why it is not valid, or what it is called. */
interface Judged {
  readonly fault?: string;
  readonly concept?: Concept;
}

type Judging = (
  needs: TerminologyNeeds,
  invocation: Invocation,
) => Promise<{
  readonly codes: readonly AskedCode[];
  readonly judged: (code: AskedCode) => Judged;
}>;

/** One valid code is enough of a CodeableConcept. */
function answer({ given }: Invocation, all: readonly Judged[]): Buffer {
  const valid = all.find(({ fault: why }) => why === undefined);
  const faults = all.flatMap(({ fault: why }) => why ?? []);
  const { concept } = valid ?? all[0] ?? {};
  const display =
    concept === undefined ? undefined : displayIn(concept, textOf(given, 'displayLanguage'));
  return parameters([
    { name: 'result', valueBoolean: valid !== undefined },
    valid === undefined ? stringOut('message', faults.join(' ')) : undefined,
    stringOut('display', display),
  ]);
}

const OF_A_SYSTEM = { code: 'code', version: 'version', coding: 'coding' };

const inCodeSystem: Judging = async (needs, invocation) => {
  const { given } = invocation;
  refuseUnserved(given, ['date']);
  const codes = codesOf(given, OF_A_SYSTEM);
  const subject = await subjectOf(needs, invocation, 'codeSystem');
  const named = canonicalOf(given, 'url', 'version');
  const canonical = named ?? codes.find(({ system }) => system !== undefined)?.system;
  if (subject === undefined && canonical === undefined)
    throw fault(
      'url',
      both('is missing', 'manque'),
      both(
        'Name the code system, or send it as codeSystem',
        "Nommer le système de codes, ou l'envoyer en codeSystem",
      ),
    );
  const wanted = wantedAs('CodeSystem', subject === undefined ? canonical : undefined);
  const known = await knownFor(needs, invocation, { wanted });
  const system =
    subject === undefined ? known.codeSystem(canonical ?? '') : makeCodeSystem(subject);
  if (system === undefined) throw unknown(theCodeSystem(canonical));
  const judged = (asked: AskedCode): Judged => {
    const concept = system.find(asked.code);
    if (asked.system !== undefined && asked.system !== system.url)
      return { fault: `${shown(asked)} is of another code system than ${system.url}.` };
    if (concept !== undefined) return ofConcept(invocation, asked, concept);
    return { fault: `${shown(asked)} is no code of ${system.url}${unlessPart(system.whole)}.` };
  };
  return { codes, judged };
};

function unlessPart(isWhole: boolean): string {
  return isWhole ? '' : ', of which only a part is known here';
}

const OF_A_SET = { code: 'code', system: 'system', version: 'systemVersion', coding: 'coding' };

const inValueSet: Judging = async (needs, invocation) => {
  const { given } = invocation;
  refuseUnserved(given, ['context', 'date']);
  const codes = codesOf(given, OF_A_SET);
  if (codes.some(({ system }) => system === undefined))
    throw fault(
      'system',
      both('is missing', 'manque'),
      both('Name the code system of the code', 'Nommer le système de codes du code'),
    );
  const { valueSet, known } = await askedValueSet(
    needs,
    invocation,
    codes.flatMap(({ system }) => wantedAs('CodeSystem', system)),
  );
  const judged = (asked: AskedCode): Judged => {
    const isIn = valueSet.has(asked.system, asked.code);
    const concept = conceptOf(known, asked);
    if (isIn === true) return ofConcept(invocation, asked, concept);
    return { fault: notIn(isIn, asked, known), ...(concept === undefined ? {} : { concept }) };
  };
  return { codes, judged };
};

function conceptOf(known: Terminology, { system = '', code }: AskedCode): Concept | undefined {
  return known.codeSystem(system)?.find(code);
}

function notIn(isIn: Known, asked: AskedCode, known: Terminology): string {
  if (isIn === false) return `${shown(asked)} is not in the value set.`;
  const system = known.codeSystem(asked.system ?? '');
  const why =
    system === undefined ? 'its code system is not known' : 'not all of its code system is known';
  return `Whether ${shown(asked)} is in the value set cannot be told: ${why} here.`;
}

/** A code that is there may yet be called wrongly, or be there to group others. */
function ofConcept({ given }: Invocation, asked: AskedCode, concept?: Concept): Judged {
  if (concept === undefined) return {};
  if (flagOf(given, 'abstract') !== true && isAbstract(concept))
    return { concept, fault: `${shown(asked)} groups other codes and stands for no case itself.` };
  if (asked.display === undefined || isCalled(concept, asked.display)) return { concept };
  const called = concept.display ?? concept.code;
  return { concept, fault: `The display of ${shown(asked)} is "${called}", not the one sent.` };
}
