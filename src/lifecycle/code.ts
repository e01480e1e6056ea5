/**
 * Provisional codes. The code of a person, and the id of their dossier, are made of the run that
 * opens it and of their national identity: a run that was broken off makes the same ones again.
 */
import { letters, STREAM_ID_LENGTH } from '../ids.js';
import type { Records } from '../records/records.js';

const CODE_LENGTH = 8;

/** What a run gives a person. */
export interface Drawn {
  readonly dossier: string;
  /** Letters and digits, in two groups: 40 random bits. */
  readonly code: string;
}

/** Draws for a person, by the random name of the run. */
export function drawn({ keyedHash }: Pick<Records, 'keyedHash'>, run: string, who: string): Drawn {
  const bytes = Buffer.from(
    keyedHash(`open|1|${run}|${who}`) + keyedHash(`open|2|${run}|${who}`),
    'hex',
  );
  const code = letters(bytes.subarray(STREAM_ID_LENGTH, STREAM_ID_LENGTH + CODE_LENGTH));
  return {
    dossier: letters(bytes.subarray(0, STREAM_ID_LENGTH)),
    code: `${code.slice(0, CODE_LENGTH / 2)}-${code.slice(CODE_LENGTH / 2)}`.toUpperCase(),
  };
}

/** What is kept of a dossier's code, however it is typed. */
export function codeKey(
  { keyedHash }: Pick<Records, 'keyedHash'>,
  dossier: string,
  code: string,
): string {
  return keyedHash(`code|${dossier}|${code.replace(/[\s-]/g, '').toUpperCase()}`);
}
