import { existsSync } from 'node:fs';
import path from 'node:path';

/** A generated world lies beside its description, so that nobody takes it for a real map. */
export function isGenerated(mapFile: string): boolean {
  return existsSync(path.join(path.dirname(mapFile), 'world.json'));
}
