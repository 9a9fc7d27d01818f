import { parseArgs } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { InvariantRegistry, versionsAudited } from '../platform/database/invariant.js';
import { EventLog } from '../platform/events/event-log.js';
import { Operations, type OperationResult } from '../platform/operations/operations.js';
import { JournalProofService } from './journal-proof.service.js';
import { oneAuditRowPerEvent, seqWithoutGap } from './storage/verify-log.js';
import { verifyDatabase, type InvariantResult } from './storage/verify-run.js';

const VERSIONED = [
  ['unit', 'unit'],
  ['incident', 'incident'],
  ['contact', 'contact'],
  ['closure', 'closure'],
  ['account', 'account'],
  ['device', 'device'],
] as const;

/** Proves the invariants from the database, and with a journal from the clients' side too. */
@Injectable()
export class VerifyService {
  constructor(
    private readonly database: Database,
    private readonly eventLog: EventLog,
    private readonly registry: InvariantRegistry,
    private readonly journal: JournalProofService,
    operations: Operations,
  ) {
    registry.add(oneAuditRowPerEvent, seqWithoutGap);
    for (const [table, entityKind] of VERSIONED) {
      registry.add(
        versionsAudited({
          invariantId: 'I4',
          table,
          entityKind,
          idColumn: 'id',
          versionColumn: 'version',
        }),
      );
    }
    operations.add('verify', (argv) => this.command(argv));
  }

  /** Everything that can be proven as of now. */
  async verify(
    journalFile?: string,
  ): Promise<{ seq: number; epoch: number; results: InvariantResult[]; violations: number }> {
    const report = await verifyDatabase(this.database, this.eventLog, this.registry.all());
    const fromJournal = journalFile === undefined ? [] : await this.journal.prove(journalFile);
    const results = [...report.results, ...fromJournal];
    const violations = results.reduce((sum, each) => sum + each.violationCount, 0);
    return { seq: report.seq, epoch: report.epoch, results, violations };
  }

  private async command(argv: readonly string[]): Promise<OperationResult> {
    const { values } = parseArgs({
      args: [...argv],
      options: { journal: { type: 'string' }, json: { type: 'boolean', default: false } },
    });
    const report = await this.verify(values.journal);
    const output = values.json ? JSON.stringify(report) : asTable(report);
    return { exitCode: report.violations === 0 ? 0 : 1, output };
  }
}

function asTable(report: {
  seq: number;
  results: readonly InvariantResult[];
  violations: number;
}): string {
  const lines = report.results.map((each) => {
    const found = each.violations
      .map(({ entity, what }) => `\n      ${entity.kind} ${entity.id}: ${what}`)
      .join('');
    return `  ${each.id}  ${each.verdict.padEnd(12)} ${String(each.examined).padStart(8)} examined  ${each.title}${found}`;
  });
  return [`verify at seq ${report.seq}`, ...lines, `${report.violations} violations`].join('\n');
}
