/** `dossier load-package`, and a start with the published guides of MHD, BALP and PDSm. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { Configuration } from '../../fastify.config.js';
import { listPackages, loadPackage, verifyStore } from '../../src/app.js';
import { aGuide, aPackage, aProfile, guideFiles, type GUIDES } from '../fixtures/package.js';
import { aDataDir, run } from '../fixtures/process.js';
import { repositoryRoot, skipUnless } from '../fixtures/requires.js';
import { aConfiguration, startServer, type Json, type TestClient } from '../fixtures/server.js';
import { aDocument, MHD, PDSM } from '../validation/sample-documents.js';

const AT_ONCE = 8;

/** All three packed, in an order in which each comes before what it is built on. */
async function theGuides(t: Test): Promise<string[] | undefined> {
  const files = await Promise.all((['pdsm', 'mhd', 'balp'] as const).map((one) => aGuide(t, one)));
  const all = files.filter((file) => file !== undefined);
  const isThere = skipUnless(t, all.length === files.length, 'the official guides are not here');
  return isThere ? all : undefined;
}

/** The errors that `$validate` tells of a resource. */
async function errorsOf(client: TestClient, resource: Json): Promise<string[]> {
  const answer = await client.post(`${resource.resourceType}/$validate`, resource);
  const { issue }: Json = answer.json();
  return issue
    .filter(({ severity }: Json) => severity === 'error' || severity === 'fatal')
    .map(({ expression, diagnostics }: Json) => `${expression?.[0]}: ${diagnostics}`);
}

/** The faults of many resources, by their names. */
async function faultsOf(
  client: TestClient,
  resources: readonly (readonly [name: string, resource: Json])[],
): Promise<string[]> {
  const faults: string[] = [];
  for (let from = 0; from < resources.length; from += AT_ONCE) {
    const some = resources.slice(from, from + AT_ONCE).map(async ([name, resource]) => {
      const errors = await errorsOf(client, resource);
      faults.push(...errors.map((error) => `${name} ${error}`));
    });
    await Promise.all(some);
  }
  return faults;
}

/** What each load told, line by line. */
async function loadAll(configuration: Configuration, files: readonly string[]): Promise<string[]> {
  const told: string[] = [];
  for (const file of files) told.push(textOf(await loadPackage(configuration, file)));
  return told;
}

function textOf(told: Awaited<ReturnType<typeof loadPackage>>): string {
  return ('faults' in told ? told.faults : told.warnings).join('\n');
}

function claimed(resource: Json, profile: string): Json {
  return { ...resource, meta: { profile: [profile] } };
}

const DEFINITIONS =
  /^(StructureDefinition|SearchParameter|CapabilityStatement|Operation|Value|Code|Concept)/;

function examplesOf(guide: keyof typeof GUIDES): (readonly [string, Json])[] {
  const files = (guideFiles(guide) ?? []).filter(([name]) => !DEFINITIONS.test(name));
  return files.map(([name, text]) => [`${guide}/${name}`, JSON.parse(text)] as const);
}

function examplesOfOurs(): (readonly [string, Json])[] {
  const folder = join(repositoryRoot(), 'profiles/examples');
  return readdirSync(folder).map(
    (name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8'))] as const,
  );
}

t.test('the guides of MHD, BALP and PDSm', async (t) => {
  const files = await theGuides(t);
  if (files === undefined) return;
  const configuration = await aConfiguration(t);

  await t.test('load before what they are built on, and say what is missing', async (t) => {
    const [pdsm = '', mhd = '', balp] = await loadAll(configuration, files);
    t.match(pdsm, /it depends on hl7\.fhir\.fr\.core 2\.1\.0, which is not loaded/);
    t.match(pdsm, /it depends on ans\.fhir\.fr\.annuaire 1\.0\.1, which is not loaded/);
    const parent = /the parent \S+\.Folder is of ihe\.iti\.mhd, which is not loaded: /;
    t.match(pdsm, parent);
    t.match(pdsm, 'what it asks is not judged (pdsm-folder-comprehensive)');
    t.match(mhd, /the parent \S+IHE\.BasicAudit\.PatientQuery is of ihe\.iti\.balp/);
    t.equal(balp, '', 'BALP has all that it names');
  });

  await t.test('are there already when they are loaded again', async (t) => {
    const again = await loadPackage(configuration, files[0] ?? '');
    t.match(again, { unchanged: true, replaced: '3.1.1' });
    t.notMatch(textOf(again), 'parent', 'what it is built on came later');
    t.match(await listPackages(configuration), [
      { name: 'ans.fhir.fr.pdsm', version: '3.1.1', profiles: 9, searchParameters: 6 },
      { name: 'ihe.iti.balp', version: '1.1.5', profiles: 21, codeSystems: 4, valueSets: 9 },
      { name: 'ihe.iti.mhd', version: '4.2.4', profiles: 39, conceptMaps: 2 },
    ]);
    t.match(await verifyStore(configuration, { fault: (line) => t.fail(line) }), {
      ...{ commits: 4, faults: 0 },
    });
  });

  const server = await startServer(t, { configuration });
  const tester = await server.as('tester');

  await t.test('stand in the statement of the server, with their profiles', async (t) => {
    const statement = (await tester.get('metadata')).json();
    const { supportedProfile } = statement.rest[0].resource.find(
      ({ type }: Json) => type === 'AuditEvent',
    );
    t.ok(supportedProfile.some((url: string) => url.endsWith('/IHE.BasicAudit.Read')));
    t.same(statement.implementationGuide, [
      'https://interop.esante.gouv.fr/ig/fhir/pdsm/ImplementationGuide/ans.fhir.fr.pdsm|3.1.1',
      'https://profiles.ihe.net/ITI/BALP/ImplementationGuide/ihe.iti.balp|1.1.5',
      'https://profiles.ihe.net/ITI/MHD/ImplementationGuide/ihe.iti.mhd|4.2.4',
    ]);
  });

  await t.test('find nothing wrong with their examples, nor with ours', async (t) => {
    // Parameters are no resource that is stored, so they have no address of their own.
    const all = [...examplesOf('mhd'), ...examplesOf('balp'), ...examplesOfOurs()];
    const examples = all.filter(([, { resourceType }]) => resourceType !== 'Parameters');
    t.ok(examples.length > 130, String(examples.length));
    t.same(await faultsOf(tester, examples), []);
  });

  await t.test('judge what claims a profile of theirs, in place of ours', async (t) => {
    const [, event] = examplesOf('balp').find(([name]) => name.includes('auditBasicRead')) ?? [];
    t.match(await errorsOf(tester, { ...event, action: 'E' }), [/AuditEvent\.action: .*"R"/]);
    const document = claimed(aDocument(), `${MHD}IHE.MHD.Minimal.DocumentReference`);
    const modified = { ...document, modifierExtension: [{ url: 'urn:example:x', valueCode: 'x' }] };
    t.match(await errorsOf(tester, modified), [/modifierExtension is not allowed here/]);
  });

  await t.test('leave to the server that a document has the class of its type', async (t) => {
    const document = claimed(aDocument(), `${PDSM}pdsm-comprehensive-document-reference`);
    t.same(await errorsOf(tester, document), []);
    const [{ coding }] = document.category;
    const wrong = { ...document, category: [{ coding: [{ ...coding[0], code: '31' }] }] };
    t.match(await errorsOf(tester, wrong), [/Found the class "31"/]);
  });

  await t.test('bring their codes', async (t) => {
    const system = 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType';
    const found = await tester.get(`CodeSystem/$lookup?system=${system}&code=XrequestId`);
    t.equal(found.status, 200);
    const url = 'https://profiles.ihe.net/ITI/BALP/ValueSet/AllReadVS';
    const expanded = (await tester.get(`ValueSet/$expand?url=${url}`)).json();
    t.ok(expanded.expansion.total > 0);
    const gp = await server.as('gp');
    t.equal((await gp.get(`ValueSet?url=${url}`)).json().total, 1);
    t.equal((await gp.get('ValueSet/AllReadVS')).status, 200);
  });
});

t.test('load-package tells what it did, and ends with status 1 where it did nothing', async (t) => {
  const settings = { DATA_DIR: await aDataDir(t) };
  const profile = aProfile('a-patient', 'Patient', []);
  const sound = await aPackage(t, { name: 'guide.example.a' }, [['p.json', profile]]);
  const loaded = await run(t, ['load-package', sound], settings);
  t.equal(loaded.status, 0, loaded.stderr);
  t.match(loaded.stdout, /^guide\.example\.a 1\.0\.0 \(1 StructureDefinitions, .*\) is loaded\.\n/);
  t.match(loaded.stdout, 'The next start of the server judges by it.');
  const broken = await aPackage(t, { name: 'guide.example.b', fhirVersions: ['5.0.0'] });
  const refused = await run(t, ['load-package', broken], settings);
  t.equal(refused.status, 1);
  t.match(refused.stdout, /^FAULT package\/package\.json: it is for FHIR 5\.0\.0/);
  t.match(refused.stdout, /is not loaded: nothing was changed\.\n$/);
});
