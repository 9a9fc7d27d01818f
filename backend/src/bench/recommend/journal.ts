import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type { IncidentView, UnitView } from '@muster/contracts';
import type { LiveFix } from '../../tracking/tracking.service.js';
import type { MadeRanking } from '../../dispatch/ranking.service.js';

/**
 * What happened, line by line in order, for an oracle in another process to go through: units once,
 * then fixes and the answers to be checked. The oracle takes nothing from an answer but to compare.
 */
export class QueryJournal {
  checked = 0;
  private readonly stream;

  constructor(file: string) {
    this.stream = createWriteStream(file);
  }

  units(views: readonly { readonly slot: number; readonly view: UnitView }[]): void {
    this.line({ units: views.map(({ slot, view }) => ({ slot, ...view })) });
  }

  fixes(moved: readonly { readonly slot: number; readonly fix: LiveFix }[]): void {
    this.line({
      fixes: moved.map(({ slot, fix }) => [slot, fix.lat, fix.lon, fix.fixAtMs, fix.accuracyM]),
    });
  }

  answer(view: IncidentView, { record, ranking }: MadeRanking): void {
    this.checked += 1;
    this.line({
      query: {
        atMs: record.atMs,
        k: ranking.k,
        grade: view.grade,
        targetAtMs: view.targetAt === null ? null : Date.parse(view.targetAt),
        point: view.place.point,
        skills: view.requirement.skills,
        method: ranking.method,
        answer: ranking.candidates.map(({ unit, roadMs, costMs }) => [unit.slot, roadMs, costMs]),
      },
    });
  }

  async close(): Promise<void> {
    this.stream.end();
    await once(this.stream, 'finish');
  }

  private line(value: unknown): void {
    this.stream.write(`${JSON.stringify(value)}\n`);
  }
}
