import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * The folder that holds `migrations/` and `dist/`: the checkout or the installed package. Sources
 * and compiled files lie at different depths below it, so it is searched upwards.
 */
export function rootFolder(startsAt: string = import.meta.dirname): string {
  for (let folder = startsAt; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'migrations', '0001-foundations.up.sql'))) return folder;
    if (folder === path.dirname(folder)) {
      throw new Error(`no migrations folder above ${startsAt}`);
    }
  }
}
