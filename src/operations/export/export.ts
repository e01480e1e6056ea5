/**
 * `$export`: resources in bulk, of the server, of all patients, of a Group. The kick-off is
 * answered with the address of its status. https://hl7.org/fhir/uv/bulkdata/export.html
 */
import type { Clock } from '../../clock.js';
import type { Ids } from '../../ids.js';
import type { Records } from '../../records/records.js';
import type { Level, Operation } from '../operation.js';
import type { Exports } from './exports.js';
import { jobOf, type JobNeeds } from './job.js';

/** What the kick-off is built on. */
export interface ExportNeeds extends JobNeeds {
  readonly records: Records;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly exports: Exports;
}

const BULK = 'http://hl7.org/fhir/uv/bulkdata/OperationDefinition';

/** The operation, once for each level. */
export function exportOperations(needs: ExportNeeds): Operation[] {
  const at = (level: Level, definition: string, ...types: string[]): Operation => ({
    name: 'export',
    definition: `${BULK}/${definition}`,
    levels: [level],
    ...(types.length === 0 ? {} : { types }),
    changes: false,
    run: async (invocation) => {
      const made = { id: needs.ids.uuid(), at: needs.clock.now() };
      const job = jobOf(needs, invocation, made);
      await needs.records.performed(invocation.caller, invocation.asked);
      const status = needs.exports.begin(invocation.caller, job);
      return { status: 202, headers: { 'content-location': status } };
    },
  });
  return [
    at('system', 'export'),
    at('type', 'patient-export', 'Patient'),
    at('instance', 'group-export', 'Group'),
  ];
}
