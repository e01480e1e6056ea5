/**
 * `dossier load-package FILE.tgz`: loads a FHIR package, so that its profiles, code systems and
 * value sets are judged by; status 0 only when it is loaded. A bad one changes nothing.
 */
import type { Command } from 'commander';
import { loadConfiguration, type Configuration } from '../../fastify.config.js';
import { listPackages, loadPackage, removePackage, type PackageSummary } from '../app.js';

interface Given {
  readonly list?: true;
  readonly remove?: string;
}

/** Adds the command. */
export function addLoadPackage(program: Command): void {
  program
    .command('load-package [file]')
    .description('load a FHIR package (.tgz), whose profiles and codes are judged by from then on')
    .option('--list', 'print the packages that are loaded')
    .option('--remove <name>', 'take a package away again')
    .action(async (file: string | undefined, given: Given) => {
      const asked = [file, given.list, given.remove].filter((one) => one !== undefined);
      if (asked.length !== 1) throw new Error('Name one file, or say --list or --remove NAME.');
      const configuration = loadConfiguration();
      if (given.list) return print(linesOf(await listPackages(configuration)));
      if (file !== undefined) return load(configuration, file);
      if (given.remove === undefined) return;
      await removePackage(configuration, given.remove);
      print([`${given.remove} is taken away.`, effectOf(configuration)]);
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
  const { summary, replaced, unchanged, warnings } = loaded;
  const place = replaced === undefined ? 'is loaded' : `is loaded in place of ${replaced}`;
  print([
    ...warnings.map((warning) => `WARNING ${warning}`),
    `${inWords(summary)} ${unchanged ? 'was loaded already' : place}.`,
    ...(unchanged ? [] : [effectOf(configuration)]),
  ]);
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
