/**
 * `$validate`: everything that is wrong with a resource, told at once, and nothing stored. What a
 * create, update or delete would be refused for besides its content is told too, as far as rights
 * go. https://hl7.org/fhir/R4/resource-operation-validate.html
 */
import { coveredByScope } from '../access/decide.js';
import { mayEver, type Act } from '../access/rights.js';
import { parseJson } from '../fhir/json.js';
import { both } from '../fhir/language.js';
import { operationOutcome, type Issue } from '../fhir/problem.js';
import { claimedProfiles, type Resource } from '../fhir/resource.js';
import type { Records } from '../records/records.js';
import { cut, words, type Words } from '../validation/report.js';
import { resourcesIn } from '../validation/structure/inside.js';
import type { Place } from '../validation/structure/places.js';
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
  /** What is judged in place of an official profile that is not loaded. */
  readonly standInOf: (url: string) => string | undefined;
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
  const isFlawless = issues.every(({ severity }) => severity === 'information');
  const told = isFlawless ? [FLAWLESS, ...issues] : issues;
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
    throw fault(
      'mode',
      both('is unknown', 'est inconnu'),
      both(`Say one of ${MODES.join(', ')}`, `Dire l'un de ${MODES.join(', ')}`),
    );
  if (mode === 'profile' && profile === undefined)
    throw fault(
      'profile',
      both('is missing', 'manque'),
      both('Name the profile that the mode asks for', 'Nommer le profil que le mode demande'),
    );
  if (mode === 'delete' && id === undefined)
    throw fault(
      'mode',
      both('needs a resource', 'demande une ressource'),
      both(
        'Ask for delete at the address of one resource',
        "Demander delete à l'adresse d'une ressource",
      ),
    );
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
    throw fault(
      'resource',
      both('is missing', 'manque'),
      both(
        'Send the resource as the body, or in Parameters',
        'Envoyer la ressource en corps, ou dans Parameters',
      ),
    );
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
  const said = words(
    `A caller of kind ${caller.kind}, with this token, may not ${act} a ${type}. Ask for the right, or choose another way.`,
    `Un appelant de genre ${caller.kind}, avec ce jeton, n'a pas le droit ${act} sur ${type}. Demander le droit, ou passer par une autre voie.`,
  );
  return [issue('error', 'forbidden', said, type)];
}

function ofPlace({ type, id, mode }: Question, resource: Resource): Issue[] {
  const issues: Issue[] = [];
  if (resource.resourceType !== type) {
    const found = cut(String(resource.resourceType));
    const said = words(
      `The address names ${type}, the resource is ${found}. Send the one the address names.`,
      `L'adresse nomme ${type}, la ressource est ${found}. Envoyer celle que l'adresse nomme.`,
    );
    issues.push(issue('error', 'invalid', said, 'Resource'));
  }
  if (
    mode === 'update' &&
    (resource.id === undefined || (id !== undefined && resource.id !== id))
  ) {
    const said = words(
      'An update needs the id in the resource, and it must equal the id in the address. Correct it.',
      "Une mise à jour demande l'id dans la ressource, égal à celui de l'adresse. Le corriger.",
    );
    issues.push(issue('error', 'value', said, `${type}.id`));
  }
  return issues;
}

function ofContent(needs: ValidateNeeds, { profile }: Question, resource: Resource): Issue[] {
  const { resourceType } = resource;
  const inside = resourcesIn(resource, resourceType).flatMap(claimsOf);
  if (profile === undefined)
    return [...needs.validateAsClaimed(resource), ...ofClaims(needs, inside)];
  if (profile === `${BASE}${resourceType}`) return [...needs.validate(resource)];
  const asked = { url: profile, at: `${resourceType}.meta.profile` };
  const judged = [asked, ...inside.filter(({ at }) => at !== asked.at)];
  return [...needs.validate(resource, profile), ...ofStandIns(needs, judged)];
}

/** A profile that is claimed, and where. */
interface Claim {
  readonly url: string;
  readonly at: string;
}

function claimsOf({ value, at }: Place): Claim[] {
  // A cast: whatever is inside, only its claims are read, which may be of any form.
  return claimedProfiles(value as Resource).map((url) => ({ url, at: `${at}.meta.profile` }));
}

/** What is to be known of profiles that are claimed: those not judged, and those judged by ours. */
function ofClaims(needs: ValidateNeeds, claims: readonly Claim[]): Issue[] {
  const unknown = claims.filter(({ url }) => !needs.knowsProfile(url) && !url.startsWith(BASE));
  const warnings = byProfile(unknown).map(([url, at]) =>
    issue('warning', 'not-supported', unjudged(url), ...at),
  );
  return [...warnings, ...ofStandIns(needs, claims)];
}

/** Profiles told of, and places of each: a large bundle must not make a large answer. */
const PROFILES_MAX = 20;
const PLACES_MAX = 10;

function byProfile(claims: readonly Claim[]): [url: string, at: readonly string[]][] {
  const places = new Map<string, string[]>();
  for (const { url, at } of claims)
    places.set(url, [...(places.get(url) ?? []), at].slice(0, PLACES_MAX));
  return [...places].slice(0, PROFILES_MAX);
}

function ofStandIns(needs: ValidateNeeds, claims: readonly Claim[]): Issue[] {
  return byProfile(claims).flatMap(([url, at]) => {
    const ours = needs.standInOf(url);
    return ours === undefined
      ? []
      : [issue('information', 'informational', byOurs(url, ours), ...at)];
  });
}

function unjudged(url: string): Words {
  const name = cut(url, 200);
  return words(
    `The profile ${name} is claimed and not known here, so it was not judged. Load the package that defines it, or claim one of those in /metadata.`,
    `Le profil ${name} est déclaré et n'est pas connu ici : il n'a pas été jugé. Charger le paquet qui le définit, ou déclarer un de ceux de /metadata.`,
  );
}

function byOurs(url: string, ours: string): Words {
  const name = cut(url, 200);
  return words(
    `The official profile ${name} is not loaded: the resource was judged by ours in its place, ${ours}. Load its package to have it judged itself.`,
    `Le profil officiel ${name} n'est pas chargé : la ressource a été jugée par le nôtre à sa place, ${ours}. Charger son paquet pour qu'il soit jugé lui-même.`,
  );
}

function issue(
  severity: Issue['severity'],
  code: string,
  { text, french }: Words,
  ...at: readonly string[]
): Issue {
  return { severity, code, diagnostics: text, french, expression: at };
}
