import { stopAll } from './programs.mjs';
import { PlainError, say } from '../steps/repository.mjs';

/**
 * Runs a task until it ends or is asked to stop, then stops the programs that it started.
 * Expected errors and wrong options become one line, bugs keep their stack.
 * @param {() => Promise<number>} work its exit code
 */
export async function asTask(work) {
  try {
    process.exitCode = await Promise.race([work(), stopSignal()]);
  } catch (error) {
    const isWrongOption = error.code?.startsWith('ERR_PARSE_ARGS_');
    if (!(error instanceof PlainError) && !isWrongOption) throw error;
    say(`muster: ${error.message}`);
    process.exitCode = 1;
  } finally {
    await stopAll();
  }
  // A task that was told to stop may still be waiting for what will not come.
  process.exit();
}

function stopSignal() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(0));
  });
}
