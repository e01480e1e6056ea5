/**
 * `CodeSystem/$lookup`: what a code is called, and what else its code system says of it.
 * https://hl7.org/fhir/R4/codesystem-operation-lookup.html
 */
import { text } from '../../fhir/elements.js';
import { both } from '../../fhir/language.js';
import type { CodeSystem, Concept } from '../../terminology/code-system.js';
import { fault, textOf, textsOf } from '../given.js';
import type { Invocation, Operation } from '../operation.js';
import { codeOf, displayIn, parameters, some, stringOut, type Out } from './codes.js';
import { knownFor, type TerminologyNeeds, theCode, theCodeSystem, unknown } from './known.js';

/** The operation. */
export function lookupOperation(needs: TerminologyNeeds): Operation {
  return {
    name: 'lookup',
    definition: 'http://hl7.org/fhir/OperationDefinition/CodeSystem-lookup',
    levels: ['type'],
    types: ['CodeSystem'],
    changes: false,
    run: async (invocation) => ({ body: await lookup(needs, invocation) }),
  };
}

const NAMES = { code: 'code', system: 'system', version: 'version', coding: 'coding' };

async function lookup(needs: TerminologyNeeds, invocation: Invocation): Promise<Buffer> {
  const { given, caller, asked } = invocation;
  const code = codeOf(given, NAMES);
  if (code === undefined)
    throw fault(
      'code',
      both('is missing', 'manque'),
      both('Send system and code, or coding', 'Envoyer system et code, ou coding'),
    );
  const { system: url, version } = code;
  if (url === undefined)
    throw fault(
      'system',
      both('is missing', 'manque'),
      both('Name the code system of the code', 'Nommer le système de codes du code'),
    );
  const canonical = version === undefined ? url : `${url}|${version}`;
  const known = await knownFor(needs, invocation, { wanted: [{ kind: 'CodeSystem', canonical }] });
  const system = known.codeSystem(canonical);
  if (system === undefined) throw unknown(theCodeSystem(canonical));
  const concept = system.find(code.code);
  if (concept === undefined) throw unknown(theCode(code.code, canonical));
  await needs.records.performed(caller, asked);
  const wanted = textsOf(given, 'property');
  const language = textOf(given, 'displayLanguage');
  return parameters([
    { name: 'name', valueString: system.name },
    stringOut('version', system.version),
    { name: 'display', valueString: displayIn(concept, language) ?? concept.code },
    ...designationsOf(concept, wanted),
    ...propertiesOf(system, concept, wanted),
  ]);
}

function designationsOf({ designations }: Concept, wanted: readonly string[]): Out[] {
  const isWanted = (language: string | undefined): boolean =>
    wanted.length === 0 ||
    wanted.includes('designation') ||
    wanted.includes(`lang.${language ?? ''}`);
  return designations
    .filter(({ language }) => isWanted(text(language)))
    .map(({ language, use, value }) => ({
      name: 'designation',
      part: [
        ...(language === undefined ? [] : [{ name: 'language', valueCode: language }]),
        ...(use === undefined ? [] : [{ name: 'use', valueCoding: use }]),
        { name: 'value', valueString: value },
      ],
    }));
}

function propertiesOf(system: CodeSystem, concept: Concept, wanted: readonly string[]): Out[] {
  const { definition, parents, children, properties } = concept;
  const all = [
    ...(definition === undefined ? [] : [propertyOf('definition', { valueString: definition })]),
    ...parents.map((code) => relative('parent', system, code)),
    ...children.map((code) => relative('child', system, code)),
    ...properties
      .filter(({ code }) => !['parent', 'child'].includes(text(code) ?? ''))
      .map(({ code, ...rest }) => propertyOf(text(code) ?? '', rest)),
  ];
  return all
    .filter(({ code }) => wanted.length === 0 || wanted.includes(code))
    .map(({ out }) => out);
}

function relative(name: string, system: CodeSystem, code: string): { code: string; out: Out } {
  const description = system.find(code)?.display;
  return propertyOf(name, { valueCode: code, ...some({ description }) });
}

function propertyOf(code: string, of: Record<string, unknown>): { code: string; out: Out } {
  const { description, ...rest } = of;
  const [value] = Object.entries(rest).filter(([name]) => name.startsWith('value'));
  const part = [
    { name: 'code', valueCode: code },
    ...(value === undefined ? [] : [{ name: 'value', [value[0]]: value[1] }]),
    ...(description === undefined ? [] : [{ name: 'description', valueString: description }]),
  ];
  return { code, out: { name: 'property', part } };
}
