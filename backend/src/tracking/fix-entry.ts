import type { LiveFix } from './tracking.service.js';

/** Fixes that one node received, as it tells the others. */
export interface FixEntry {
  readonly nodeId: string;
  readonly fixes: readonly LiveFix[];
}

export function writeFixEntry(entry: FixEntry): string {
  return JSON.stringify(entry);
}

/** The entry, or undefined when it is not one: another version may write to the same stream. */
export function readFixEntry(text: string): FixEntry | undefined {
  try {
    const read = JSON.parse(text) as Partial<FixEntry> | null;
    if (typeof read?.nodeId !== 'string' || !Array.isArray(read.fixes)) return undefined;
    const { nodeId } = read;
    const fixes: readonly unknown[] = read.fixes;
    return fixes.every(isLiveFix) ? { nodeId, fixes } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isLiveFix(value: unknown): value is LiveFix {
  const fix = (value ?? {}) as Partial<LiveFix>;
  const numbers = [fix.fixAtMs, fix.seq, fix.lat, fix.lon];
  const readings = [fix.accuracyM, fix.speedMps, fix.courseDeg];
  return (
    typeof fix.deviceId === 'string' &&
    numbers.every(Number.isFinite) &&
    readings.every((reading) => reading === null || Number.isFinite(reading))
  );
}
