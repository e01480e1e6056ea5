/**
 * The care team of a dossier from its CareTeams: the professionals of each active one, in the
 * structure that manages it (`access-rules`, step 5b).
 */
import type { CareMember } from '../../../access/policy.js';
import { object, objects } from '../../../fhir/elements.js';
import { problem, type Issue } from '../../../fhir/problem.js';
import { actorsOf } from '../actors.js';
import { boundsOf, within } from './bounds.js';
import type { Change, Writing } from './change.js';

/**
 * The members that result. Fails with `not-conformant` where a member of an active team is no known
 * professional.
 */
export async function careTeamAfter(
  writing: Writing,
  before: readonly CareMember[],
  change: Change,
): Promise<CareMember[]> {
  const others = before.filter(({ id }) => id !== change.resource.id);
  return [...others, ...(await membersOf(writing, change))];
}

async function membersOf(writing: Writing, change: Change): Promise<CareMember[]> {
  const { resource: team, removed } = change;
  if (removed || team['status'] !== 'active') return [];
  const [structure] = await keysOf(writing, team['managingOrganization'], 'st:');
  const period = boundsOf(team['period']);
  const members: CareMember[] = [];
  for (const participant of objects(team['participant'])) {
    const actors = await keysOf(writing, participant['member'], 'ps:');
    if (actors.length === 0) throw problem('not-conformant', { issues: [NO_PROFESSIONAL] });
    const bounds = within(period, boundsOf(object(participant['period'])));
    const shared = {
      id: String(team.id),
      ...bounds,
      ...(structure === undefined ? {} : { structure }),
    };
    members.push(...actors.map((actor) => ({ ...shared, actor })));
  }
  return members;
}

/** The keys of professionals, or of structures, that a reference names. */
async function keysOf(
  { needs, place }: Writing,
  reference: unknown,
  sign: 'ps:' | 'st:',
): Promise<string[]> {
  const keys = await actorsOf(needs, place.caller, reference);
  return keys.filter((key) => key.startsWith(sign));
}

const NO_PROFESSIONAL: Issue = {
  severity: 'error',
  code: 'value',
  diagnostics:
    'A member of an active care team is no known professional. Name a Practitioner or PractitionerRole by reference, or by an IDNPS or RPPS identifier.',
  french:
    "Un membre d'une équipe de soins active n'est pas un professionnel connu. Désigner un Practitioner ou un PractitionerRole par référence, ou par un identifiant IDNPS ou RPPS.",
  expression: ['CareTeam.participant.member'],
};
