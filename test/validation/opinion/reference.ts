/**
 * The reference FHIR R4 validator as a second opinion: a command that reads one resource a line and
 * writes one array of issues a line (`TEST_FHIR_VALIDATOR`).
 */
import { spawn } from 'node:child_process';

/** One thing that the reference validator says. */
export interface Remark {
  readonly severity: string;
  readonly expression: string;
  /** Its own name of the rule, or the canonical and key of an invariant. */
  readonly id: string | null;
  readonly text: string;
}

/** What it says of some resources, in their order. `folders` hold the definitions it knows. */
export async function remarksOn(
  command: string,
  folders: readonly string[],
  resources: readonly unknown[],
): Promise<Remark[][]> {
  const child = spawn(command, [...folders], { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = resources.map((resource) => `${JSON.stringify(resource)}\n`);
  child.stdin.end(lines.join(''));
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer); // of a byte stream
  const written = Buffer.concat(chunks).toString('utf8').trimEnd().split('\n');
  if (written.length !== resources.length) {
    throw new Error(`the reference validator answered ${written.length} of ${resources.length}`);
  }
  return written.map((line) => JSON.parse(line) as Remark[]); // the command's own form
}
