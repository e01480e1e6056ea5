/** Many requests in one: a batch, whose entries are answered as if each had come alone. */
import type { Json, TestClient } from '../../fixtures/server.js';

/** One request, and what the walk says where its answer is another. */
export interface Ask {
  /** `Patient: conditional update`. */
  readonly claim: string;
  readonly method: string;
  readonly url: string;
  readonly resource?: Json;
  /** `ifNoneExist` and the like. */
  readonly conditions?: Json;
  /** The statuses that are right. */
  readonly expected: readonly number[];
}

/** Its answer. */
export interface Told {
  readonly ask: Ask;
  readonly status: number;
  readonly resource?: Json;
  readonly outcome?: Json;
  readonly location?: string;
}

/** Answers of what is not there, or not for anybody. */
export const REFUSED: readonly number[] = [403, 404, 405];

/** Asks all in one batch; answers in the order asked. */
export async function askAll(
  client: TestClient,
  asks: readonly Ask[],
  prefer = 'handling=strict',
): Promise<Told[]> {
  const entry = asks.map(({ method, url, resource, conditions }) => ({
    request: { method, url, ...conditions },
    ...(resource === undefined ? {} : { resource }),
  }));
  const bundle = { resourceType: 'Bundle', type: 'batch', entry };
  const answer = await client.post('', bundle, { prefer });
  if (answer.status !== 200) throw new Error(answer.text);
  const answers: Json[] = answer.json().entry;
  return asks.map((ask, at) => toldOf(ask, answers[at]));
}

function toldOf(ask: Ask, { response, resource }: Json): Told {
  const { status, outcome, location } = response;
  return { ask, status: Number.parseInt(status, 10), resource, outcome, location };
}

/** What is said of the answers that are not right; empty where all are. */
export function wrongOf(answers: readonly Told[]): string[] {
  return answers
    .filter(({ ask, status }) => !ask.expected.includes(status))
    .map(({ ask, status, outcome }) => {
      const why = outcome?.issue?.[0]?.diagnostics ?? '';
      return `${ask.claim}: ${ask.method} ${ask.url.slice(0, 200)}: ${status} ${why}`;
    });
}
