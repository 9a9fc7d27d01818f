import type { Clocks } from '../clocks/clocks.js';
import type { LogHead } from '../events/logged-event.js';
import type { Database } from './database.js';
import type { Db } from './db.js';
import { commitWithEvents } from './event-writer.js';
import { BACK_TO_KEY, claimKey, KeyVanished, storeAnswer } from './idempotency.js';
import type { KeyedContext } from './idempotency.js';
import type {
  CommandContext,
  CommandResult,
  CommandTransaction,
  Outcome,
  StateChange,
} from './outcome.js';
import type { TransactionDb } from './transaction-db.js';

export { done, refused } from './outcome.js';
export type {
  CommandContext,
  CommandResult,
  CommandTransaction,
  IdempotencyKey,
  Outcome,
  StateChange,
} from './outcome.js';

const ATTEMPTS = 4;
const DEADLOCK = '40P01';
const SERIALIZATION_FAILURE = '40001';

type Work<T, C extends string> = (tx: CommandTransaction) => Promise<Outcome<T, C>>;

interface OpenedCommand {
  readonly tx: CommandTransaction;
  /** Filled by `tx.record`. */
  readonly changes: readonly StateChange[];
}

/** Carries a refusal out of a transaction that must not keep what the work had written. */
class RolledBackRefusal extends Error {
  readonly outcome: Outcome<never>;

  constructor(outcome: Outcome<never>) {
    super('refused');
    this.outcome = outcome;
  }
}

/**
 * Runs a command as one READ COMMITTED transaction: idempotency key, the work, then counter,
 * events, audit and the answer in one last statement that goes out together with COMMIT.
 *
 * The work takes row locks in this order: incident, units by id, leases, assignment. It must
 * await nothing but the database, and be safe to run again: deadlocks and serialization failures
 * are retried three times. What a refused work wrote is undone; under a key the refusal itself
 * is kept and given again. A throw undoes all and keeps nothing.
 */
export class UnitOfWork {
  private readonly database: Database;
  private readonly clocks: Clocks;

  constructor(database: Database, clocks: Clocks) {
    this.database = database;
    this.clocks = clocks;
  }

  async run<T, C extends string = never>(
    context: CommandContext,
    work: Work<T, C>,
  ): Promise<CommandResult<T, C>> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attempt(context, work);
      } catch (error) {
        if (error instanceof RolledBackRefusal) {
          return result(error.outcome as Outcome<T, C>, null, false);
        }
        if (attempt >= ATTEMPTS || !isWorthRetrying(error)) throw error;
      }
    }
  }

  private attempt<T, C extends string>(
    context: CommandContext,
    work: Work<T, C>,
  ): Promise<CommandResult<T, C>> {
    const { actor, lane = 'command', idempotency } = context;
    return this.database.transaction({ lane, actor }, async (db) => {
      const { tx, changes } = this.open(db, context);
      if (idempotency) {
        return this.runUnderKey(db, { tx, changes, context: { ...context, idempotency } }, work);
      }
      const outcome = await work(tx);
      if (!outcome.ok) throw new RolledBackRefusal(outcome);
      if (changes.length === 0) return result(outcome, null, false);
      return result(outcome, await commitWithEvents(db, { context, tx, changes, outcome }), false);
    });
  }

  private async runUnderKey<T, C extends string>(
    db: TransactionDb,
    opened: OpenedCommand & { readonly context: KeyedContext },
    work: Work<T, C>,
  ): Promise<CommandResult<T, C>> {
    const { tx, context } = opened;
    const claim = await claimKey(db, context, tx.recordedAt);
    if (claim.kind === 'reused') {
      return result<T, C>({ ok: false, code: 'IDEMPOTENCY_KEY_REUSED' }, null, false);
    }
    if (claim.kind === 'answered') return result(claim.outcome as Outcome<T, C>, claim.head, true);
    const outcome = asStored(await work(tx));
    if (outcome.ok && opened.changes.length > 0) {
      return result(outcome, await commitWithEvents(db, { ...opened, outcome }), false);
    }
    if (!outcome.ok) await db.run(BACK_TO_KEY);
    await storeAnswer(db, context, outcome);
    return result(outcome, null, false);
  }

  private open(db: Db, context: CommandContext): OpenedCommand {
    const changes: StateChange[] = [];
    const tx: CommandTransaction = {
      db,
      actor: context.actor,
      at: this.clocks.op.now(),
      recordedAt: this.clocks.wall.now(),
      record: (change) => void changes.push(change),
    };
    return { tx, changes };
  }
}

function result<T, C extends string>(
  outcome: Outcome<T, C | 'IDEMPOTENCY_KEY_REUSED'>,
  head: LogHead | null,
  replayed: boolean,
): CommandResult<T, C> {
  return { ...outcome, replayed, epoch: head?.epoch ?? null, seq: head?.seq ?? null };
}

/** The first answer has the form in which it is stored, so that a replay equals it. */
function asStored<T, C extends string>(outcome: Outcome<T, C>): Outcome<T, C> {
  return JSON.parse(JSON.stringify(outcome)) as Outcome<T, C>;
}

function isWorthRetrying(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === DEADLOCK || code === SERIALIZATION_FAILURE || error instanceof KeyVanished;
}
