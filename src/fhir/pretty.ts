/** JSON in lines, for people to read: every token keeps its text. */

const TOKEN = /"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"]+/g;
const INDENT = '  ';

/** The same JSON with a line for each member and item. The text must be JSON. */
export function pretty(json: string): string {
  const tokens = json.match(TOKEN) ?? [];
  const out: string[] = [];
  let depth = 0;
  tokens.forEach((token, at) => {
    const before = tokens[at - 1];
    const isClosing = token === '}' || token === ']';
    if (isClosing) depth--;
    const isEmpty = isClosing && (before === '{' || before === '[');
    const isFirst = !isClosing && (before === '{' || before === '[');
    if (before === ',' || isFirst || (isClosing && !isEmpty)) out.push(line(depth));
    out.push(token === ':' ? ': ' : token);
    if (token === '{' || token === '[') depth++;
  });
  return `${out.join('')}\n`;
}

function line(depth: number): string {
  return `\n${INDENT.repeat(depth)}`;
}
