const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** Settles when the process is asked to stop, or when the parent that started it has gone. */
export function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of SIGNALS) process.once(signal, () => resolve(signal));
    if (process.send) process.once('disconnect', () => resolve('parent gone'));
  });
}

/** Ends the process when stopping takes longer than this, or when it is asked a second time. */
export function stopAtTheLatest(afterMs: number): void {
  setTimeout(() => process.exit(1), afterMs).unref();
  for (const signal of SIGNALS) process.once(signal, () => process.exit(1));
}
