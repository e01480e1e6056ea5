/** A package that is broken changes nothing, and says what is wrong with it, naming the file. */
import { gzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import { listPackages, loadPackage, verifyStore } from '../../src/app.js';
import { readArchive } from '../../src/validation/packages/archive.js';
import { readPackage } from '../../src/validation/packages/package.js';
import {
  aFile,
  aPackage,
  aProfile,
  packageFiles,
  tarOf,
  type TarFile,
  type Telling,
} from '../fixtures/package.js';
import fc from '../fixtures/property.js';
import { aConfiguration } from '../fixtures/server.js';

const SOUND: Telling = { name: 'guide.example.sound' };
const PATIENT = aProfile('a-patient', 'Patient', [
  { id: 'Patient.birthDate', path: 'Patient.birthDate', min: 1 },
]);

function packed(files: readonly TarFile[]): Buffer {
  return gzipSync(tarOf(files));
}

function withFile(file: TarFile): Buffer {
  return packed([...packageFiles(SOUND), file]);
}

const WHOLE = packed(packageFiles(SOUND, [['StructureDefinition-a-patient.json', PATIENT]]));
const TAR = tarOf(packageFiles(SOUND, [['StructureDefinition-a-patient.json', PATIENT]]));
const PACKAGE_JSON = 'package/package.json: ';

/** By what is wrong: the bytes, and the sentences that are told. */
const BROKEN: Readonly<Record<string, readonly [bytes: Buffer, ...told: readonly string[]]>> = {
  'no gzip': [Buffer.from('PK of another kind'), 'the file is no gzip, or is damaged'],
  'nothing at all': [Buffer.alloc(0), 'the file breaks off'],
  'a gzip that breaks off': [WHOLE.subarray(0, WHOLE.length - 40), 'the file breaks off'],
  'a gzip that was damaged': [
    Buffer.concat([WHOLE.subarray(0, 30), Buffer.from('xxxxxxxx'), WHOLE.subarray(38)]),
    'the file is no gzip, or is damaged',
  ],
  'no archive inside': [gzipSync('{"resourceType":"Patient"}'), 'the archive breaks off at byte'],
  'another archive inside': [gzipSync(Buffer.alloc(2048, 'x')), 'no header of a tar archive'],
  'an archive that breaks off in a file': [
    gzipSync(TAR.subarray(0, 1600)),
    'package/StructureDefinition-a-patient.json: the archive breaks off within it',
  ],
  'an archive without an end': [
    gzipSync(TAR.subarray(0, TAR.length - 1024)),
    'the archive breaks off at byte',
  ],
  'another gzip inside': [gzipSync(gzipSync(TAR)), 'another compressed file is inside the gzip'],
  'a name that is too long': [
    packed([
      { path: 'long', type: 'L', content: `package/${'x'.repeat(993)}` },
      ...packageFiles(SOUND),
    ]),
    'the path is too long',
  ],
  'a name that a header of its own says, and that leads out': [
    packed([
      { path: 'package/pax', type: 'x', content: '19 path=../../evil\n' },
      ...packageFiles(SOUND),
    ]),
    '../../evil: leads out of the package',
  ],
  'a path that leads out': [
    withFile({ path: 'package/../../etc/cron.d/x' }),
    'package/../../etc/cron.d/x: leads out of the package',
  ],
  'a path from the root': [withFile({ path: '/etc/passwd' }), '/etc/passwd: leads out'],
  'a path of Windows': [withFile({ path: 'package\\..\\x' }), 'leads out'],
  'a link': [withFile({ path: 'package/link', type: '2' }), 'package/link: is a link'],
  'a file twice': [
    withFile({ path: 'package/package.json', content: {} }),
    'package/package.json: stands twice',
  ],
  'a bomb': [aBomb(), 'unpacks to more than 134217728 bytes'],
  'no package.json': [
    packed([{ path: 'package/p.json', content: PATIENT }]),
    'package/package.json is missing: this is no FHIR package',
  ],
  'a package.json that is no JSON': [
    packed([{ path: 'package/package.json', content: '{"name": ' }]),
    `${PACKAGE_JSON}is no JSON`,
  ],
  'a package.json that says nothing': [
    packed([{ path: 'package/package.json', content: {} }]),
    `${PACKAGE_JSON}name is missing`,
    `${PACKAGE_JSON}version is missing`,
    `${PACKAGE_JSON}fhirVersions is missing`,
  ],
  'a name that leads elsewhere': [
    packed(packageFiles({ name: '../sound' })),
    `${PACKAGE_JSON}name is missing, or is no name of a package`,
  ],
  'R4 itself': [packed(packageFiles({ name: 'hl7.fhir.r4.core' })), 'is R4 itself'],
  'another version of FHIR': [
    packed(packageFiles({ ...SOUND, fhirVersions: ['5.0.0'] })),
    `${PACKAGE_JSON}it is for FHIR 5.0.0. This server is R4 (4.0.1).`,
  ],
  'files that are no JSON, or too much of it': [
    packed([
      ...packageFiles(SOUND, [['p.json', PATIENT]]),
      { path: 'package/ValueSet-x.json', content: '{"resourceType":"ValueSet",}' },
      { path: 'package/ValueSet-y.json', content: '\u0000' },
      { path: 'package/ValueSet-z.json', content: '['.repeat(100_000) + ']'.repeat(100_000) },
    ]),
    'package/ValueSet-x.json: is no JSON in UTF-8.',
    'package/ValueSet-y.json: is no JSON in UTF-8.',
    'package/ValueSet-z.json: is nested too deeply.',
  ],
  'resources that are not as R4 says': [
    packed(
      packageFiles(SOUND, [
        ['a.json', PATIENT],
        ['b.json', PATIENT],
        ['c.json', aProfile('c', 'Patient', [], { fhirVersion: '5.0.0' })],
        ['d.json', aProfile('d', 'Patient', [], { url: undefined })],
        ['e.json', aProfile('e', 'Patient', [{ path: 'Patient.name', min: 'one' }])],
        ['g.json', aProfile('g', 'Dragon', [])],
        ['f.json', { resourceType: 'ValueSet', id: 'no id!', compose: [] }],
      ]),
    ),
    'package/b.json: https://guide.example/a-patient is in package/a.json already.',
    'package/c.json: it is for FHIR 5.0.0',
    'package/d.json: StructureDefinition.url: url is missing',
    'package/e.json: StructureDefinition.differential.element[1].min: Found "one"',
    'package/g.json: StructureDefinition.type: R4 has no type "Dragon"',
    'package/f.json: id is missing, or is no id of FHIR.',
    'package/f.json: url is missing',
    'package/f.json: ValueSet.status: status is missing',
    'package/f.json: ValueSet.compose: Found an empty array',
  ],
  'definitions that contradict R4': [
    packed(
      packageFiles(SOUND, [
        ['a.json', aProfile('a', 'Patient', [{ id: 'Patient.shoe', path: 'Patient.shoe' }])],
        ['c.json', aProfile('c', 'Patient', [], { baseDefinition: 'https://guide.example/c' })],
      ]),
    ),
    'package/a.json: Patient.shoe is no element: Patient has no shoe',
    'package/c.json: the parents of https://guide.example/c have no end',
  ],
  'a package that depends on itself': [
    packed(packageFiles({ ...SOUND, dependencies: { 'guide.example.sound': '1.0.0' } })),
    'in a circle: guide.example.sound → guide.example.sound',
  ],
  'a circle of packages': [
    packed(packageFiles({ ...SOUND, dependencies: { 'guide.example.first': '1.0.0' } })),
    'in a circle: guide.example.first → guide.example.sound → guide.example.first',
  ],
};

/** Little that unpacks to much: 129 times the same MiB. */
function aBomb(): Buffer {
  return Buffer.concat(Array<Buffer>(129).fill(gzipSync(Buffer.alloc(1024 * 1024))));
}

/** Loads the package that the broken ones must leave as it is. */
async function theFirst(t: Test) {
  const configuration = await aConfiguration(t);
  const first = { name: 'guide.example.first', dependencies: { 'guide.example.sound': '1.0.0' } };
  await loadPackage(configuration, await aPackage(t, first, [['p.json', PATIENT]]));
  return configuration;
}

t.test('what is broken changes nothing, and is told with the file it is in', async (t) => {
  const configuration = await theFirst(t);
  for (const [what, [bytes, ...told]] of Object.entries(BROKEN)) {
    const loaded = await loadPackage(configuration, await aFile(t, bytes));
    const faults = 'faults' in loaded ? loaded.faults.join('\n') : 'it was loaded';
    for (const sentence of told) t.ok(faults.includes(sentence), `${what}: ${faults}`);
  }
  t.match(await listPackages(configuration), [{ name: 'guide.example.first', profiles: 1 }]);
  t.match(await verifyStore(configuration, { fault: (line) => t.fail(line) }), {
    ...{ commits: 1, faults: 0 },
  });
  await t.rejects(
    loadPackage(configuration, '/nowhere/x.tgz'),
    /x\.tgz: cannot be read \(ENOENT\)/,
  );
});

t.test('whatever bytes an archive has, it is read or refused', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(TAR.length - 1), fc.nat(255)), { maxLength: 8 }),
      fc.nat(TAR.length),
      (changes, length) => {
        const bytes = Buffer.from(TAR);
        for (const [at, value] of changes) bytes[at] = value;
        const archive = readArchive(bytes.subarray(0, length));
        const read = 'faults' in archive ? archive : readPackage(archive.files, () => []);
        return 'faults' in read ? read.faults.length > 0 : read.manifest.name.length > 0;
      },
    ),
  );
  t.end();
});
