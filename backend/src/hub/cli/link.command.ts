import {
  storeClusters,
  writeClusters,
  writeRejects,
  writeReview,
  writeText,
} from '../engine/csv-output.js';
import { runLinkage } from '../engine/link-job.js';
import type { LinkOutcome } from '../engine/link-job.js';
import { modelText } from '../engine/model.js';
import {
  HubUsageError,
  LINK_OPTIONS,
  linkOptionsHelp,
  linkRequest,
  parseOptions,
  progressTo,
} from './cli-options.js';

const OPTIONS = {
  ...LINK_OPTIONS,
  out: { type: 'string' },
  'save-model': { type: 'string' },
  review: { type: 'string' },
} as const;

const help =
  (): string => `hub link --settings S.yaml --input a.csv [--input b.csv] --out clusters.csv

Links records of any CSV files and writes record_id,cluster_id,probability.

${linkOptionsHelp()}  --out FILE        where to write the clusters
  --save-model FILE write the trained model
  --review FILE     write the pairs that a person should decide
Rows that cannot be read go to OUT.rejects.csv with row, column and reason.
`;

/** `hub link`: files in, clusters out. */
export async function linkCommand(argv: string[]): Promise<number> {
  const values = parseOptions(argv, OPTIONS);
  if (values.help === true) {
    process.stdout.write(help());
    return 0;
  }
  if (values.out === undefined)
    throw new HubUsageError('say where to write the clusters with --out');
  const outcome = await runLinkage(linkRequest(values), progressTo(values.quiet));
  if (outcome.rejects.length > 0) writeRejects(`${values.out}.rejects.csv`, outcome.rejects);
  if (!outcome.ok) {
    process.stderr.write(`${outcome.reason}\n`);
    return 1;
  }
  try {
    await storeClusters(outcome.db, outcome.clusters.roots);
    await writeClusters(outcome.db, outcome.model, outcome.records, values.out);
    if (values['save-model'] !== undefined)
      writeText(values['save-model'], modelText(outcome.model));
    if (values.review !== undefined) {
      await writeReview(outcome.db, values.review, outcome.clusters.review);
    }
    process.stdout.write(
      values.json === true ? `${JSON.stringify(report(outcome))}\n` : summary(outcome, values.out),
    );
    return 0;
  } finally {
    await outcome.close();
  }
}

type Done = Extract<LinkOutcome, { ok: true }>;

function clusterCount(outcome: Done): number {
  return outcome.clusters.roots.reduce((n, root, rid) => (root === rid ? n + 1 : n), 0);
}

function report(outcome: Done): Record<string, unknown> {
  const { model } = outcome;
  return {
    records: outcome.records,
    clusters: clusterCount(outcome),
    review: outcome.clusters.review.length,
    rejects: outcome.rejects.length,
    unusedFields: outcome.dropped,
    model: model.hash,
    mode: model.mode,
    expected: model.expected,
    training: outcome.runs,
    budgets: outcome.budgets.map((b) => ({
      rule: b.name,
      pairs: b.pairs,
      left_out: b.stopKeys.length,
    })),
  };
}

function summary(outcome: Done, out: string): string {
  const cut = outcome.budgets.filter((b) => b.stopKeys.length > 0);
  const lines = [
    `${outcome.records} records, ${clusterCount(outcome)} clusters written to ${out}`,
    `expected precision ${outcome.model.expected.precision.toFixed(4)}, recall of compared pairs ${outcome.model.expected.recall.toFixed(4)} (by the model, no labels)`,
    ...(outcome.clusters.review.length > 0
      ? [`${outcome.clusters.review.length} pairs for review`]
      : []),
    ...(outcome.rejects.length > 0
      ? [`${outcome.rejects.length} rows refused: ${out}.rejects.csv`]
      : []),
    ...cut.map((b) => `rule "${b.name}" was over its budget: ${b.stopKeys.length} values left out`),
  ];
  return `${lines.join('\n')}\n`;
}
