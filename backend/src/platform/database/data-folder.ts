import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Lies beside a data folder while it is being made for the first time. */
export function makingMarkerOf(folder: string): string {
  return `${folder.replace(/\/+$/, '')}.making`;
}

/**
 * Call with the folder locked, before it is opened. A folder whose making was cut off holds nothing
 * that anyone was told of, so it is removed and made again; any other folder is left as it is.
 * @returns whether it is to be made now, and what to call once it is open
 */
export function prepareDataFolder(folder: string): { isNew: boolean; opened: () => void } {
  const marker = makingMarkerOf(folder);
  if (existsSync(marker)) rmSync(folder, { recursive: true, force: true });
  const isNew = !existsSync(join(folder, 'PG_VERSION'));
  if (isNew) writeFileSync(marker, '', { mode: 0o600 });
  return { isNew, opened: () => rmSync(marker, { force: true }) };
}

/** Removes an embedded database for good. Call with the folder locked. */
export function removeDataFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  rmSync(makingMarkerOf(folder), { force: true });
}
