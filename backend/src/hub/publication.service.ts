import type { SurvivorshipRules } from '@muster/engine';
import type { Clocks } from '../platform/clocks/clocks.js';
import type { Database } from '../platform/database/database.js';
import { done, refused } from '../platform/database/unit-of-work.js';
import type {
  CommandContext,
  CommandResult,
  UnitOfWork,
} from '../platform/database/unit-of-work.js';
import { planRows } from './publication-plan.js';
import type { PublicationInput, PublicationRows } from './publication-plan.js';
import {
  closeOlder,
  currentPublication,
  finishPublication,
  openPublication,
  pointTo,
  publicationFigures,
  publicationState,
} from './storage/publication-rows.js';
import type { PublicationState } from './storage/publication-rows.js';
import {
  GOLDEN,
  keyOf,
  LINKS,
  MEMBERS,
  MENTIONS,
  REDIRECTS,
  removeEnded,
  visibleRows,
  withdrawAfter,
  writeVersions,
} from './storage/versioned-rows.js';
import type { VersionedRow, VersionedTable } from './storage/versioned-rows.js';

/** Limits within which a publication may be switched to without a person looking at it. */
export interface PublicationGuards {
  /** Most mentions of one person. */
  readonly maxPersonSize: number;
  /** Most that the number of golden records of a kind may change, as a share; small kinds are not judged. */
  readonly maxDrift: number;
}

export const USUAL_GUARDS: PublicationGuards = { maxPersonSize: 60, maxDrift: 0.5 };
const JUDGED_FROM = 100;

/** A publication that was written; `faults` hold it back. */
export interface BuiltPublication {
  readonly id: number;
  readonly baseId: number;
  readonly faults: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

type SwitchRefusal = 'NOT_FOUND' | 'NOT_CHECKED';

/** Writes publications beside the one that is read, checks them, and switches. */
export class PublicationService {
  constructor(
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly clocks: Clocks,
    private readonly rules: SurvivorshipRules,
  ) {}

  /**
   * Writes a publication that nobody reads yet: only rows that differ from the current one, a bounded number
   * a statement, in the background lane. What later publications wrote (after a rollback) is withdrawn first.
   */
  async build(
    input: PublicationInput,
    guards: PublicationGuards = USUAL_GUARDS,
  ): Promise<BuiltPublication> {
    const { database } = this;
    const current = await currentPublication(database.on('background'));
    const baseId = current?.publicationId ?? 0;
    await withdrawAfter(database, baseId);
    const opened = { baseId, modelHash: input.modelHash, at: this.clocks.wall.now() };
    const id = await database.transaction({ lane: 'background' }, (db) =>
      openPublication(db, opened),
    );
    const before = await visibleRows(database, MEMBERS, baseId);
    const rows = planRows(id, input, before, this.rules);
    const counts = await this.write(id, baseId, rows, before);
    const checked = await this.check(id, baseId, guards);
    const built = { id, baseId, faults: checked.faults, counts: { ...counts, ...checked.counts } };
    await finishPublication(database.on('background'), id, {
      ...built,
      at: this.clocks.wall.now(),
    });
    return built;
  }

  /** Lets readers see a checked publication, or an earlier one again: one row, one event. */
  async switchTo(
    context: CommandContext,
    id: number,
  ): Promise<CommandResult<{ from: number; to: number }, SwitchRefusal>> {
    return this.work.run(context, async (tx) => {
      const current = await currentPublication(tx.db, true);
      const from = current?.publicationId ?? 0;
      const state = await publicationState(tx.db, id);
      const refusal = refusalOf(state);
      if (refusal !== null) return refused(refusal);
      const version = (current?.version ?? 0) + 1;
      await pointTo(tx.db, { id, version, at: tx.recordedAt });
      tx.record({
        kind: 'publication.switched',
        entity: { kind: 'publication', id: 'hub' },
        fromVersion: current?.version ?? null,
        toVersion: version,
        fields: ['publication_id'],
        codes: { from, to: id },
      });
      return done({ from, to: id });
    });
  }

  /**
   * Cleans up in the background: the `keep` newest publications can still be switched to, what only older
   * ones showed is deleted, so that a disposed record leaves no trace. Answers how many rows went.
   */
  async clean(keep: number): Promise<number> {
    const oldest = await this.database.transaction({ lane: 'background' }, (db) =>
      closeOlder(db, Math.max(1, keep)),
    );
    return oldest === undefined ? 0 : removeEnded(this.database, oldest);
  }

  private async write(
    id: number,
    baseId: number,
    rows: PublicationRows,
    members: ReadonlyMap<string, string>,
  ): Promise<Record<string, number>> {
    const seen = async (t: VersionedTable): Promise<ReadonlyMap<string, string>> =>
      t === MEMBERS ? members : visibleRows(this.database, t, baseId);
    const tables: [VersionedTable, readonly VersionedRow[], (row: VersionedRow) => string][] = [
      [MENTIONS, rows.mentions, (r) => String(r['content_hash'])],
      [MEMBERS, rows.members, (r) => String(r['golden_id'])],
      [LINKS, rows.links, () => ''],
      [GOLDEN, rows.golden, (r) => String(r['content_hash'])],
    ];
    const counts: Record<string, number> = {};
    for (const [table, wanted, hash] of tables) {
      const change = difference(table, await seen(table), wanted, hash);
      await writeVersions(this.database, table, id, change);
      counts[`${table.name}_added`] = change.added.length;
      counts[`${table.name}_ended`] = change.ended.length;
    }
    await writeVersions(this.database, REDIRECTS, id, { ended: [], added: rows.redirects });
    return counts;
  }

  private async check(
    id: number,
    baseId: number,
    guards: PublicationGuards,
  ): Promise<Pick<BuiltPublication, 'faults' | 'counts'>> {
    const now = await publicationFigures(this.database, id);
    const former = await publicationFigures(this.database, baseId);
    const faults: string[] = [];
    if (now.homeless > 0) faults.push('MENTION_WITHOUT_ONE_GOLDEN_RECORD');
    if (now.largestPerson > guards.maxPersonSize) faults.push('PERSON_TOO_LARGE');
    for (const [kind, n] of former.golden) {
      if (n < JUDGED_FROM) continue;
      const drift = Math.abs((now.golden.get(kind) ?? 0) - n) / n;
      if (drift > guards.maxDrift) faults.push(`DRIFT_${kind.toUpperCase()}`);
    }
    const counts = Object.fromEntries([...now.golden].map(([kind, n]) => [`golden_${kind}`, n]));
    return { faults, counts: { ...counts, largest_person: now.largestPerson } };
  }
}

/** Why a publication in this state cannot be switched to. */
function refusalOf(state: PublicationState | undefined): SwitchRefusal | null {
  if (state === undefined || state === 'withdrawn') return 'NOT_FOUND';
  return state === 'checked' || state === 'published' ? null : 'NOT_CHECKED';
}

function difference(
  table: VersionedTable,
  seen: ReadonlyMap<string, string>,
  wanted: readonly VersionedRow[],
  hash: (row: VersionedRow) => string,
): { ended: string[]; added: VersionedRow[] } {
  const added: VersionedRow[] = [];
  const kept = new Set<string>();
  for (const row of wanted) {
    const key = keyOf(table, row);
    if (seen.get(key) === hash(row)) kept.add(key);
    else added.push(row);
  }
  return { added, ended: [...seen.keys()].filter((key) => !kept.has(key)) };
}
