/**
 * A newer declaration replaces an older one of the same category as far as both are about the same:
 * the same actor, purpose or type. What is replaced does not come back when the newer one ends:
 * whoever was blocked has to be authorised again.
 */
import type { ConsentRule } from '../../../access/policy.js';

/** What a declaration of a category is about; a category without one replaces as a whole. */
const ABOUT: Readonly<Partial<Record<string, 'actors' | 'purposes' | 'types'>>> = {
  consultation: 'actors',
  administration: 'actors',
  'app-grant': 'actors',
  emergency: 'purposes',
  'feeding-objection': 'types',
};

/** The rules without the one of a Consent. */
export function without(rules: readonly ConsentRule[], id: string): ConsentRule[] {
  return rules.filter((rule) => rule.id !== id);
}

/**
 * The rules with a new one. A permission that the patient did not declare lifts no block: for those
 * whom a block names it says nothing.
 */
export function declare(rules: readonly ConsentRule[], rule: ConsentRule): ConsentRule[] {
  const said = rule.permit && rule.express !== true ? besideBlocks(rules, rule) : rule;
  if (said.category === 'consultation' && said.actors.length === 0) return [...rules];
  return [...rules.flatMap((older) => rest(older, said)), said];
}

function besideBlocks(rules: readonly ConsentRule[], rule: ConsentRule): ConsentRule {
  const blocked = new Set(
    rules
      .filter(({ category, permit }) => category === rule.category && !permit)
      .flatMap(({ actors }) => actors),
  );
  return { ...rule, actors: rule.actors.filter((actor) => !blocked.has(actor)) };
}

/** What is left of an older rule: nothing, where the newer one is about all of it. */
function rest(older: ConsentRule, newer: ConsentRule): ConsentRule[] {
  if (older.category !== newer.category) return [older];
  const about = ABOUT[older.category];
  if (about === undefined) return [];
  const left = older[about]?.filter((one) => newer[about]?.includes(one) !== true) ?? [];
  if (left.length === (older[about]?.length ?? 0)) return [older];
  return left.length === 0 ? [] : [{ ...older, [about]: left }];
}
