/**
 * The rules of access as tables, written by hand from what they say and not from what the server
 * does: who comes in, in which state of the dossier and under which oppositions; what labels hide;
 * what the matrix withholds; who deposits what.
 */

/**
 * How far somebody comes in: `all`, with `+` to masked documents too; `own` to what they deposited,
 * 403 for who deposited nothing; 403, or as if there were no dossier.
 */
export type Reach = 'all' | 'all+' | 'own' | '403' | '404';

/** The worlds a dossier goes through, in this order. */
export const WORLDS = [
  'created',
  'activated',
  'no-btg',
  'no-etreat',
  'neither',
  'masked-too',
  'closed',
  'erasure',
  'reopened',
] as const;

/** One of them. */
export type World = (typeof WORLDS)[number];

/** The rows: a caller, then how far they come in each world. */
const REACH = `
                       created activated no-btg no-etreat neither masked-too closed erasure reopened
patient                403     all       all    all       all     all        403    403     all
representative         403     all       all    all       all     all        403    403     all
carer                  403     all       all    all       all     all        403    403     all
another-patient        403     403       403    403       403     403        403    403     403
gp                     all+    all+      all+   all+      all+    all+       403    403     all+
administrator          own     all+      all+   all+      all+    all+       403    403     all+
authorised             own     all       all    all       all     all        403    403     all
authorised-nurse       own     all       all    all       all     all        403    403     all
authorised-dentist     own     all       all    all       all     all        403    403     all
authorised-pharmacist  own     all       all    all       all     all        403    403     all
authorised-optician    own     all       all    all       all     all        403    403     all
authorised-psychologist own    all       all    all       all     all        403    403     all
authorised-of-no-profession own all      all    all       all     all        403    403     all
of-authorised-structure own    all       all    all       all     all        403    403     all
care-team              own     all       all    all       all     all        403    403     all
care-team-elsewhere    own     own       own    own       own     own        403    403     own
authorised-later       own     own       own    own       own     own        403    403     own
authorised-once        own     own       own    own       own     own        403    403     own
occupational           own     own       own    own       own     own        403    403     own
occupational-express   own     all       all    all       all     all        403    403     all
occupational-btg       own     own       own    own       own     own        403    403     own
fire-brigade           own     own       own    own       own     own        403    403     own
fire-brigade-express   own     all       all    all       all     all        403    403     all
fire-brigade-btg       all     all       own    all       own     all+       403    403     all
stranger               own     own       own    own       own     own        403    403     own
stranger-btg           all     all       own    all       own     all+       403    403     all
stranger-btg-no-reason 403     403       403    403       403     403        403    403     403
stranger-etreat        own     own       own    own       own     own        403    403     own
regulator              own     own       own    own       own     own        403    403     own
regulator-etreat       all     all       all    own       own     all+       403    403     all
authorised-btg         all     all       all    all       all     all+       403    403     all
blocked                own     403       403    403       403     403        403    403     403
blocked-btg            all     403       403    403       403     403        403    403     403
blocked-etreat         all     403       403    403       403     403        403    403     403
blocked-though-authorised own  403       403    403       403     403        403    403     403
of-blocked-structure   own     403       403    403       403     403        403    403     403
blocked-gp             all+    all+      all+   all+      all+    all+       403    403     all+
structure              own     own       own    own       own     own        403    403     own
structure-authorised   own     own       own    own       own     own        403    403     own
feeder                 own     own       own    own       own     own        403    403     own
app                    403     all       all    all       all     all        403    403     all
app-not-granted        403     403       403    403       403     403        403    403     403
app-of-another         403     403       403    403       403     403        403    403     403
system                 403     403       403    403       403     403        403    403     403
registrar              403     403       403    403       403     403        403    403     403
operator               403     403       403    403       403     403        403    403     403
unknown                403     403       403    403       403     403        403    403     403
tester                 404     404       404    404       404     404        404    404     404
`;

/** By caller and world. */
export const REACHES: ReadonlyMap<string, Readonly<Record<World, Reach>>> = read();

function read(): ReadonlyMap<string, Readonly<Record<World, Reach>>> {
  const rows = REACH.trim()
    .split('\n')
    .slice(1)
    .map((row) => row.trim().split(/\s+/));
  return new Map(
    rows.map(([caller = '', ...cells]) => {
      if (cells.length !== WORLDS.length) throw new Error(`${caller}: ${cells.length} cells`);
      const pairs = WORLDS.map((world, at) => [world, cells[at]]);
      return [caller, Object.fromEntries(pairs)]; // typed by the map
    }),
  ) as ReadonlyMap<string, Readonly<Record<World, Reach>>>;
}

/** The labels, and a letter for each. */
export const LABELS = {
  M: 'MASQUE_PS',
  P: 'INVISIBLE_PATIENT',
  R: 'INVISIBLE_REPRESENTANTS_LEGAUX',
} as const;

/** Which labels hide, by who looks; professionals and programs are under `professional`. */
export const HIDES: Readonly<Record<string, string>> = {
  patient: 'P',
  representative: 'PR',
  carer: 'P',
  app: 'P',
  professional: 'M',
};

/** Types of document: a letter, system, code, class, and who deposits it. */
export const TYPES = {
  c: { loinc: true, code: '11488-4', of: '10', by: 'depositor', label: 'a consultation' },
  b: { loinc: true, code: '83901-9', of: '11', by: 'depositor', label: 'a psychological report' },
  p: { loinc: true, code: '57833-6', of: '42', by: 'prescriber', label: 'a prescription' },
  a: { loinc: false, code: 'ATTEST-RESID', of: '95', by: 'depositor', label: 'an attestation' },
  r: { loinc: false, code: 'REMB', of: '60', by: 'insurance', label: 'a reimbursement' },
  d: { loinc: false, code: 'EXPPAT_3', of: '90', by: 'patient', label: 'advance directives' },
} as const;

/** A letter of a type. */
export type TypeLetter = keyof typeof TYPES;

/** What the matrix lets each profession of TRE_G15 consult, by the letters of the types. */
export const CONSULTS: Readonly<Record<string, string>> = {
  '10': 'cbprd', // a doctor: all but attestations of residence
  '21': 'cprd', // a pharmacist: no psychological report
  '26': 'p', // who fits hearing aids: prescriptions
  '28': 'p', // an optician
  '40': 'cp', // a dentist: no psychological report, no directives, no reimbursement
  '60': 'cpd', // a nurse: no psychological report, no reimbursement
  '93': '', // a psychologist
  '': '', // of no profession that the matrix knows
};

/** What each profession may write, in the same letters. */
export const WRITES: Readonly<Record<string, string>> = {
  '10': 'cbpa',
  '21': 'cba',
  '26': 'cba',
  '28': 'cba',
  '40': 'cbpa',
  '60': 'cba',
  '93': 'cba',
  '': '',
};
