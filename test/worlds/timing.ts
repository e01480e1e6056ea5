/**
 * Whether the time of an answer tells a hidden document from an unknown one (decision 30): pairs of
 * requests, one for each in turn, so that whatever else the machine does strikes both alike.
 */
import type { Test } from 'tap';
import { aBundle, openDossier, push } from '../fixtures/dossier.js';
import { startServer, type TestClient } from '../fixtures/server.js';

/** What was measured at an entry point. */
export interface Timing {
  readonly entryPoint: string;
  /** Medians in milliseconds. */
  readonly hidden: number;
  readonly unknown: number;
  /** Mann–Whitney, two-sided: how likely such a difference is where there is none. */
  readonly p: number;
}

type Ask = (client: TestClient, ids: Ids) => Promise<unknown>;

interface Ids {
  readonly document: string;
  readonly binary: string;
}

const POINTS: Readonly<Record<string, Ask>> = {
  read: (client, { document }) => client.get(`DocumentReference/${document}`),
  vread: (client, { document }) => client.get(`DocumentReference/${document}/_history/1`),
  history: (client, { document }) => client.get(`DocumentReference/${document}/_history`),
  Binary: (client, { binary }) => client.get(`Binary/${binary}`),
  patch: (client, { document }) => client.patch(`DocumentReference/${document}`, ARCHIVING),
};

const ARCHIVING = [{ op: 'replace', path: '/status', value: 'superseded' }];
const WARM_UP = 50;

/** Measures each entry point with so many pairs. */
export async function timings(
  t: Pick<Test, 'teardown'>,
  pairs: number,
): Promise<readonly Timing[]> {
  const server = await startServer(t);
  const { patient } = await openDossier(server, { authorised: ['neurologist'] });
  await push(server, 'nurse', aBundle(patient));
  const masked = await push(server, 'nurse', aBundle(patient, [{ labels: ['MASQUE_PS'] }]));
  const client = await server.as('neurologist');
  const hidden = { document: masked.documents[0] ?? '', binary: masked.binaries[0] ?? '' };
  const unknown = { document: besides(hidden.document), binary: besides(hidden.binary) };
  const measured: Timing[] = [];
  for (const [entryPoint, ask] of Object.entries(POINTS)) {
    const [ofHidden, ofUnknown] = await paired(pairs, [
      () => ask(client, hidden),
      () => ask(client, unknown),
    ]);
    measured.push({
      entryPoint,
      ...{ hidden: median(ofHidden), unknown: median(ofUnknown) },
      p: mannWhitney(ofHidden, ofUnknown),
    });
  }
  return measured;
}

/** Whether nothing can be told by it: no difference to be seen, or medians within a share. */
export function tellsNothing({ hidden, unknown, p }: Timing, share: number): boolean {
  return p > 0.01 || Math.abs(hidden - unknown) <= share * Math.max(hidden, unknown);
}

/** An id of the same dossier that names nothing, of the form that the server draws. */
function besides(id: string): string {
  const last = id.endsWith('a') ? 'b' : 'a';
  return `${id.slice(0, -1)}${last}`;
}

type Act = () => Promise<unknown>;

async function paired(
  count: number,
  [one, other]: readonly [Act, Act],
): Promise<[number[], number[]]> {
  const times: [number[], number[]] = [[], []];
  for (let pair = -WARM_UP; pair < count; pair++) {
    // Which is first changes: the second of two finds the machine warm.
    const order = pair % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const);
    for (const which of order) {
      const took = await timeOf(which === 0 ? one : other);
      if (pair >= 0) times[which].push(took);
    }
  }
  return times;
}

async function timeOf(act: Act): Promise<number> {
  const begun = performance.now();
  await act();
  return performance.now() - begun;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** The p of the test with the normal approximation, which holds for samples of hundreds. */
function mannWhitney(a: readonly number[], b: readonly number[]): number {
  const ranked = [
    ...a.map((value) => ({ value, of: 'a' })),
    ...b.map((value) => ({ value, of: 'b' })),
  ];
  ranked.sort((x, y) => x.value - y.value);
  const rankSum = ranked.reduce((sum, { of }, index) => (of === 'a' ? sum + index + 1 : sum), 0);
  const u = rankSum - (a.length * (a.length + 1)) / 2;
  const mean = (a.length * b.length) / 2;
  const deviation = Math.sqrt((a.length * b.length * (a.length + b.length + 1)) / 12);
  return 2 * (1 - normal(Math.abs(u - mean) / deviation));
}

/** The standard normal distribution. Abramowitz and Stegun, 26.2.17 */
function normal(z: number): number {
  const k = 1 / (1 + 0.2316419 * z);
  const of = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const sum = of.reduce((total, factor, index) => total + factor * k ** (index + 1), 0);
  return 1 - (Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}
