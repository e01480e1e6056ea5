/** One resource put into a server, as often as it takes, and what became of it. */
import { setTimeout as sleep } from 'node:timers/promises';

/** What became of a resource: a fault is a sentence. */
export type Fate =
  { readonly kind: 'created' | 'updated' } | { readonly kind: 'fault'; readonly sentence: string };

/** Puts a resource, given as its bytes of JSON. Rejects where going on makes no sense. */
export type Put = (address: string, body: string) => Promise<Fate>;

const ATTEMPTS_MAX = 5;
const FIRST_PAUSE_MS = 200;
/** Answers that say nothing about the resource. */
const LATER: readonly number[] = [429, 502, 503, 504];

/** Puts to a FHIR base URL, as the bearer of a token. */
export function putterTo(base: string, token: string): Put {
  return async (address, body) => {
    const answer = await answered(`${base}/${address}`, token, body);
    if (answer.ok) {
      await answer.body?.cancel();
      return { kind: answer.status === 201 ? 'created' : 'updated' };
    }
    const sentence = `${answer.status} ${sentencesOf(await answer.text())}`;
    if (answer.status === 401) throw new Error(`the token is refused: ${sentence}`);
    return { kind: 'fault', sentence };
  };
}

async function answered(url: string, token: string, body: string): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const answer = await sent(url, token, body);
    if (answer instanceof Response && !LATER.includes(answer.status)) return answer;
    if (attempt === ATTEMPTS_MAX) throw new Error(`the server does not take it: ${whyOf(answer)}`);
    await sleep(FIRST_PAUSE_MS * 2 ** attempt);
  }
}

async function sent(url: string, token: string, body: string): Promise<Response | Error> {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/fhir+json',
    prefer: 'return=minimal',
  };
  return fetch(url, { method: 'PUT', headers, body }).catch((failure: unknown) =>
    failure instanceof Error ? failure : new Error(String(failure)),
  );
}

function whyOf(answer: Response | Error): string {
  return answer instanceof Error ? answer.message : String(answer.status);
}

interface OutcomeLike {
  readonly issue?: readonly {
    readonly severity?: string;
    readonly diagnostics?: string;
    readonly expression?: readonly string[];
  }[];
}

/** The errors of an OperationOutcome, each with the element it names. */
function sentencesOf(text: string): string {
  try {
    const { issue = [] } = JSON.parse(text) as OutcomeLike; // what is missing is left out
    const errors = issue.filter(({ severity }) => severity === 'error' || severity === 'fatal');
    return errors
      .map(({ diagnostics = '', expression }) => [expression?.join(', '), diagnostics])
      .map((parts) => parts.filter((part) => part !== undefined).join(': '))
      .join(' ');
  } catch {
    return 'without an explanation';
  }
}
