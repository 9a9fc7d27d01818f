import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterResult } from '@muster/engine';
import type { LinkageSettings } from '../settings/settings.schema.js';
import { clusterEdges } from './cluster-run.js';
import { DuckDbProcess } from './duckdb-process.js';
import { describeInputs } from './intake.js';
import type { ColumnChoices, Reject } from './intake.js';
import { loadRecords, scoreAll, settleMode, trainModel } from './linkage-run.js';
import type { Progress } from './linkage-run.js';
import type { LinkageModel } from './model.js';
import type { RuleBudget } from './block.js';
import type { TrainingReport } from './train.js';

/** One linkage from files to clusters. */
export interface LinkRequest {
  readonly inputs: readonly string[];
  readonly settings: LinkageSettings;
  /** A frozen model; when given nothing is trained and the settings are the model's own. */
  readonly model?: LinkageModel | undefined;
  readonly choices: ColumnChoices;
  readonly memoryMb: number;
  readonly threads?: number | undefined;
}

/** What happened, with the process still open for further questions; the caller closes it. */
export type LinkOutcome =
  | {
      ok: true;
      db: DuckDbProcess;
      model: LinkageModel;
      clusters: ClusterResult;
      records: number;
      rejects: readonly Reject[];
      dropped: readonly string[];
      runs: readonly TrainingReport[];
      budgets: readonly RuleBudget[];
      close: () => Promise<void>;
    }
  | { ok: false; reason: string; rejects: readonly Reject[] };

/** Runs a linkage. Refusals are outcomes; only faults of the engine itself are thrown. */
export async function runLinkage(request: LinkRequest, progress: Progress): Promise<LinkOutcome> {
  const settings = request.model?.settings ?? request.settings;
  const described = describeInputs(request.inputs, settings, request.choices);
  if (!described.ok) {
    const { file, column, reason } = described.reject;
    const where = column === '' ? file : `${file}: column "${column}"`;
    return { ok: false, reason: `${where}: ${reason}`, rejects: [described.reject] };
  }
  const tempFolder = mkdtempSync(join(tmpdir(), 'muster-link-'));
  const { memoryMb, threads } = request;
  const db = await DuckDbProcess.open({ memoryMb, threads, tempFolder, path: ':memory:' });
  const close = async (): Promise<void> => {
    await db.close();
    rmSync(tempFolder, { recursive: true, force: true });
  };
  try {
    const loaded = await loadRecords(db, described.inputs, settings, progress);
    if (!loaded.ok) {
      await close();
      return loaded;
    }
    const trained = await trainOrApply(db, request, loaded.settings, progress);
    progress('clustering');
    const clusters = await clusterEdges(db, trained.model, loaded.records);
    const { records, rejects, dropped } = loaded;
    return { ok: true, db, clusters, records, rejects, dropped, close, ...trained };
  } catch (error) {
    await close();
    throw error;
  }
}

async function trainOrApply(
  db: DuckDbProcess,
  request: LinkRequest,
  settings: LinkageSettings,
  progress: Progress,
): Promise<{
  model: LinkageModel;
  runs: readonly TrainingReport[];
  budgets: readonly RuleBudget[];
}> {
  const { model } = request;
  if (model === undefined) {
    return trainModel(db, settings, settleMode(settings.mode, request.inputs.length), progress);
  }
  await scoreAll(db, model, model.keepWeight - model.priorWeight, progress);
  return { model, runs: [], budgets: [] };
}
