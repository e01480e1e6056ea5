/** Packages that are loaded, replaced and taken away, and servers that judge by them. */
import t from 'tap';
import type { Configuration } from '../../fastify.config.js';
import { listPackages, loadPackage, removePackage } from '../../src/app.js';
import { aPackage, aProfile, type Telling } from '../fixtures/package.js';
import {
  aConfiguration,
  onMongo,
  startServer,
  type Json,
  type TestServer,
} from '../fixtures/server.js';
import { aDocument, aSubmission, MHD, PDSM } from '../validation/sample-documents.js';

const BASE: Telling = { name: 'guide.example.base' };
const NARROW: Telling = {
  ...{ name: 'guide.example.narrow', version: '2.0.0' },
  dependencies: { 'guide.example.base': '1.0.x' },
};
const PARENT = 'https://guide.example/parent';
const CHILD = 'https://guide.example/child';

function asking(id: string, element: string, more: object = {}): Record<string, unknown> {
  const path = `Patient.${element}`;
  return aProfile(id, 'Patient', [{ id: path, path, min: 1 }], more);
}

const child = asking('child', 'gender', { baseDefinition: PARENT });

/** Which elements a Patient without any lacks by a profile, as `$validate` tells. */
async function lacks(server: TestServer, profile: string): Promise<string[]> {
  const tester = await server.as('tester');
  const resource = { resourceType: 'Patient', meta: { profile: [profile] } };
  const { issue }: Json = (await tester.post('Patient/$validate', resource)).json();
  return issue.flatMap(({ severity, expression, diagnostics }: Json) =>
    severity === 'error' || /not known here/.test(diagnostics) ? [expression[0]] : [],
  );
}

/** What it lacks by a server that is started now; on a folder none may serve during a load. */
async function lacksAfter(configuration: Configuration, profile: string): Promise<string[]> {
  const closing: (() => unknown)[] = [];
  const teardown = (end: () => unknown): unknown => closing.push(end);
  const server = await startServer({ teardown }, { configuration });
  const lacking = await lacks(server, profile);
  for (const end of closing) await end();
  return lacking;
}

t.test(
  'a new version takes the place of the old, and what builds on it is compiled anew',
  async (t) => {
    const configuration = await aConfiguration(t);
    const narrow = await aPackage(t, NARROW, [['child.json', child]]);
    const alone = await loadPackage(configuration, narrow);
    t.match(alone, {
      warnings: [
        'it depends on guide.example.base 1.0.x, which is not loaded. Load that too.',
        `the parent ${PARENT} is in no loaded package: what it asks is not judged (child).`,
      ],
    });
    const first = await aPackage(t, BASE, [['p.json', asking('parent', 'birthDate')]]);
    t.match(await loadPackage(configuration, first), { warnings: [], unchanged: false });

    const next = { ...BASE, version: '1.1.0' };
    const second = await aPackage(t, next, [['p.json', asking('parent', 'name')]]);
    t.match(await loadPackage(configuration, second), { replaced: '1.0.0' });
    t.match(await loadPackage(configuration, narrow), {
      unchanged: true,
      warnings: ['it depends on guide.example.base 1.0.x; version 1.1.0 of it is loaded.'],
    });
    t.same(await lacksAfter(configuration, CHILD), ['Patient.name', 'Patient.gender']);

    await removePackage(configuration, BASE.name);
    t.match(await listPackages(configuration), [{ name: NARROW.name, version: '2.0.0' }]);
    await t.rejects(removePackage(configuration, BASE.name), /guide\.example\.base is not loaded/);
    t.match(await loadPackage(configuration, first), { unchanged: false }, 'it may come back');
    t.same(await lacksAfter(configuration, CHILD), ['Patient.birthDate', 'Patient.gender']);
  },
);

t.test('a version that those which build on it contradict is refused', async (t) => {
  const configuration = await aConfiguration(t);
  await loadPackage(configuration, await aPackage(t, NARROW, [['child.json', child]]));
  const wrong = aProfile('parent', 'Patient', [{ id: 'Patient.a', path: 'Patient.a' }]);
  const file = await aPackage(t, BASE, [['p.json', wrong]]);
  const { faults } = (await loadPackage(configuration, file)) as { faults: string[] };
  t.match(faults.join(), /guide\.example\.base, package\/p\.json: Patient\.a is no element/);
  t.match(faults.join(), /guide\.example\.narrow, package\/child\.json: Patient\.a is no element/);
});

t.test('a server with a package', async (t) => {
  const configuration = await aConfiguration(t);
  const url = `${PDSM}pdsm-comprehensive-document-reference`;
  const path = 'DocumentReference.description';
  const official = aProfile('d', 'DocumentReference', [{ id: path, path, min: 1 }], { url });
  await loadPackage(configuration, await aPackage(t, NARROW, [['d.json', official]]));
  const server = await startServer(t, { configuration });
  const tester = await server.as('tester');

  await t.test('shows what it brought', async (t) => {
    const gp = await server.as('gp');
    const { total, entry } = (await gp.get(`StructureDefinition?url=${url}`)).json();
    t.equal(total, 1, 'in place of ours');
    t.match(entry[0].resource, official);
    t.match((await gp.get(`StructureDefinition/${entry[0].resource.id}`)).json(), official);
  });

  await t.test('judges by it where ours has the same canonical, in a bundle too', async (t) => {
    const claiming: Json = { ...aDocument(), meta: { profile: [url] } };
    // Ours asks for a custodian, the one that is loaded does not.
    const contained = claiming.contained.filter(({ id }: Json) => id !== 'keeper');
    const document = { ...claiming, contained, custodian: undefined };
    const alone: Json = (await tester.post('DocumentReference/$validate', document)).json();
    t.same(errorsIn(alone), ['DocumentReference.description']);
    const bundle: Json = aSubmission(`${MHD}IHE.MHD.Minimal.ProvideBundle`);
    bundle.entry[1].resource = claiming;
    const inside: Json = (await tester.post('Bundle/$validate', bundle)).json();
    t.same(errorsIn(inside), ['Bundle.entry[1].resource.description']);
  });

  const file = await aPackage(t, BASE, [['p.json', asking('parent', 'birthDate')]]);
  if (!onMongo()) {
    const refused = /in use by another server\. Stop it/;
    await t.rejects(loadPackage(configuration, file), refused, 'holds its folder alone');
    return;
  }
  await t.test('takes another in while it runs', async (t) => {
    t.same(await lacks(server, PARENT), ['Patient.meta.profile'], 'does not know it yet');
    await loadPackage(configuration, file);
    await server.app.renew();
    t.same(await lacks(server, PARENT), ['Patient.birthDate']);
    const { implementationGuide } = (await (await server.as('gp')).get('metadata')).json();
    t.match(implementationGuide, [/guide\.example\.base\|1\.0\.0$/, /guide\.example\.narrow/]);
    await removePackage(configuration, BASE.name);
    await server.app.renew();
    t.same(await lacks(server, PARENT), ['Patient.meta.profile']);
  });
});

/** Where an outcome has errors. */
function errorsIn({ issue }: Json): string[] {
  return issue.flatMap(({ severity, expression }: Json) =>
    severity === 'error' ? [expression?.[0]] : [],
  );
}
