/** What commands and timers do in dossiers' lives: given from here, for they name no store. */
import type { Clock } from '../clock.js';
import type { ProvideNeeds } from '../documents/needs.js';
import { makeBringIn, type BringIn } from '../documents/older/bring-in.js';
import type { IdentityNeeds } from '../http/needs.js';
import type { Ids } from '../ids.js';
import { openFor, type Opened, type Somebody } from '../lifecycle/open.js';
import { takeStep } from '../lifecycle/step.js';
import { makeLifeSweep } from '../lifecycle/sweep.js';
import type { Records } from '../records/records.js';

/** What happens in dossiers' lives besides requests. */
export interface Life {
  /** Activates a dossier for whoever holds this token, the registrar. */
  activate(token: string, patientId: string): Promise<void>;
  /** Opens a dossier for somebody who did not ask (`lifecycle/open.ts`). */
  openFor(somebody: Somebody, run: string): Promise<Opened>;
  /** Brings an older record's documents in (`documents/older/bring-in.ts`). */
  readonly bringIn: BringIn;
  /** A random name for a run over a file. */
  newRun(): string;
  /** Takes the steps that are due, as happens about every minute; gives how many. */
  age(): Promise<number>;
}

/** What it is made of. */
interface Living {
  readonly records: Records;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly identity: IdentityNeeds;
  readonly provide: ProvideNeeds;
}

/** Makes it. */
export function livingOf(parts: Living): Life {
  const { records, ids, identity } = parts;
  return {
    activate: async (token, patient) => {
      const connection = { address: '127.0.0.1', requestId: ids.uuid() };
      const caller = await identity.authenticate(`Bearer ${token}`, connection);
      await takeStep(records, caller, { patient, act: 'activate' });
    },
    newRun: () => ids.uuid(),
    openFor: (somebody, run) => openFor(parts, somebody, run),
    bringIn: makeBringIn(parts.provide),
    age: makeLifeSweep(parts),
  };
}
