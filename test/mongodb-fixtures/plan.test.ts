/** What the reader of plans makes of each server's way to tell them. */
import { BSON, type Document } from 'mongodb';
import t from 'tap';
import { looksOf } from '../fixtures/mongo/plan.js';

const ALL = ['[MinKey, MaxKey]'];
const KEY = { p: 1, type: 1, at: -1 };

function ixscan(indexBounds: Document, stage = 'IXSCAN'): Document {
  return { stage, indexName: 'page', keyPattern: KEY, indexBounds };
}

function planned(winningPlan: Document): Document {
  const rejectedPlans = [{ stage: 'COLLSCAN' }];
  return { queryPlanner: { parsedQuery: {}, winningPlan, rejectedPlans }, command: { find: 'x' } };
}

const BOUND = ixscan({ p: ['["a", "a"]'], type: ['["T", "T"]'], at: ALL });
const BY_PAGE = [{ index: 'page', by: ['p', 'type'] }];

t.test('of MongoDB', async (t) => {
  const cases: [string, Document, ReturnType<typeof looksOf>][] = [
    ['an index below a fetch', { stage: 'FETCH', inputStage: BOUND }, BY_PAGE],
    [
      'an index from end to end',
      { stage: 'FETCH', inputStage: ixscan({ p: ALL, type: ALL, at: ALL }) },
      [{ index: 'page', by: [] }],
    ],
    [
      'an index backwards from end to end',
      ixscan({ p: ['[MaxKey, MinKey]'], type: ALL, at: ALL }),
      [{ index: 'page', by: [] }],
    ],
    ['a count', { stage: 'COUNT', inputStage: { ...BOUND, stage: 'COUNT_SCAN' } }, BY_PAGE],
    ['a collection', { stage: 'COLLSCAN' }, [{ index: undefined, by: [] }]],
    ['a name', { stage: 'IDHACK' }, [{ index: '_id_', by: ['_id'] }]],
    [
      'a name, the short way',
      { stage: 'EXPRESS_IXSCAN', indexName: '_id_', keyPattern: '{ "_id": 1 }' },
      [{ index: '_id_', by: ['_id'] }],
    ],
    [
      'a clustered collection',
      { stage: 'CLUSTERED_IXSCAN', minRecord: 'a', maxRecord: 'a' },
      [{ index: '_id_', by: ['_id'] }],
    ],
    ['nothing to look for', { stage: 'EOF' }, []],
    [
      'one of two branches walks the collection',
      {
        stage: 'SUBPLAN',
        inputStage: { stage: 'OR', inputStages: [BOUND, { stage: 'COLLSCAN' }] },
      },
      [...BY_PAGE, { index: undefined, by: [] }],
    ],
    [
      'the slot-based engine',
      {
        queryPlan: { stage: 'FETCH', planNodeId: 2, inputStage: BOUND },
        slotBasedPlan: { slots: '$$RESULT=s11', stages: '[2] nlj inner [] ...' },
      },
      BY_PAGE,
    ],
    [
      'shards',
      {
        stage: 'SHARD_MERGE',
        shards: [
          { shardName: 'one', winningPlan: { stage: 'SHARDING_FILTER', inputStage: BOUND } },
          { shardName: 'two', winningPlan: { stage: 'COLLSCAN' } },
        ],
      },
      [...BY_PAGE, { index: undefined, by: [] }],
    ],
  ];
  for (const [name, plan, looks] of cases) t.same(looksOf(planned(plan)), looks, name);
});

t.test('of a pipeline, on one server and on shards', async (t) => {
  const stages = [{ $cursor: planned({ stage: 'FETCH', inputStage: BOUND }) }, { $group: {} }];
  t.same(looksOf({ stages }), BY_PAGE);
  t.same(looksOf({ shards: { one: { stages } } }), BY_PAGE);
});

t.test('of PostgreSQL', async (t) => {
  const of = (...fields: string[]) =>
    fields
      .map((field) => `(document @= 'BSONHEX${hexOf({ [field]: 'x' })}'::documentdb_core.bson)`)
      .join(' AND ');
  const index = (name: string, condition: string, type = 'Index Scan') => {
    return { 'Node Type': type, 'Index Name': name, 'Index Cond': condition };
  };
  const plans = (...below: Document[]) => {
    return { queryPlanner: { Plan: { 'Node Type': 'Limit', Plans: below } }, command: {} };
  };
  const named = `(shard_key_value = '1'::bigint) AND (object_id = 'BSONHEX${hexOf({ '': 'x' })}')`;
  t.same(looksOf(plans(index('page', of('p', 'type')))), BY_PAGE);
  t.same(looksOf(plans(index('_id_', named))), [{ index: '_id_', by: ['_id'] }]);
  t.same(
    looksOf(plans(index('_id_', "(shard_key_value = '1'::bigint)"))),
    [{ index: '_id_', by: [] }],
    'every row of the table by its shard',
  );
  const bitmap = {
    'Node Type': 'Bitmap Heap Scan',
    Plans: [index('page', of('p', 'type'), 'Bitmap Index Scan')],
  };
  t.same(looksOf(plans(bitmap)), BY_PAGE);
  t.same(looksOf(plans({ 'Node Type': 'Seq Scan' })), [{ index: undefined, by: [] }]);
});

t.test('what tells no plan is not taken for a good one', async (t) => {
  t.throws(() => looksOf({ ok: 1 }), /no plan/);
});

function hexOf(document: Document): string {
  return Buffer.from(BSON.serialize(document)).toString('hex');
}
