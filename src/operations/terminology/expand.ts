/**
 * `ValueSet/$expand`: the codes of a value set, found by words and given by pages.
 * https://hl7.org/fhir/R4/valueset-operation-expand.html
 */
import type { Clock } from '../../clock.js';
import { formatInstant } from '../../fhir/instant.js';
import { stringify } from '../../fhir/json.js';
import type { Sentence } from '../../fhir/language.js';
import { problem } from '../../fhir/problem.js';
import { text } from '../../fhir/elements.js';
import type { Ids } from '../../ids.js';
import { fold } from '../../search/query.js';
import { expand, type Expanded, type Member } from '../../terminology/expansion.js';
import type { ValueSet } from '../../terminology/value-set.js';
import { countOf, flagOf, textOf, textsOf, type Given } from '../given.js';
import type { Invocation, Operation } from '../operation.js';
import { canonicalOfSystem, displayIn, some } from './codes.js';
import { askedValueSet } from './known.js';
import type { TerminologyNeeds } from './known.js';
import { refuseUnserved } from './unserved.js';

/** What expanding is built on. */
export interface ExpandNeeds extends TerminologyNeeds {
  readonly clock: Clock;
  readonly ids: Ids;
}

/** More codes are given by pages only. */
const CODES_MAX = 5_000;
const UNSERVED = [
  ...['context', 'contextDirection', 'date'],
  ...['system-version', 'check-system-version', 'force-system-version'],
];
const UNCLOSED = 'http://hl7.org/fhir/StructureDefinition/valueset-unclosed';

/** The operation. */
export function expandOperation(needs: ExpandNeeds): Operation {
  return {
    name: 'expand',
    definition: 'http://hl7.org/fhir/OperationDefinition/ValueSet-expand',
    levels: ['type', 'instance'],
    types: ['ValueSet'],
    changes: false,
    run: async (invocation) => ({ body: await expansion(needs, invocation) }),
  };
}

async function expansion(needs: ExpandNeeds, invocation: Invocation): Promise<Buffer> {
  const { given, caller, asked } = invocation;
  refuseUnserved(given, UNSERVED);
  const { valueSet, known } = await askedValueSet(needs, invocation);
  const expanded = expand(valueSet, known);
  if ('unknown' in expanded) throw notListed(expanded.unknown);
  const body = answer(needs, given, { valueSet, expanded });
  await needs.records.performed(caller, asked);
  return body;
}

function notListed({ why, french }: Sentence): Error {
  return problem('unprocessable', {
    why: `The codes cannot be listed: this server does not know ${why.slice(0, 300)}.`,
    french: `Les codes ne peuvent pas être énumérés : ce serveur ne connaît pas ${french.slice(0, 300)}.`,
  });
}

interface Listed {
  readonly valueSet: ValueSet;
  readonly expanded: Exclude<Expanded, { unknown: Sentence }>;
}

function answer(needs: ExpandNeeds, given: Given, { valueSet, expanded }: Listed): Buffer {
  const found = expanded.members.filter(wantedBy(given));
  const offset = countOf(given, 'offset') ?? 0;
  const count = countOf(given, 'count');
  if (count === undefined && found.length > CODES_MAX) throw tooMany(found.length);
  const page = found.slice(offset, count === undefined ? undefined : offset + count);
  const { compose, text: _, ...definition } = valueSet.resource;
  const contains = page.map((member) => containedAs(given, member));
  const parameter = [...echoed(given), ...versionsOf(expanded)];
  const isWhole = expanded.parts.length === 0;
  return Buffer.from(
    stringify({
      ...definition,
      ...(flagOf(given, 'includeDefinition') === true ? some({ compose }) : {}),
      expansion: {
        ...(isWhole ? {} : { extension: [{ url: UNCLOSED, valueBoolean: true }] }),
        identifier: `urn:uuid:${needs.ids.uuid()}`,
        timestamp: formatInstant(needs.clock.now()),
        total: found.length,
        offset,
        ...(parameter.length === 0 ? {} : { parameter }),
        ...(contains.length === 0 ? {} : { contains }),
      },
    }),
  );
}

/** Each word asked for must begin a word of what the code is called, or of the code. */
function wantedBy(given: Given): (member: Member) => boolean {
  const words = fold(textOf(given, 'filter') ?? '').split(' ');
  const isActiveOnly = flagOf(given, 'activeOnly') === true;
  const isForUi = flagOf(given, 'excludeNotForUI') === true;
  const without = textsOf(given, 'exclude-system');
  return (member) => {
    if ((isActiveOnly && member.inactive) || (isForUi && member.abstract)) return false;
    if (without.includes(member.system ?? '')) return false;
    const names = [member.code, member.display, ...member.designations.map(({ value }) => value)];
    const all = ` ${names.map((name) => fold(text(name) ?? '')).join(' ')}`;
    return words.every((word) => all.includes(` ${word}`));
  };
}

function containedAs(given: Given, member: Member): Record<string, unknown> {
  const { system, version, code, designations } = member;
  const isWithNames = flagOf(given, 'includeDesignations') === true && designations.length > 0;
  return {
    ...some({ system, version }),
    ...(member.abstract ? { abstract: true } : {}),
    ...(member.inactive ? { inactive: true } : {}),
    code,
    ...some({ display: displayIn(member, textOf(given, 'displayLanguage')) }),
    ...(isWithNames ? { designation: designations } : {}),
  };
}

const ECHOED: Readonly<Record<string, string>> = {
  filter: 'valueString',
  displayLanguage: 'valueCode',
  count: 'valueInteger',
  offset: 'valueInteger',
  includeDesignations: 'valueBoolean',
  activeOnly: 'valueBoolean',
  excludeNested: 'valueBoolean',
  excludeNotForUI: 'valueBoolean',
  'exclude-system': 'valueUri',
};

/** What the expansion was controlled by, as it says itself. */
function echoed(given: Given): object[] {
  return Object.entries(ECHOED).flatMap(([name, as]) =>
    textsOf(given, name).map((value) => {
      if (as === 'valueInteger') return { name, [as]: Number(value) };
      return { name, [as]: as === 'valueBoolean' ? value === 'true' : value };
    }),
  );
}

/** Which version of each code system was used, and of which not all is known. */
function versionsOf({ members, parts }: Listed['expanded']): object[] {
  const versions = members.flatMap(({ system, version }) =>
    system === undefined || version === undefined ? [] : `${system}|${version}`,
  );
  return [
    ...[...new Set(versions)].map((valueUri) => ({ name: 'version', valueUri })),
    ...parts.map((part) => ({ name: 'fragment', valueUri: canonicalOfSystem(part) })),
  ];
}

function tooMany(found: number): Error {
  return problem('too-costly', {
    why: `The value set has ${found} such codes, and ${CODES_MAX} are given at once. Ask by pages with count and offset, or for some by filter.`,
    french: `Le jeu de valeurs a ${found} codes de ce genre, et ${CODES_MAX} sont donnés à la fois. Les demander par pages avec count et offset, ou en partie par filter.`,
  });
}
