import { explainPair, explainPath, findRecord } from '../engine/explain.js';
import type { PairExplanation, PathExplanation } from '../engine/explain.js';
import { runLinkage } from '../engine/link-job.js';
import {
  HubUsageError,
  LINK_OPTIONS,
  linkOptionsHelp,
  linkRequest,
  parseOptions,
  progressTo,
} from './cli-options.js';

const OPTIONS = { ...LINK_OPTIONS, left: { type: 'string' }, right: { type: 'string' } } as const;

const help = (): string => `hub explain --settings S.yaml --input a.csv --left ID --right ID

Says why two records were or were not put together: what each comparison added, and the chain of links
between them with its weakest one.

${linkOptionsHelp()}  --left ID         record id
  --right ID        record id
`;

/** `hub explain`: the reasons for one pair. */
export async function explainCommand(argv: string[]): Promise<number> {
  const values = parseOptions(argv, OPTIONS);
  if (values.help === true) {
    process.stdout.write(help());
    return 0;
  }
  const { left, right } = values;
  if (left === undefined || right === undefined) {
    throw new HubUsageError('name both records with --left and --right');
  }
  const outcome = await runLinkage(linkRequest(values), progressTo(values.quiet));
  if (!outcome.ok) {
    process.stderr.write(`${outcome.reason}\n`);
    return 1;
  }
  try {
    const { db, model, clusters } = outcome;
    const [a, b] = [await findRecord(db, left), await findRecord(db, right)];
    if (a === null || b === null) throw new HubUsageError(`no record ${a === null ? left : right}`);
    if (a === b) throw new HubUsageError('both ids name the same record');
    const pair = await explainPair(db, model, a, b);
    const path = await explainPath(db, model, clusters.roots, [a, b]);
    const same = clusters.roots[a] === clusters.roots[b];
    process.stdout.write(
      values.json === true
        ? `${JSON.stringify({ pair, path, sameCluster: same })}\n`
        : drawn(pair, path, same),
    );
    return 0;
  } finally {
    await outcome.close();
  }
}

function bits(millibits: number): string {
  return `${millibits >= 0 ? '+' : ''}${(millibits / 1000).toFixed(3)}`.padStart(9);
}

function drawn(pair: PairExplanation, path: PathExplanation | null, same: boolean): string {
  const lines = [`${bits(pair.prior)}  any two records`];
  for (const c of pair.contributions) {
    lines.push(
      `${bits(c.weight)}  ${c.comparison}: ${c.level} (${c.left ?? '-'} | ${c.right ?? '-'})`,
    );
  }
  lines.push(`${bits(pair.weight)}  total bits, probability ${pair.probability.toFixed(6)}`);
  lines.push(same ? 'same cluster' : 'different clusters');
  if (path !== null) {
    lines.push(
      `chain: ${path.steps.map((s) => `${s.from} -${bits(s.weight).trim()}- ${s.to}`).join(', ')}`,
    );
    lines.push(
      `weakest: ${path.weakest.from} - ${path.weakest.to}, ${bits(path.weakest.weight).trim()} bits`,
    );
  }
  return `${lines.join('\n')}\n`;
}
