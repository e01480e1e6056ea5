/** JSON and XML over several lines; numbers and texts stay as they were written. */
import { parseJson, parseJsonArray, stringify } from '../../src/fhir/json.js';

/** JSON text, two spaces for each level. What is no JSON comes out as it is. */
export function prettyJson(text: string): string {
  try {
    return stringify(text.trimStart().startsWith('[') ? parseJsonArray(text) : parseJson(text), 2);
  } catch {
    return text;
  }
}

/** XML text, two spaces for each level; a narrative stays in one line. */
export function prettyXml(text: string): string {
  const parts = text.match(/<div [^]*?<\/div>(?=<\/text>)|<[^>]+>/g) ?? [];
  let depth = 0;
  return parts
    .map((part) => {
      if (part.startsWith('</')) depth -= 1;
      const shown = '  '.repeat(depth) + part;
      const opens = !/^<[/?]/.test(part) && !part.endsWith('/>') && !part.endsWith('</div>');
      if (opens) depth += 1;
      return shown;
    })
    .join('\n');
}
