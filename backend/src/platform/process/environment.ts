import { existsSync } from 'node:fs';
import path from 'node:path';

/** Takes in `.env` of the working folder, where there is one. What the environment has already wins. */
export function loadEnvironmentFile(folder: string = process.cwd()): void {
  const file = path.join(folder, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
}
