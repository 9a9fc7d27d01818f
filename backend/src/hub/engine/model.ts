import { createHash } from 'node:crypto';
import type { LinkageSettings } from '../settings/settings.schema.js';

/** One level of a comparison as the model knows it; weight in millibits. */
export interface ModelLevel {
  readonly name: string;
  readonly m: number;
  readonly u: number;
  readonly weight: number;
  /** Adjustment in millibits for values more common than `floor`; all others get `rare`. */
  readonly terms?: TermTable | undefined;
}

/** Term-frequency adjustments of one level, by value. */
export interface TermTable {
  readonly part: string;
  readonly rare: number;
  readonly values: readonly (readonly [string, number])[];
}

/** One comparison: its levels from closest to "else". */
export interface ModelComparison {
  readonly name: string;
  readonly levels: readonly ModelLevel[];
}

/** A blocking rule with the keys that are too common to be used. */
export interface ModelBlocking {
  readonly name: string;
  readonly stopKeys: readonly string[];
}

/** Most that dependent comparisons may say together, in millibits of evidence. */
export interface ModelLimit {
  readonly name: string;
  readonly comparisons: readonly string[];
  readonly most: number;
}

/** Everything that decides the clusters besides the records and the stewards' decisions. */
export interface LinkageModel {
  readonly format: 'muster-linkage-model';
  readonly version: 1;
  readonly settings: LinkageSettings;
  readonly mode: 'dedupe' | 'link' | 'link-and-dedupe';
  readonly trainedRecords: number;
  readonly exhaustive: boolean;
  readonly blocking: readonly ModelBlocking[];
  readonly comparisons: readonly ModelComparison[];
  readonly limits: readonly ModelLimit[];
  /** log2 odds in millibits that two records drawn at random match. */
  readonly priorWeight: number;
  /** Total weight in millibits from which a pair is a link. */
  readonly linkWeight: number;
  /** Total weight in millibits from which a pair is kept as an edge (for review and explanation). */
  readonly keepWeight: number;
  readonly expected: {
    readonly matches: number;
    readonly precision: number;
    readonly recall: number;
  };
  /** SHA-256 over everything above. */
  readonly hash: string;
}

/** Model text or why it cannot be used. */
export type ModelResult = { ok: true; model: LinkageModel } | { ok: false; reason: string };

/** JSON with object keys in alphabetical order, so that equal content is equal text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) => {
    if (v === null || typeof v !== 'object' || Array.isArray(v)) return v;
    const entries = Object.entries(v).filter(([, x]) => x !== undefined);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** Seals a model with the hash of its content. */
export function sealModel(content: Omit<LinkageModel, 'hash'>): LinkageModel {
  const hash = createHash('sha256').update(canonical(content)).digest('hex');
  return { ...content, hash };
}

/** Model as text, the same bytes for the same content. */
export function modelText(model: LinkageModel): string {
  return `${canonical(model)}\n`;
}

/** Reads a model back; refuses other formats and content that was changed after sealing. */
export function parseModel(text: string): ModelResult {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { ok: false, reason: 'the model file is not JSON' };
  }
  const model = raw as LinkageModel;
  if (typeof raw !== 'object' || raw === null || model.format !== 'muster-linkage-model') {
    return { ok: false, reason: 'the file is not a linkage model' };
  }
  if (model.version !== 1)
    return { ok: false, reason: `model version ${String(model.version)} is not known` };
  const { hash, ...content } = model;
  if (sealModel(content).hash !== hash) {
    return { ok: false, reason: 'the model file was changed after it was sealed' };
  }
  return { ok: true, model };
}
