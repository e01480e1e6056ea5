/** The operations that are served, each made of what it is built on, and looked up by name. */
import { accessLogOperation } from './audit/access-log.js';
import { proofOperation, type ProofNeeds } from './audit/proof.js';
import { verifyOperation } from './audit/verify.js';
import { everythingOperation, type EverythingNeeds } from './everything.js';
import type { FindingNeeds } from './found.js';
import { metaChanges } from './meta-change.js';
import { metaOperation } from './meta.js';
import { matchOperation } from './matching/match.js';
import { summaryOperation } from './summary/summary.js';
import { docrefOperation } from './docref.js';
import { exportOperations, type ExportNeeds } from './export/export.js';
import { isFor, type Level, type Operation } from './operation.js';
import { terminologyOperations, type ExpandNeeds } from './terminology/terminology.js';
import { validateOperation, type ValidateNeeds } from './validate.js';
import { whoCanSeeOperation, type WhoCanSeeNeeds } from './who-can-see.js';

/** What the operations are built on. */
export type OperationsNeeds = ValidateNeeds &
  FindingNeeds &
  EverythingNeeds &
  ExportNeeds &
  ExpandNeeds &
  WhoCanSeeNeeds &
  ProofNeeds;

/** The operations of a server. */
export interface Operations {
  /** The operation of a name at a level, for a type; undefined where there is none. */
  find(name: string, level: Level, type?: string): Operation | undefined;
  readonly all: readonly Operation[];
}

/** Makes them; `others` are those of features that have a folder of their own. */
export function makeOperations(needs: OperationsNeeds, others: readonly Operation[]): Operations {
  const all = [
    validateOperation(needs),
    metaOperation(needs),
    ...metaChanges(needs),
    everythingOperation(needs),
    docrefOperation(needs),
    matchOperation(needs),
    summaryOperation(needs),
    whoCanSeeOperation(needs),
    proofOperation(needs),
    accessLogOperation(needs),
    verifyOperation(needs),
    ...exportOperations(needs),
    ...terminologyOperations(needs),
    ...others,
  ];
  return {
    all,
    find: (name, level, type) =>
      all.find((operation) => operation.name === name && isFor(operation, level, type)),
  };
}
