import { describe, expect, it } from 'vitest';
import { benchmarksPage } from './benchmarks-page.js';

const facts = {
  arguments: '--json',
  at: '2026-03-02T20:00:00.000Z',
  commit: 'abc',
  versions: { node: '24' },
  machine: { cpu: 'a cpu', cores: 2, memoryGb: 8 },
  loadAverage: [1, 2] as const,
};

describe('the benchmark page', () => {
  it('states every figure of every run beside its command and machine', () => {
    const page = benchmarksPage([
      {
        command: 'npm run bench:ingest -- --json',
        line: { bench: 'ingest', ...facts, ratePerS: 12_345, ratio: { awaitedUpdate: null } },
      },
      {
        command: 'npm run bench:fanout -- --json',
        line: {
          bench: 'fanout',
          ...facts,
          runs: [
            { consoles: 100, movers: 2000 },
            { consoles: 500, movers: 2000 },
          ],
        },
      },
    ]);
    for (const said of [
      '`npm run bench:ingest -- --json`',
      '- `ratePerS`: 12,345',
      '- `ratio`: awaitedUpdate: –',
      '### 100 consoles, 2,000 movers',
      '### 500 consoles, 2,000 movers',
      'commit abc, 2 cores (a cpu), 8 GB, load average 1 to 2, node 24',
    ])
      expect(page).toContain(said);
  });
});
