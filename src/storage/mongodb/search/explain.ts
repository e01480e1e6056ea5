/**
 * How the database finds the rows of a filter, as its own `explain` tells; servers that speak its
 * protocol tell it in words of their own.
 * https://www.mongodb.com/docs/manual/reference/command/explain/
 */
import type { Explanation, Page } from '../../store.js';
import type { Base } from '../base.js';
import type { Doc } from '../bson.js';
import { patiently } from '../server/reading.js';

/** Steps told at most. */
const STEPS_MAX = 50;

/** The page, and how its rows were found. */
export async function withExplanation(base: Base, page: Page, filter: Doc): Promise<Page> {
  const command = { explain: { find: 'current', filter }, verbosity: 'executionStats' };
  const reply = await patiently(base, () => base.connection.run(command));
  return { ...page, explanation: explanationOf(reply) };
}

function explanationOf(reply: Doc): Explanation {
  const nodes = [...nodesIn(reply)];
  const looked = nodes.map((node) => node['totalDocsExamined']).find((told) => told !== undefined);
  const plan = nodes.flatMap(stepOf).slice(0, STEPS_MAX);
  return { plan, ...(looked === undefined ? {} : { looked: Number(looked) }) };
}

/** What was weighed and not taken is no part of the plan. */
const LEFT_OUT: readonly string[] = ['rejectedPlans', 'slotBasedPlan', 'parsedQuery', 'command'];

function* nodesIn(value: unknown): Generator<Doc> {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  if (!Array.isArray(value)) yield value as Doc; // any object of the reply
  for (const [name, inner] of Object.entries(value))
    if (!LEFT_OUT.includes(name)) yield* nodesIn(inner);
}

/** A stage of MongoDB, or a node of the PostgreSQL behind another server. Values are left out. */
function stepOf(node: Doc): string[] {
  const stage = node['stage'] ?? node['Node Type'];
  if (typeof stage !== 'string') return [];
  const index = node['indexName'] ?? node['Index Name'];
  return [typeof index === 'string' ? `${stage} by ${index}` : stage];
}
