import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { Violation } from '../platform/database/invariant.js';
import {
  readJournal,
  type AcceptedLine,
  type EffectLine,
  type ViewLine,
} from './storage/journal-file.js';
import {
  acceptedAssignments,
  assignmentVersions,
  recordedContacts,
} from './storage/journal-rows.js';
import type { InvariantResult, Verdict } from './storage/verify-run.js';

const PAGE = 500;
const LISTED = 20;

/** Holds what clients saw against the database: I2, I3 and I5 from the other side. */
@Injectable()
export class JournalProofService {
  constructor(private readonly database: Database) {}

  /** Throws `JournalUnreadable` when the file is not a journal. */
  async prove(file: string): Promise<InvariantResult[]> {
    const accepted: AcceptedLine[] = [];
    const effects: EffectLine[] = [];
    const views: ViewLine[] = [];
    for await (const line of readJournal(file)) {
      if (line.kind === 'accepted') accepted.push(line);
      else if (line.kind === 'effect') effects.push(line);
      else views.push(line);
    }
    return [
      await this.proveAccepted(accepted),
      await this.proveEffects(effects),
      proveViews(views),
    ];
  }

  private async proveAccepted(lines: readonly AcceptedLine[]): Promise<InvariantResult> {
    const violations: Violation[] = [];
    for (const page of pages(lines)) {
      const known = await recordedContacts(
        this.database.on('background'),
        page.map((line) => line.contactId),
      );
      for (const { contactId } of page) {
        if (!known.has(contactId))
          violations.push({
            entity: { kind: 'contact', id: contactId },
            what: 'accepted, but not in the log',
          });
      }
    }
    return result(
      'I2',
      'every call that a client got 201 for is in the log',
      lines.length,
      violations,
    );
  }

  private async proveEffects(lines: readonly EffectLine[]): Promise<InvariantResult> {
    const violations = [
      ...repeatedEffects(lines),
      ...(await this.unknownEffects(lines)),
      ...(await this.missingEffects(lines)),
    ];
    return result(
      'I3',
      'every accepted order took effect on its device, once a version',
      lines.length,
      violations,
    );
  }

  private async unknownEffects(lines: readonly EffectLine[]): Promise<Violation[]> {
    const violations: Violation[] = [];
    for (const page of pages(lines)) {
      const versions = await assignmentVersions(
        this.database.on('background'),
        page.map((line) => line.assignmentId),
      );
      for (const { assignmentId, version } of page) {
        if ((versions.get(assignmentId) ?? 0) < version) {
          violations.push({
            entity: { kind: 'assignment', id: assignmentId },
            what: `device has version ${version}, the log does not`,
          });
        }
      }
    }
    return violations;
  }

  private async missingEffects(lines: readonly EffectLine[]): Promise<Violation[]> {
    const violations: Violation[] = [];
    if (lines.length === 0) return violations;
    const reached = new Set(lines.map((line) => line.assignmentId));
    let cursor: string | null = null;
    do {
      const ids: string[] = await acceptedAssignments(this.database.on('background'), cursor, PAGE);
      for (const id of ids) {
        if (!reached.has(id))
          violations.push({
            entity: { kind: 'assignment', id },
            what: 'accepted without having reached a device',
          });
      }
      cursor = ids.length < PAGE ? null : (ids.at(-1) ?? null);
    } while (cursor !== null);
    return violations;
  }
}

function repeatedEffects(lines: readonly EffectLine[]): Violation[] {
  const seen = new Set<string>();
  return lines.flatMap(({ callSign, assignmentId, version }) => {
    const key = `${callSign} ${assignmentId} ${version}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [
      {
        entity: { kind: 'assignment', id: assignmentId },
        what: `version ${version} took effect twice`,
      },
    ];
  });
}

function proveViews(lines: readonly ViewLine[]): InvariantResult {
  const violations = lines
    .filter((line) => line.hash !== line.expected)
    .map((line) => ({
      entity: { kind: 'view', id: `${line.epoch}-${line.seq}` },
      what: 'a console held another view than the server',
    }));
  return result('I5', 'every compared view equals the server', lines.length, violations);
}

function result(
  id: string,
  title: string,
  examined: number,
  violations: readonly Violation[],
): InvariantResult {
  const verdict: Verdict =
    violations.length > 0 ? 'violated' : examined > 0 ? 'proven' : 'not-observed';
  return {
    id,
    title,
    verdict,
    examined,
    violationCount: violations.length,
    violations: violations.slice(0, LISTED),
  };
}

function* pages<T>(lines: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < lines.length; at += PAGE) yield lines.slice(at, at + PAGE);
}
