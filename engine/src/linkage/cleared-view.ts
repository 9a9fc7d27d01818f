import type { GoldenRecord } from './survivorship.js';

/**
 * What somebody cleared for some markings may see of a golden record: values, roles, warnings and opinions
 * of other markings are left out. Null when nothing is left.
 */
export function clearedView(
  golden: GoldenRecord,
  cleared: ReadonlySet<string>,
): GoldenRecord | null {
  const may = (item: { readonly classification: string }): boolean =>
    cleared.has(item.classification);
  const roles = golden.roles.filter(may);
  const facts = Object.entries(golden.facts)
    .map(([name, values]) => [name, values.filter(may)] as const)
    .filter(([, values]) => values.length > 0);
  if (roles.length === 0) return null;
  return {
    ...golden,
    roles,
    facts: Object.fromEntries(facts),
    markers: golden.markers.filter(may),
    opinions: golden.opinions.filter(may),
  };
}
