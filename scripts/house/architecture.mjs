import { cruise } from 'dependency-cruiser';
import architecture from '../../.dependency-cruiser.js';

/** What is cruised; folders that do not exist yet are left out. */
export const CRUISED = [
  'contracts/src',
  'engine/src',
  'backend/src',
  'backend/test',
  'frontend/src',
  'simulators/src',
];

/**
 * @param {string} root folder of the repository, or of a tree shaped like it
 * @param {readonly string[]} folders relative to root
 * @returns {Promise<{ violations: { rule: string, from: string, to: string, cycle: string[], comment: string }[], modules: number }>}
 */
export async function cruiseArchitecture(root, folders) {
  const { forbidden, options } = architecture;
  const { output } = await cruise([...folders], {
    ...options,
    ruleSet: { forbidden },
    validate: true,
    baseDir: root,
    outputType: 'json',
  });
  const { summary } = JSON.parse(output);
  const violations = summary.violations.map((violation) => ({
    rule: violation.rule.name,
    from: violation.from,
    to: violation.to,
    cycle: (violation.cycle ?? []).map((step) => step.name),
    comment: forbidden.find((rule) => rule.name === violation.rule.name)?.comment ?? '',
  }));
  return { violations, modules: summary.totalCruised };
}
