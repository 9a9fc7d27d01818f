// Child of the lock test: opens the data folder and holds it until it is killed.
import { openDatabase } from '../../src/platform/database/open-database.js';

try {
  await openDatabase({ folder: process.argv[2]! });
  process.stdout.write('opened\n');
} catch (error) {
  process.stdout.write(`refused ${error instanceof Error ? error.message : 'unknown'}\n`);
}
