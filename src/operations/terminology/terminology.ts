/** The operations on codes. https://hl7.org/fhir/R4/terminology-service.html */
import type { Operation } from '../operation.js';
import { expandOperation, type ExpandNeeds } from './expand.js';
import { lookupOperation } from './lookup.js';
import { subsumesOperation } from './subsumes.js';
import { translateOperation } from './translate.js';
import { validateCodeOperations } from './validate-code.js';

export type { ExpandNeeds } from './expand.js';

/** All of them. */
export function terminologyOperations(needs: ExpandNeeds): Operation[] {
  return [
    lookupOperation(needs),
    ...validateCodeOperations(needs),
    subsumesOperation(needs),
    expandOperation(needs),
    translateOperation(needs),
  ];
}
