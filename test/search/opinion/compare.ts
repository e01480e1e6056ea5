/** Random searches of random resources, each answered twice: by the server, and by looking. */
import fc from '../../fixtures/property.js';
import { somePatient } from '../../fixtures/patients.js';
import type { Answer, Json, TestClient, TestServer } from '../../fixtures/server.js';
import { answerTo, type Search } from './evaluate.js';
import { consents, organization, role, search } from './generate.js';

const ORGANIZATIONS = 8;
const OTHERS = 8;

/** How much is searched. */
export interface Opinion {
  readonly seed: number;
  readonly searches: number;
}

/** Throws, with the search, where the two answers differ. */
export async function compareAnswers(server: TestServer, { seed, searches }: Opinion) {
  const tester = await server.as('tester');
  const { all, names, patient } = await ground(tester, seed);
  const property = fc.asyncProperty(
    search(names),
    fc.integer({ min: 3, max: 9 }),
    async (...given) => {
      const [asked, count] = given;
      const expected = answerTo(all, asked);
      const address = addressOf(asked, patient, count);
      const found = await everyPage(tester, address);
      if (JSON.stringify(found) !== JSON.stringify({ ids: expected, total: expected.length })) {
        throw new Error(
          `${address}: found ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`,
        );
      }
    },
  );
  await fc.assert(property, { seed, numRuns: searches });
}

interface Ground {
  readonly all: readonly Json[];
  readonly names: readonly string[];
  readonly patient: string;
}

/** The resources, some of the directory and some of one dossier, all in the test space. */
async function ground(tester: TestClient, seed: number): Promise<Ground> {
  const all: Json[] = [];
  const names: string[] = [];
  const make = async (arbitrary: fc.Arbitrary<Json>): Promise<void> => {
    const [one] = fc.sample(arbitrary, { seed: seed + all.length, numRuns: 1 });
    const answer = await tester.post(one.resourceType, one);
    if (answer.status !== 201) throw new Error(`not made: ${answer.text}`);
    all.push(answer.json());
    if (one.resourceType === 'Organization') names.push(`Organization/${answer.json().id}`);
  };
  for (let i = 0; i < ORGANIZATIONS; i++) await make(organization(names));
  for (let i = 0; i < OTHERS; i++) await make(role(names));
  const patient = (await tester.post('Patient', somePatient())).json().id;
  const consent = await consents(patient, names);
  for (let i = 0; i < OTHERS; i++) await make(consent);
  return { all, names, patient };
}

function addressOf({ type, asked, filter, sort }: Search, patient: string, count: number): string {
  const written = (value: string): string => value.replace(/[\\,$]/g, '\\$&');
  const pairs = [
    ...(type === 'Consent' ? [['patient', patient]] : []),
    ...asked.map(({ name, values }) => [name, values.map(written).join(',')]),
    ...(filter.length === 0 ? [] : [['_filter', filterText(filter)]]),
    ['_sort', `${sort.join(',')},_id`],
    ['_count', String(count)],
    ['_total', 'accurate'],
  ];
  return `${type}?${pairs.map((pair) => pair.map((each = '') => encodeURIComponent(each)).join('=')).join('&')}`;
}

function filterText(filter: Search['filter']): string {
  const test = ({ negated, code, operator, value }: Search['filter'][number][number]): string =>
    `${negated ? 'not ' : ''}${code} ${operator} ${JSON.stringify(value)}`;
  return filter.map((tests) => tests.map(test).join(' and ')).join(' or ');
}

async function everyPage(client: TestClient, address: string) {
  const ids: string[] = [];
  let total: number | undefined;
  for (let url: string | undefined = address; url !== undefined;) {
    const answer: Answer = await client.get(url);
    if (answer.status !== 200) throw new Error(`${url}: ${answer.status} ${answer.text}`);
    const page = answer.json();
    total = page.total;
    ids.push(...(page.entry ?? []).map(({ resource }: Json) => resource.id));
    url = page.link.find(({ relation }: Json) => relation === 'next')?.url;
  }
  return { ids, total };
}
