/** Masking every document that a dossier holds: some at a time, until none is left. */
import type { Caller } from '../access/caller.js';
import { both } from '../fhir/language.js';
import { problem } from '../fhir/problem.js';
import type { Resource } from '../fhir/resource.js';
import type { Shown } from '../fhir/version.js';
import { masked } from '../records/changes/masking.js';
import type { Change } from '../records/changes/plan.js';
import type { Records } from '../records/records.js';
import type { SearchParameters } from '../search/parameters.js';
import { parse } from '../search/parse.js';

/** Documents of one commit. */
const BATCH = 200;

/** What it is built on. */
interface MaskingNeeds {
  readonly records: Records;
  readonly parameters: SearchParameters;
}

/**
 * Masks all that are not, archived ones too, and tells how many. What was masked before a failure
 * stays so, and the same again masks the rest.
 */
export async function maskAll(
  needs: MaskingNeeds,
  caller: Caller,
  patient: string,
): Promise<number> {
  if (caller.kind !== 'patient') throw problem('not-allowed', NOT_THEIRS);
  const { stream } = await needs.records.dossierFor(caller, { id: patient });
  for (let done = 0; ;) {
    const [first, ...others] = await unmasked(needs, caller, patient);
    if (first === undefined) return done;
    const changes = [
      changeOf(stream, first),
      ...others.map((one) => changeOf(stream, one)),
    ] as const;
    await needs.records.commit(caller, { act: { interaction: 'patch' }, changes: [...changes] });
    done += changes.length;
  }
}

const NOT_THEIRS = both(
  'Only the patient, or who acts for them, masks all documents.',
  'Seul le patient, ou qui agit pour lui, masque tous les documents.',
);

async function unmasked(
  { records, parameters }: MaskingNeeds,
  caller: Caller,
  patient: string,
): Promise<readonly Shown[]> {
  const pairs = [
    ['patient', patient],
    ['security-label:not', 'MASQUE_PS'],
  ] as const;
  const query = parse(parameters, 'DocumentReference', pairs, { strict: true });
  const found = await records.search(caller, {
    query: { ...query, wanted: { totalOnly: false, count: BATCH, total: 'none' } },
    asked: { line: `POST Patient/${patient}/$mask-all` },
    ...{ pageSizeMax: BATCH, archivedToo: true },
  });
  return found.entries;
}

function changeOf(stream: string, { type, id }: Shown): Change {
  return {
    ...{ type, id, stream, expects: 'present' },
    acts: () => ['mask'],
    next: (current) => masked(current as Resource), // it is expected to be there
  };
}
