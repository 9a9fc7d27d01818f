import type { Database } from '../../platform/database/database.js';
import type { Invariant, Violation } from '../../platform/database/invariant.js';
import type { EventLog } from '../../platform/events/event-log.js';
import type { LogHead } from '../../platform/events/logged-event.js';

/** Violations that are listed; all are counted. */
const LISTED = 20;

/** `not-observed`: there was nothing to look at, so nothing is claimed. */
export type Verdict = 'proven' | 'violated' | 'not-observed';

export interface InvariantResult {
  readonly id: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly examined: number;
  readonly violationCount: number;
  /** The first of them. */
  readonly violations: readonly Violation[];
}

/** What the database proves about the invariants as of one seq. */
export interface VerifyReport extends LogHead {
  readonly results: readonly InvariantResult[];
  readonly violated: number;
}

/**
 * Runs every invariant page by page in the background lane, against the log as it stands now.
 * Never says that something holds which it did not see.
 */
export async function verifyDatabase(
  database: Database,
  eventLog: EventLog,
  invariants: readonly Invariant[],
): Promise<VerifyReport> {
  const head = await eventLog.head();
  const results: InvariantResult[] = [];
  for (const invariant of invariants) results.push(await prove(database, invariant, head));
  const violated = results.filter(({ verdict }) => verdict === 'violated').length;
  return { ...head, results, violated };
}

async function prove(
  database: Database,
  invariant: Invariant,
  head: LogHead,
): Promise<InvariantResult> {
  const db = database.on('background');
  const violations: Violation[] = [];
  let violationCount = 0;
  let examined = 0;
  let cursor: string | null = null;
  do {
    const page = await invariant.page(db, cursor, head);
    examined += page.examined;
    violationCount += page.violations.length;
    violations.push(...page.violations.slice(0, LISTED - violations.length));
    cursor = page.next;
  } while (cursor !== null);
  const { id, title } = invariant;
  const verdict = verdictOf(examined, violationCount);
  return { id, title, verdict, examined, violationCount, violations };
}

function verdictOf(examined: number, violationCount: number): Verdict {
  if (violationCount > 0) return 'violated';
  return examined > 0 ? 'proven' : 'not-observed';
}
