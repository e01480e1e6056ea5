/** Which package and which part of Node may be used where. */
import { builtinModules } from 'node:module';
import { importsOf, type Import } from './imports.js';
import { isProduct, type Check, type Offence, type Source } from './tree.js';

interface Row {
  readonly package: RegExp;
  readonly where: RegExp;
  readonly why: string;
  readonly cure: string;
}

const TABLE: readonly Row[] = [
  {
    package: /^(fastify|@fastify\/.*)$/,
    where: /^src\/(http\/.*|app\.ts|main\.ts)$/,
    why: 'Only http/ knows the web framework.',
    cure: 'Take and give plain values; let a route translate.',
  },
  {
    package: /^fast-xml-parser$/,
    where: /^src\/fhir\/xml\/tree\.ts$/,
    why: 'XML of strangers is parsed in one place, which refuses what is not safe.',
    cure: 'Take the tree of fhir/xml/tree.ts, or the resource of fhir/xml/fhir-xml.ts.',
  },
  {
    package: /^tar$/,
    where: /^src\/validation\/packages\/archive\.ts$/,
    why: 'Archives of strangers are read in one place, which refuses what is not safe.',
    cure: 'Take the files that archive.ts gives.',
  },
  {
    package: /^prom-client$/,
    where: /^src\/http\/management\.ts$/,
    why: 'One place says what is measured, and that no label holds health data.',
    cure: 'Take a function such as `measured`, and call it with plain values.',
  },
  {
    package: /^mongodb$/,
    where: /^src\/(storage\/mongodb\/.*|blobs\/gridfs\.ts)$/,
    why: 'Only an adapter knows its database.',
    cure: 'Ask through the contract in storage/store.ts.',
  },
  {
    package: /^(@photostructure\/sqlite|node:sqlite)$/,
    where: /^src\/storage\/sqlite\//,
    why: 'Only an adapter knows its database.',
    cure: 'Ask through the contract in storage/store.ts.',
  },
  {
    package: /^node:crypto$/,
    where: /^src\/(blobs\/.*|audit\/merkle\.ts|auth\/.*|ids\.ts)$/,
    why: 'Ciphers, hashes and randomness stand where a reviewer looks for them.',
    cure: 'Use Ids for randomness, blobs/envelope.ts for ciphers, audit/merkle.ts for hashes.',
  },
  {
    package: /^fhirpath$/,
    where: /^src\/assembly\/fhirpath\.ts$/,
    why: 'The library is heavy, and read only when the first invariant is judged.',
    cure: 'Take `Holds` of validation/structure/fhirpath.ts.',
  },
  {
    package: /^jose$/,
    where: /^src\/(auth|identity-provider)\//,
    why: 'Tokens are read and made in one place.',
    cure: 'Take a Caller.',
  },
  {
    package: /^commander$/,
    where: /^src\/(cli\.ts|commands\/.*)$/,
    why: 'Only the command line knows its parser.',
    cure: 'Take plain values.',
  },
];

/** Node's modules that touch nothing outside the process. */
const PURE = /^node:(assert|buffer|string_decoder|url|util)$/;

const PURE_PLACES = /^src\/(fhir|search|validation|terminology|access|audit)\//;

/** Every package used outside its place, and every I/O in a place that does none. */
export const packages: Check = (tree) =>
  tree.filter(isProduct).flatMap((source) =>
    importsOf(source)
      .filter((target) => target.package !== undefined)
      .flatMap((target) => [...misplaced(source, target), ...impure(source, target)]),
  );

function misplaced(source: Source, target: Import): Offence[] {
  const name = canonical(target);
  return TABLE.filter((row) => row.package.test(name) && !row.where.test(source.path)).map(
    ({ why, cure }) => ({
      path: source.path,
      line: target.line,
      rule: 'packages',
      why: `${name} does not belong here. ${why}`,
      cure,
    }),
  );
}

function impure(source: Source, target: Import): Offence[] {
  const name = canonical(target);
  const hasRowOfItsOwn = TABLE.some((row) => row.package.test(name));
  if (!PURE_PLACES.test(source.path) || target.typeOnly || hasRowOfItsOwn) return [];
  if (!name.startsWith('node:') || PURE.test(name)) return [];
  return [
    {
      path: source.path,
      line: target.line,
      rule: 'packages',
      why: `${name} reaches outside. The FHIR language and the rules do no I/O.`,
      cure: 'Take what was read as a parameter.',
    },
  ];
}

/** Node's own modules may be written without their prefix. */
function canonical({ package: name = '' }: Import): string {
  return builtinModules.includes(name) ? `node:${name}` : name;
}

/** Every package that the product uses although a fresh installation of it would not bring it. */
export function undeclared(dependencies: readonly string[]): Check {
  return (tree) =>
    tree.filter(isProduct).flatMap((source) =>
      importsOf(source)
        .filter((target) => target.package !== undefined && !target.typeOnly)
        .filter((target) => !canonical(target).startsWith('node:'))
        .filter((target) => !dependencies.includes(canonical(target)))
        .map((target) => ({
          path: source.path,
          line: target.line,
          rule: 'dependencies',
          why: `${target.package} is not a runtime dependency, so an installation lacks it.`,
          cure: 'Do without it, or declare it with a line in docs/reference/dependencies.md.',
        })),
    );
}
