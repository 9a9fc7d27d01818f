import { readFileSync } from 'node:fs';
import type { LinkedMentions } from './link-mentions.js';

/** Pairs right and wrong against a known truth, by kind. */
export interface TruthScore {
  readonly mentions: number;
  readonly truePairs: number;
  readonly precision: number;
  readonly recall: number;
}

/**
 * Compares clusters with a truth file (`source,record_key,mention,kind,entity`, as the silo generator
 * writes it). Mentions without a truth do not count.
 */
export function scoreAgainst(file: string, linked: LinkedMentions): Record<string, TruthScore> {
  const entities = new Map<string, string>();
  for (const line of readFileSync(file, 'utf8').trim().split('\n').slice(1)) {
    const [source, key, mention, , entity] = line.split(',');
    entities.set(`${source}/${key}/${mention}`, entity ?? '');
  }
  const clusterOf = new Map<number, number>();
  linked.clusters.forEach((members, n) => members.forEach((i) => clusterOf.set(i, n)));
  const scores: Record<string, TruthScore> = {};
  for (const kind of ['person', 'vehicle']) {
    const [found, real, both] = [new Counts(), new Counts(), new Counts()];
    let mentions = 0;
    linked.mentions.forEach((m, i) => {
      const entity = entities.get(`${m.source}/${m.recordKey}/${m.mentionNo}`);
      if (m.kind !== kind || entity === undefined) return;
      mentions += 1;
      const cluster = String(clusterOf.get(i));
      found.add(cluster);
      real.add(entity);
      both.add(`${cluster} ${entity}`);
    });
    scores[kind] = {
      mentions,
      truePairs: real.pairs(),
      precision: found.pairs() === 0 ? 1 : both.pairs() / found.pairs(),
      recall: real.pairs() === 0 ? 1 : both.pairs() / real.pairs(),
    };
  }
  return scores;
}

class Counts {
  private readonly sizes = new Map<string, number>();

  add(key: string): void {
    this.sizes.set(key, (this.sizes.get(key) ?? 0) + 1);
  }

  pairs(): number {
    return [...this.sizes.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
  }
}
