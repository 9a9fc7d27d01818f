import type { StewardPairs } from '@muster/engine';
import { clusterEdges, NO_DECISIONS } from './cluster-run.js';
import type { RecordOrder } from './cluster-run.js';
import type { DuckDbProcess } from './duckdb-process.js';
import type { LinkageModel } from './model.js';
import { loadTerms, recordsSql } from './pairs.js';
import { createEdgeTable, scorePairs } from './score.js';
import { readNicknames } from './settings-file.js';
import { ident, idents } from './sql-text.js';
import { loadNicknames, standardise } from './standardise.js';

/** One record as text: its source, its id there, and its fields. */
export interface IncomingRecord {
  readonly source: string;
  readonly key: string;
  readonly fields: ReadonlyMap<string, string>;
}

/** Names of a record. */
export interface RecordName {
  readonly source: string;
  readonly key: string;
}

/** Clusters of a store, in order of source and record id. */
export interface StoreClusters {
  readonly records: readonly RecordName[];
  /** Position in `records` of the first member of each record's cluster. */
  readonly roots: Int32Array;
  readonly review: readonly {
    readonly reason: string;
    readonly left: number;
    readonly right: number;
  }[];
}

/** Steward decisions by record name. */
export interface StewardDecisions {
  readonly mustLink: readonly (readonly [RecordName, RecordName])[];
  readonly cannotLink: readonly (readonly [RecordName, RecordName])[];
}

/** Joins source and key where one text is needed; neither may hold it. */
const BETWEEN = '\u0001';

/**
 * Records, their standardised form and their edges under one frozen model. Changes are scored against
 * what is there, so that any order of batches ends with the same records and edges, and therefore the
 * same clusters, as one full run.
 */
export class LinkageStore {
  private nextRid = 0;

  private constructor(
    private readonly db: DuckDbProcess,
    private readonly model: LinkageModel,
    private readonly fields: readonly string[],
  ) {}

  /** Creates the empty tables of a store in an open process. */
  static async create(db: DuckDbProcess, model: LinkageModel): Promise<LinkageStore> {
    const fields = Object.keys(model.settings.fields);
    const store = new LinkageStore(db, model, fields);
    await loadNicknames(db, readNicknames());
    await loadTerms(db, model);
    await createEdgeTable(db);
    const columns = fields.map((f) => `, ${ident(f)} VARCHAR`).join('');
    await db.run(`CREATE TABLE incoming_row (source VARCHAR, key VARCHAR${columns})`);
    await store.standardiseIncoming();
    await db.run('CREATE TABLE std AS SELECT * FROM std_new');
    await db.run('CREATE TABLE rec AS SELECT * FROM rec_new');
    return store;
  }

  /** Takes in new and changed records and removes deleted ones. A change replaces the whole record. */
  async apply(
    upserts: readonly IncomingRecord[],
    deletes: readonly RecordName[] = [],
  ): Promise<void> {
    await this.remove([...upserts, ...deletes]);
    if (upserts.length === 0) return;
    const columns = [
      upserts.map((u) => u.source),
      upserts.map((u) => u.key),
      ...this.fields.map((f) => upserts.map((u) => u.fields.get(f) ?? '')),
    ];
    await this.db.append('incoming_row', columns);
    await this.applyTable();
  }

  /** Takes in the rows of table `incoming_row` (names not in the store yet) and empties it. */
  async applyTable(): Promise<number> {
    const { db, model } = this;
    await this.standardiseIncoming();
    const [count] = await db.rows<[number]>('SELECT count(*) FROM std_new');
    this.nextRid += count?.[0] ?? 0;
    const keepEvidence = model.keepWeight - model.priorWeight;
    await scorePairs(db, model, { left: 'rec', right: 'rec_new', keepEvidence });
    await scorePairs(db, model, { left: 'rec_new', right: 'rec_new', keepEvidence });
    await db.run('INSERT INTO std BY NAME SELECT * FROM std_new');
    await db.run('INSERT INTO rec BY NAME SELECT * FROM rec_new');
    await db.run('DELETE FROM incoming_row');
    return count?.[0] ?? 0;
  }

  /** Clusters the records as they are now. */
  async clusters(
    decisions: StewardDecisions = { mustLink: [], cannotLink: [] },
  ): Promise<StoreClusters> {
    const rows = await this.db.rows<[number, string, string]>(
      'SELECT rid, source, key FROM std ORDER BY source, key',
    );
    const records = rows.map(([, source, key]) => ({ source, key }));
    const order = orderOf(
      rows.map(([rid]) => rid),
      this.nextRid,
    );
    const steward =
      decisions.mustLink.length + decisions.cannotLink.length === 0
        ? NO_DECISIONS
        : stewardPairs(records, decisions);
    const result = await clusterEdges(this.db, this.model, order, steward);
    return { records, roots: result.roots, review: result.review };
  }

  private async standardiseIncoming(): Promise<void> {
    const { db, model } = this;
    const texts = this.fields.map((f) => `NULLIF(trim(${ident(f)}), '') AS ${ident(f)}`);
    await db.run(`CREATE OR REPLACE TABLE numbered_new AS
      SELECT CAST(${this.nextRid} + row_number() OVER (ORDER BY source, key) - 1 AS INTEGER) AS rid, source, key, ${texts.join(', ')}
      FROM incoming_row`);
    await db.run('DROP TABLE IF EXISTS std_new');
    await standardise(db, model.settings, 'numbered_new', 'std_new');
    await db.run(`CREATE OR REPLACE TABLE rec_new AS ${recordsSql(model, 'std_new')}`);
  }

  private async remove(names: readonly RecordName[]): Promise<void> {
    if (names.length === 0) return;
    const { db } = this;
    await db.run('CREATE OR REPLACE TEMP TABLE leaving_name (source VARCHAR, key VARCHAR)');
    await db.append('leaving_name', [names.map((n) => n.source), names.map((n) => n.key)]);
    await db.run(`CREATE OR REPLACE TEMP TABLE leaving AS
      SELECT DISTINCT rid FROM std JOIN leaving_name USING (source, key)`);
    await db.run(
      'DELETE FROM edge WHERE l IN (SELECT rid FROM leaving) OR r IN (SELECT rid FROM leaving)',
    );
    for (const table of ['std', 'rec']) {
      await db.run(`DELETE FROM ${idents([table])} WHERE rid IN (SELECT rid FROM leaving)`);
    }
  }
}

function orderOf(rids: readonly number[], nextRid: number): RecordOrder {
  const rankOf = new Int32Array(nextRid).fill(-1);
  rids.forEach((rid, rank) => {
    rankOf[rid] = rank;
  });
  return { ridOf: Int32Array.from(rids), rankOf };
}

function stewardPairs(records: readonly RecordName[], decisions: StewardDecisions): StewardPairs {
  const nameOf = (r: RecordName): string => r.source + BETWEEN + r.key;
  const at = new Map(records.map((r, i) => [nameOf(r), i]));
  const numbered = (
    pairs: readonly (readonly [RecordName, RecordName])[],
  ): (readonly [number, number])[] =>
    pairs.flatMap(([a, b]) => {
      const [i, j] = [at.get(nameOf(a)), at.get(nameOf(b))];
      return i === undefined || j === undefined ? [] : [[i, j] as const];
    });
  return { mustLink: numbered(decisions.mustLink), cannotLink: numbered(decisions.cannotLink) };
}
