/** Who may import whom: one row per place in `src`, the first row that fits counts, no row means no. */
import { importsOf, type Import } from './imports.js';
import { isProduct, type Check, type Offence, type Source } from './tree.js';

interface Row {
  readonly from: RegExp;
  /** What the place may import beside itself. */
  readonly may: readonly RegExp[];
  /** What it may name in its types, without a call to it in the compiled program. */
  readonly mayName?: readonly RegExp[];
  readonly why: string;
}

const FHIR = /^src\/fhir\//;
const RULES = /^src\/(search|validation|terminology|access|audit)\//;
const FEATURES =
  /^src\/(interactions|operations|documents|lifecycle|authorisations|medical-profile|messaging|agenda|catalogue|notifications)\//;
const RECORDS = /^src\/records\//;
const CONTRACTS = /^src\/(storage\/[^/]+|blobs\/blobs|blobs\/document)\.ts$/;
const QUERY = /^src\/search\/query\.ts$/;
const CALLER = /^src\/access\/caller\.ts$/;
const CHAIN = /^src\/audit\/(chain|block)\.ts$/;
const CLOCK_AND_IDS = /^src\/(clock|ids)\.ts$/;
const APP = /^src\/app\.ts$/;
const COMMANDS = /^src\/commands\//;
const CONFIGURATION = /^fastify\.config\.ts$/;
const SETTING = /^src\/setting\.ts$/;

const RULES_ARE_PURE = 'Rules decide about values they are given; they do no I/O.';
const ONE_DOOR = 'Only records/ uses the stores, so that no access escapes decision and audit.';

const TABLE: readonly Row[] = [
  { from: CONFIGURATION, may: [SETTING], why: 'The configuration stands on its own.' },
  { from: SETTING, may: [], why: 'The configuration stands on its own.' },
  { from: FHIR, may: [], why: 'fhir/ is the language; it knows nothing of this product.' },
  { from: CLOCK_AND_IDS, may: [], why: 'Everybody stands on the clock and the ids.' },
  { from: /^src\/access\/narrow\.ts$/, may: [FHIR, QUERY], why: RULES_ARE_PURE },
  { from: /^src\/validation\//, may: [FHIR, /^src\/terminology\//], why: RULES_ARE_PURE },
  { from: /^src\/audit\//, may: [FHIR], mayName: [CALLER], why: RULES_ARE_PURE },
  { from: RULES, may: [FHIR], why: RULES_ARE_PURE },
  {
    from: /^src\/(storage\/[^/]+|blobs\/blobs)\.ts$/,
    may: [FHIR, QUERY, CHAIN, /^src\/storage\/[^/]+\.ts$/],
    why: 'A contract does not know who keeps it.',
  },
  {
    from: /^src\/(storage\/[^/]+|blobs)\//,
    may: [CONTRACTS, FHIR, QUERY, CHAIN],
    mayName: [CLOCK_AND_IDS],
    why: 'An adapter knows its contract only; policy and facts are opaque to it.',
  },
  {
    from: RECORDS,
    may: [RULES, FHIR, CONTRACTS, CLOCK_AND_IDS],
    mayName: [/^src\/blobs\/envelope\.ts$/],
    why: 'records/ joins rules and contracts; adapters are given to it.',
  },
  { from: FEATURES, may: [RECORDS, RULES, FHIR, CLOCK_AND_IDS], why: ONE_DOOR },
  {
    from: /^src\/auth\//,
    may: [FHIR, CALLER, CLOCK_AND_IDS],
    why: 'auth/ makes a Caller of a token and knows no more.',
  },
  {
    from: /^src\/identity-provider\//,
    may: [FHIR, CLOCK_AND_IDS, /^src\/auth\/(keys|scope)\.ts$/],
    why: 'The demonstration provider is a stranger to the data.',
  },
  {
    from: /^src\/http\//,
    may: [FEATURES, /^src\/(auth|identity-provider)\//, FHIR, CALLER, CLOCK_AND_IDS],
    mayName: [RECORDS],
    why: 'A route parses, calls a feature, replies.',
  },
  { from: APP, may: [/^src\//, CONFIGURATION], why: 'app.ts builds and joins every part.' },
  {
    from: /^src\/assembly\//,
    may: [/^src\/(?!(app|main|cli)\.ts|commands\/)/, CONFIGURATION],
    why: 'assembly/ holds the steps of app.ts that are too long to stand in it.',
  },
  {
    from: /^src\/(main|cli)\.ts$/,
    may: [APP, COMMANDS, CONFIGURATION],
    why: 'What starts the product only starts it.',
  },
  {
    from: COMMANDS,
    may: [APP, CONFIGURATION],
    why: 'What a command needs of the store is a function that app.ts gives.',
  },
];

/** Every import that the table does not allow, and every place without a row. */
export const imports: Check = (tree) => tree.filter(isProduct).flatMap(offencesOf);

function offencesOf(source: Source): Offence[] {
  const row = TABLE.find(({ from }) => from.test(source.path));
  if (row === undefined) return [homeless(source)];
  return importsOf(source)
    .filter((target) => target.path !== undefined && !allowed(row, source, target))
    .map((target) => offence(row, source, target));
}

function allowed(row: Row, source: Source, { path = '', typeOnly }: Import): boolean {
  if (row.may.some((place) => place.test(path))) return true;
  if (typeOnly && row.mayName?.some((place) => place.test(path))) return true;
  return folderOf(path) === folderOf(source.path) && folderOf(path) !== '';
}

/** `src/http/routes/fhir.ts` → `src/http/`; an adapter is a place of its own; none at the top. */
function folderOf(path: string): string {
  return /^src\/(storage\/[^/]+|(?!storage\/)[^/]+)\//.exec(path)?.[0] ?? '';
}

function offence(row: Row, source: Source, { path = '', line }: Import): Offence {
  const nameable = row.mayName?.some((place) => place.test(path)) ?? false;
  const cure = nameable
    ? 'Use `import type`, and take the value as a parameter.'
    : 'Take what you need as a parameter, or move the code to where the table allows it.';
  return {
    path: source.path,
    line,
    rule: 'imports',
    why: `${path} is out of reach. ${row.why}`,
    cure,
  };
}

function homeless(source: Source): Offence {
  return {
    path: source.path,
    line: 1,
    rule: 'imports',
    why: 'No row of the import table fits this place, so nobody knows what it may do.',
    cure: 'Move the file into a folder of ARCHITECTURE.md, or add a row with its reason.',
  };
}
