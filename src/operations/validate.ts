/**
 * `$validate`: everything that is wrong with a resource, told at once, and nothing stored. What a
 * create, update or delete would be refused for besides its content is told too, as far as rights
 * go. https://hl7.org/fhir/R4/resource-operation-validate.html
 */
import { coveredByScope } from '../access/decide.js';
import { mayEver, type Act } from '../access/rights.js';
import { parseJson } from '../fhir/json.js';
import { operationOutcome, type Issue } from '../fhir/problem.js';
import { claimedProfiles, type Resource } from '../fhir/resource.js';
import type { Records } from '../records/records.js';
import { fault, resourceOf, textOf } from './given.js';
import type { Invocation, Operation } from './operation.js';

/** What validation is built on. */
export interface ValidateNeeds {
  readonly records: Records;
  /** Base R4 and, where one is named, a profile. */
  readonly validate: (resource: unknown, profile?: string) => readonly Issue[];
  /** Base R4 and every known profile that the resource claims. */
  readonly validateAsClaimed: (resource: Resource) => readonly Issue[];
  readonly knowsProfile: (url: string) => boolean;
}

type Mode = 'create' | 'update' | 'delete' | 'profile';
const MODES: readonly string[] = ['create', 'update', 'delete', 'profile'];
const BASE = 'http://hl7.org/fhir/StructureDefinition/';

/** The operation. */
export function validateOperation(needs: ValidateNeeds): Operation {
  return {
    name: 'validate',
    definition: 'http://hl7.org/fhir/OperationDefinition/Resource-validate',
    levels: ['type', 'instance'],
    changes: false,
    run: async (invocation) => ({ body: await validated(needs, invocation) }),
  };
}

interface Question {
  readonly type: string;
  readonly id?: string;
  readonly mode?: Mode;
  readonly profile?: string;
}

async function validated(needs: ValidateNeeds, invocation: Invocation): Promise<Buffer> {
  const { given, caller } = invocation;
  const question = questionOf(invocation);
  const resource = await subjectOf(needs, invocation, question);
  const issues = [
    ...ofRights(caller, question),
    ...(resource === undefined ? [] : ofPlace(question, resource)),
    ...(resource === undefined ? [] : ofContent(needs, question, resource)),
  ];
  // A stored resource that was looked at has told its own event.
  if (resource === undefined || resourceOf(given, 'resource') !== undefined)
    await needs.records.performed(caller, invocation.asked);
  const told = issues.length > 0 ? issues : [FLAWLESS];
  return Buffer.from(JSON.stringify(operationOutcome(told, invocation.language)));
}

const FLAWLESS: Issue = {
  severity: 'information',
  code: 'informational',
  diagnostics: 'No fault was found. Nothing was stored.',
  french: "Aucun défaut n'a été trouvé. Rien n'a été enregistré.",
};

function questionOf({ type = '', id, given }: Invocation): Question {
  const mode = textOf(given, 'mode');
  const profile = textOf(given, 'profile');
  if (mode !== undefined && !MODES.includes(mode))
    throw fault('mode', 'is unknown', `Say one of ${MODES.join(', ')}`);
  if (mode === 'profile' && profile === undefined)
    throw fault('profile', 'is missing', 'Name the profile that the mode asks for');
  if (mode === 'delete' && id === undefined)
    throw fault('mode', 'needs a resource', 'Ask for delete at the address of one resource');
  return {
    type,
    ...(id === undefined ? {} : { id }),
    ...(mode === undefined ? {} : { mode: mode as Mode }), // one of MODES
    ...(profile === undefined ? {} : { profile }),
  };
}

/** The resource sent, else the stored one; none where a deletion is asked about. */
async function subjectOf(
  { records }: ValidateNeeds,
  { caller, given, asked }: Invocation,
  { type, id, mode }: Question,
): Promise<Resource | undefined> {
  const sent = resourceOf(given, 'resource');
  if (sent !== undefined && mode !== 'delete') return sent;
  if (id === undefined)
    throw fault('resource', 'is missing', 'Send the resource as the body, or in Parameters');
  const shown = await records.read(
    caller,
    { type, id },
    { interaction: 'operation', query: asked },
  );
  return mode === 'delete' ? undefined : (parseJson(shown.body) as Resource); // as it was stored
}

function ofRights(caller: Invocation['caller'], { mode, type }: Question): Issue[] {
  if (mode === undefined || mode === 'profile') return [];
  const act: Act = mode;
  if (mayEver(caller.kind, act, type) && coveredByScope(caller, act, type)) return [];
  const text = `A caller of kind ${caller.kind}, with this token, may not ${act} a ${type}. Ask for the right, or choose another way.`;
  return [{ severity: 'error', code: 'forbidden', diagnostics: text, expression: [type] }];
}

function ofPlace({ type, id, mode }: Question, resource: Resource): Issue[] {
  const issues: Issue[] = [];
  if (resource.resourceType !== type) {
    const text = `The address names ${type}, the resource is ${String(resource.resourceType)}. Send the one the address names.`;
    issues.push({
      severity: 'error',
      code: 'invalid',
      diagnostics: text,
      expression: ['Resource'],
    });
  }
  if (
    mode === 'update' &&
    (resource.id === undefined || (id !== undefined && resource.id !== id))
  ) {
    const text = 'An update needs the id in the resource, and it must equal the id in the address.';
    issues.push({
      severity: 'error',
      code: 'value',
      diagnostics: text,
      expression: [`${type}.id`],
    });
  }
  return issues;
}

function ofContent(needs: ValidateNeeds, { profile }: Question, resource: Resource): Issue[] {
  if (profile === undefined)
    return [...needs.validateAsClaimed(resource), ...unknownClaims(needs, resource)];
  if (profile === `${BASE}${resource.resourceType}`) return [...needs.validate(resource)];
  return [...needs.validate(resource, profile)];
}

function unknownClaims(needs: ValidateNeeds, resource: Resource): Issue[] {
  return claimedProfiles(resource)
    .filter((url) => !needs.knowsProfile(url) && !url.startsWith(BASE))
    .map((url) => ({
      severity: 'warning',
      code: 'not-supported',
      diagnostics: `The profile ${url.slice(0, 200)} is claimed and not known here, so it was not judged. See /metadata for those that are.`,
      expression: [`${resource.resourceType}.meta.profile`],
    }));
}
