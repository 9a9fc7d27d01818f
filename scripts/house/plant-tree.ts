import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A repository-shaped folder that exists for one test. */
export interface PlantTree {
  readonly root: string;
  remove(): Promise<void>;
}

/**
 * Writes files into a new temporary folder.
 * @param files contents by path relative to the root
 */
export async function plantTree(files: Readonly<Record<string, string>>): Promise<PlantTree> {
  const root = await mkdtemp(path.join(tmpdir(), 'muster-house-'));
  for (const [file, text] of Object.entries(files)) {
    const target = path.join(root, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  }
  return { root, remove: () => rm(root, { recursive: true, force: true }) };
}
