/** What an operation answers: text for a person or a script, and the exit code of its command. */
export interface OperationResult {
  readonly exitCode: number;
  readonly output: string;
}

export type Operation = (argv: readonly string[]) => Promise<OperationResult>;

/**
 * Commands that need the database of a running system. While a process serves an embedded
 * database nobody else may open it, so the command line asks that process to run them.
 */
export class Operations {
  private readonly byName = new Map<string, Operation>();

  add(name: string, operation: Operation): void {
    this.byName.set(name, operation);
  }

  get names(): string[] {
    return [...this.byName.keys()].sort();
  }

  /** Undefined when no capability offers it. */
  run(name: string, argv: readonly string[]): Promise<OperationResult> | undefined {
    return this.byName.get(name)?.(argv);
  }
}
