/** `npm run soak -- NAME [ARGUMENTS]`: the long runs at full counts. Each prints its figures; status 0 only when it holds. */
import { CHECKS, runChecks } from './commit-model/checks.js';
import { audit } from './soak/audit.js';
import { cells } from './soak/cells.js';
import { fhirpath } from './soak/fhirpath.js';
import { fuzz } from './soak/fuzz.js';
import { ingest } from './soak/ingest.js';
import { kills } from './soak/kills.js';
import { profiles } from './soak/profiles.js';
import { search } from './soak/search.js';
import { snapshots } from './soak/snapshots.js';
import { timing } from './soak/timing.js';
import { validator } from './soak/validator.js';

const RUNS: Readonly<Record<string, (args: readonly string[]) => Promise<boolean>>> = {
  /** Every cell of the table of access, each document read by each caller: `cells`. */
  cells,
  /** 100,000 events verified, and each of the smallest faults found: `audit [COUNT] [--store S]`. */
  audit,
  /** A hundred kills at random moments of a loop of pushes: `kills [sqlite|mongodb] [COUNT]`. */
  kills,
  /** The commit protocol on MongoDB in every interleaving, at all bounds, and all wrong protocols. */
  'commit-model': async () => runChecks(CHECKS, (line) => process.stdout.write(`${line}\n`)),
  /** Compiled invariants beside the FHIRPath library: `fhirpath [VALUES] [SEED]`. */
  fhirpath,
  /** Hostile bodies for the validator: `fuzz [SECONDS] [SEED]`. */
  fuzz,
  /** A hundred thousand documents, and no slower at the end: `ingest [COUNT] [--store sqlite]`. */
  ingest,
  /** The reference validator on all examples of profiles and all broken rules: `profiles`. */
  profiles,
  /** Thousands of random searches, each answered by a second opinion too: `search [COUNT] [SEED]`. */
  search,
  /** Thousands of searches of a dossier that is changed meanwhile: `snapshots [COUNT]`. */
  snapshots,
  /** Whether time tells a hidden document from an unknown one: `timing [PAIRS]`. */
  timing,
  /** Our validator beside the reference validator: `validator [CHANGES] [SEED]`. */
  validator,
};

const [name = '', ...args] = process.argv.slice(2);
const run = RUNS[name];
if (run === undefined) {
  process.stderr.write(`name one of: ${Object.keys(RUNS).join(', ')}\n`);
  process.exitCode = 2;
} else {
  process.exitCode = (await run(args)) ? 0 : 1;
}
