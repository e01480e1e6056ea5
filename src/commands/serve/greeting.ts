/** What the start prints: the base URL, the personas, and one curl that works when pasted. */
import type { Configuration } from '../../../fastify.config.js';
import { personas } from '../../app.js';

/** The text. Outside demonstration mode only the base URL. */
export async function greeting(configuration: Configuration, base: string): Promise<string> {
  const head = `\nDossier serves ${base}\n`;
  if (!configuration.demo) return head;
  const all = [...(await personas()).values()];
  const ins = all.find((persona) => persona.key === 'patient')?.ins;
  const lines = all.map((persona) => `  ${persona.key.padEnd(13)} ${persona.about}`);
  const search = `${base}/DocumentReference?patient.identifier=${ins?.system}%7C${ins?.value}&status=current`;
  return `${head}
Personas (a token for one: npx dossier token <persona>)
${lines.join('\n')}

Paste this:
  curl -H "Authorization: Bearer $(npx dossier token neurologist)" "${search}"

`;
}
