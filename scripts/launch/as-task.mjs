import { PlainError, say } from '../steps/repository.mjs';

/**
 * Runs a task: expected errors and wrong options become one line, bugs keep their stack.
 * @param {() => Promise<number>} work its exit code
 */
export async function asTask(work) {
  try {
    process.exitCode = await work();
  } catch (error) {
    const isWrongOption = error.code?.startsWith('ERR_PARSE_ARGS_');
    if (!(error instanceof PlainError) && !isWrongOption) throw error;
    say(`muster: ${error.message}`);
    process.exitCode = 1;
  }
}
