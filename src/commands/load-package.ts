/**
 * `dossier load-package FILE.tgz`: loads a FHIR package, so that its profiles, code systems and
 * value sets are judged by; status 0 only when it is loaded. A bad one changes nothing.
 */
import type { Command } from 'commander';
import { loadConfiguration, type Configuration } from '../../fastify.config.js';
import { indexAfterLoads, listPackages, loadPackage, removePackage } from '../app.js';
import type { PackageSummary, SearchedSince } from '../app.js';

interface Given {
  readonly list?: true;
  readonly remove?: string;
  readonly reindex?: true;
}

/** Adds the command. */
export function addLoadPackage(program: Command): void {
  program
    .command('load-package [file]')
    .description('load a FHIR package (.tgz), whose profiles and codes are judged by from then on')
    .option('--list', 'print the packages that are loaded')
    .option('--remove <name>', 'take a package away again')
    .option('--reindex', 'on MongoDB, two minutes after loads: search by their parameters')
    .action(async (file: string | undefined, given: Given) => {
      const { list, remove, reindex } = given;
      const asked = [file, list, remove, reindex].filter((one) => one !== undefined);
      if (asked.length !== 1)
        throw new Error('Name one file, or say --list, --remove NAME or --reindex.');
      const configuration = loadConfiguration();
      if (list) return print(linesOf(await listPackages(configuration)));
      if (file !== undefined) return load(configuration, file);
      if (reindex) return print(searchedOf(await indexAfterLoads(configuration)));
      if (remove === undefined) return;
      const searched = await removePackage(configuration, remove);
      print([`${remove} is taken away.`, effectOf(configuration), ...searchedOf(searched)]);
    });
}

async function load(configuration: Configuration, file: string): Promise<void> {
  const loaded = await loadPackage(configuration, file);
  if ('faults' in loaded) {
    const faults = loaded.faults.map((fault) => `FAULT ${fault}`);
    print([...faults, `${file} is not loaded: nothing was changed.`]);
    process.exitCode = 1;
    return;
  }
  const { summary, replaced, unchanged, warnings, searched } = loaded;
  const place = replaced === undefined ? 'is loaded' : `is loaded in place of ${replaced}`;
  print([
    ...warnings.map((warning) => `WARNING ${warning}`),
    `${inWords(summary)} ${unchanged ? 'was loaded already' : place}.`,
    ...(unchanged ? [] : [effectOf(configuration)]),
    ...searchedOf(searched),
  ]);
}

/** What became of searches. */
function searchedOf({ parameters, indexed, stale }: SearchedSince): readonly string[] {
  if (stale.length > 0) {
    const types = stale.length > 5 ? `${stale.length} types` : stale.join(', ');
    return [
      `Searches of ${types} do not know all parameters of packages yet: run dossier load-package --reindex, two minutes from now.`,
    ];
  }
  if (parameters + indexed === 0) return [];
  return [
    `${parameters} parameters of packages are searched by; ${indexed} versions were indexed anew.`,
  ];
}

/** From when on it counts. */
function effectOf({ mongodbUrl }: Configuration): string {
  return mongodbUrl === undefined
    ? 'The next start of the server judges by it.'
    : 'Servers of this database judge so within two minutes, or at their next start.';
}

function linesOf(all: readonly PackageSummary[]): readonly string[] {
  return all.length === 0 ? ['No package is loaded.'] : all.map(inWords);
}

function inWords(one: PackageSummary): string {
  const { name, version, profiles, codeSystems, valueSets, conceptMaps, searchParameters } = one;
  return `${name} ${version} (${profiles} StructureDefinitions, ${codeSystems} CodeSystems, ${valueSets} ValueSets, ${conceptMaps} ConceptMaps, ${searchParameters} SearchParameters)`;
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
