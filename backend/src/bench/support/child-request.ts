import type { ChildProcess } from 'node:child_process';

/** Asks a child process for one thing and waits for its one answer; throws when it says that it failed. */
export function ask<T>(child: ChildProcess, request: object): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error('the load process ended'));
    child.once('exit', ended);
    child.once('message', (answer: { ok: boolean; error?: string }) => {
      child.off('exit', ended);
      if (answer.ok) resolve(answer as T);
      else reject(new Error(answer.error ?? 'the load process failed'));
    });
    child.send(request);
  });
}
