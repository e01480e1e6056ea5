/** What the start prints: its addresses, the personas, and one curl that works when pasted. */
import { resolve } from 'node:path';
import { SETTINGS, type Configuration } from '../../../fastify.config.js';
import { personas } from '../../app.js';

/** Where the server is reached. */
export interface Addresses {
  /** The FHIR base URL. */
  readonly base: string;
  /** Where Prometheus reads, on this machine. */
  readonly metrics: string;
}

/** The text. Outside demonstration mode only the addresses. */
export async function greeting(
  configuration: Configuration,
  { base, metrics }: Addresses,
): Promise<string> {
  const head = `\nDossier serves ${base}\nMetrics: ${metrics}\n`;
  if (!configuration.demo) return head;
  const all = [...(await personas()).values()];
  const ins = all.find((persona) => persona.key === 'patient')?.ins;
  const lines = all.map((persona) => `  ${persona.key.padEnd(13)} ${persona.about}`);
  const patient = `${ins?.system ?? ''}%7C${ins?.value ?? ''}`;
  const search = `${base}/DocumentReference?patient.identifier=${patient}&status=current`;
  const command = tokenCommand(configuration);
  return `${head}
Personas (a token for one: ${command} <persona>)
${lines.join('\n')}

Paste this:
  curl -H "Authorization: Bearer $(${command} neurologist)" "${search}"

`;
}

/** The command that finds this server's data from the same folder in another terminal. */
function tokenCommand({ dataDir }: Configuration): string {
  const command = 'npx dossier token';
  if (dataDir === SETTINGS.dataDir.default) return command;
  return `DATA_DIR='${resolve(dataDir).replaceAll("'", `'\\''`)}' ${command}`;
}
