/** Two dossiers, one of a victim, and what an attack on it may never do. */
import type { Test } from 'tap';
import { aBundle, openDossier, push, type OpenDossier } from '../../fixtures/dossier.js';
import { issuesOf } from '../../fixtures/outcome.js';
import { totalsOf } from '../../fixtures/submission.js';
import { leapingClock } from '../../notifications/a-subscriber.js';
import { startServer, type Answer, type Json, type TestServer } from '../../fixtures/server.js';

/** Stands in every document of the victim, and in nothing that an attacker sends. */
export const SECRET = 'Sarkoidose';

/** Ids of what there is in a dossier. */
export interface Target extends OpenDossier {
  readonly document: string;
  readonly binary: string;
  readonly list: string;
}

/** The server, the victim's dossier (`patient`) and that of another patient (`child`). */
export interface Ground {
  readonly server: TestServer;
  readonly clock: ReturnType<typeof leapingClock>;
  readonly victim: Target;
  readonly own: Target;
  /** What the victim finds of each kind in the dossier, before any attack. */
  readonly holdings: readonly number[];
}

/** Both dossiers, the victim's with an authorised neurologist. */
export async function aGround(
  t: Pick<Test, 'teardown'>,
  settings: Readonly<Record<string, string>> = {},
): Promise<Ground> {
  const clock = leapingClock();
  const server = await startServer(t, { clock, settings });
  const victim = await openDossier(server, { authorised: ['neurologist'], blocked: ['blocked'] });
  const own = await openDossier(server, { persona: 'child', authorised: ['neurologist'] });
  const targets = {
    victim: await filled(server, victim, SECRET),
    own: await filled(server, own, 'Compte rendu'),
  };
  return { server, clock, ...targets, holdings: await holdings(server, victim) };
}

async function filled(server: TestServer, dossier: OpenDossier, title: string): Promise<Target> {
  const made = await push(server, 'gp', aBundle(dossier.patient, [{ title }]));
  const [document = '', binary = '', list = ''] = [
    made.documents[0],
    made.binaries[0],
    made.lists[0],
  ];
  return { ...dossier, document, binary, list };
}

/** An answer in short: the status, then the case it tells, or how much was found. */
export function brief(answer: Answer): string {
  const [issue] = issuesOf(answer);
  const detail = issue?.details?.coding?.[0]?.code as string | undefined;
  if (issue !== undefined) return `${answer.status} ${detail ?? issue.code}`;
  const { total, entry } = bodyOf(answer);
  const found = total ?? (entry as Json[] | undefined)?.length;
  return found === undefined ? `${answer.status}` : `${answer.status} ${found} found`;
}

function bodyOf(answer: Answer): Json {
  try {
    return answer.json();
  } catch {
    return {};
  }
}

async function holdings(server: TestServer, victim: OpenDossier): Promise<readonly number[]> {
  const patient = await server.as('patient');
  const declared = ['Consent', 'CareTeam', 'RelatedPerson'].map(
    async (type) => (await patient.get(`${type}?_summary=count`)).json().total as number,
  );
  return [...(await totalsOf(victim.patient, patient)), ...(await Promise.all(declared))];
}

/** Attacks at once: each is answered so, none shows a secret, and nothing is stored or changed. */
export async function repelled(
  t: Test,
  ground: Ground,
  attacks: Readonly<Record<string, readonly [expected: string, attack: Promise<Answer>]>>,
): Promise<void> {
  for (const [what, [expected, attack]] of Object.entries(attacks)) {
    const answer = await attack;
    t.equal(brief(answer), expected, what);
    t.notOk(answer.text.includes(SECRET), `${what}: no secret is shown`);
  }
  t.strictSame(await holdings(ground.server, ground.victim), ground.holdings, 'nothing is stored');
}
