/** True when the part can do its work. Must settle quickly. */
export type ReadinessCheck = () => boolean | Promise<boolean>;

/** What must work before this node takes traffic. Each capability adds its own check. */
export class Readiness {
  private readonly checks = new Map<string, ReadinessCheck>();

  /** @param name shown in the answer: 'database', 'road-graph' */
  add(name: string, check: ReadinessCheck): void {
    this.checks.set(name, check);
  }

  /** Names of the checks that fail now; empty: ready. */
  async failing(): Promise<string[]> {
    const named = [...this.checks].map(async ([name, check]) =>
      (await passes(check)) ? [] : [name],
    );
    return (await Promise.all(named)).flat();
  }
}

async function passes(check: ReadinessCheck): Promise<boolean> {
  try {
    return await check();
  } catch {
    // a check that cannot be made has not been passed
    return false;
  }
}
