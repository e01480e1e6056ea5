/** Exports that nothing in `src` imports and that stand all the same: `path#name` → the reason. */
export const KEPT: Readonly<Record<string, string>> = {
  'src/fhir/problem.ts#problemCatalogue': 'The page of problem codes is compared with it.',
  'src/search/query.ts#compares': 'The contract suite compares every store with it.',
  'src/validation/identifier.ts#isNir': 'The demonstration personas are checked with it.',
  'src/validation/identifier.ts#isRpps': 'The demonstration personas are checked with it.',
};
