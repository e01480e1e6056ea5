/**
 * The strings of a row, asked in SQL: they rest sealed beside the row, so no index and no SQL can
 * look into them; two functions open and compare them in the process.
 */
import { byBytes, fold, textMatches } from '../../../search/query.js';
import type { TextMatch } from '../../../search/query.js';
import type { Connection } from '../connection.js';
import { textsOf } from '../rows.js';
import type { OpenTexts } from '../rows.js';

type Column = Uint8Array | null;

/**
 * Gives a connection `text_matches(p, texts, param, match, value)`, 1 or 0, and
 * `text_place(p, texts, param, descending)`: the least folded string of the parameter, the
 * greatest when descending, null when there is none.
 */
export function defineTexts({ db }: Connection, open: OpenTexts): void {
  const options = { deterministic: true };
  db.function(
    'text_matches',
    { ...options, varargs: true },
    (p: string, texts: Column, ...asked: Asked) => {
      const [param, match, value] = asked;
      return textMatches(strings(open, p, texts, param), match, value) ? 1 : 0;
    },
  );
  db.function('text_place', options, (p: string, texts: Column, param: string, down: number) => {
    const folded = strings(open, p, texts, param).map(fold).sort(byBytes);
    return (down === 1 ? folded.at(-1) : folded[0]) ?? null;
  });
}

type Asked = [param: string, match: TextMatch, value: string];

function strings(open: OpenTexts, p: string, texts: Column, param: string): readonly string[] {
  return textsOf(open, p, texts)[param] ?? [];
}
