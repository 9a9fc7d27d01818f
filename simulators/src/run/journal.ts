import { appendFileSync, writeFileSync } from 'node:fs';

/** What clients saw with their own eyes; `verify` holds it against the database. */
export type JournalLine =
  | { readonly kind: 'accepted'; readonly contactId: string; readonly incidentId: string | null }
  | {
      readonly kind: 'effect';
      readonly callSign: string;
      readonly assignmentId: string;
      readonly version: number;
      readonly state: string;
    }
  | {
      readonly kind: 'view';
      readonly epoch: number;
      readonly seq: number;
      readonly hash: string;
      readonly expected: string;
    };

const FLUSH_LINES = 200;

/** One JSON object a line; written in groups, and what was seen survives the simulator's end. */
export class Journal {
  private lines: string[] = [];

  constructor(private readonly file: string | undefined) {
    if (file !== undefined) writeFileSync(file, '');
  }

  accepted(contactId: string, incidentId: string | null): void {
    this.push({ kind: 'accepted', contactId, incidentId });
  }

  effect(effect: { callSign: string; assignmentId: string; version: number; state: string }): void {
    this.push({ kind: 'effect', ...effect });
  }

  view(view: { epoch: number; seq: number; hash: string; expected: string }): void {
    this.push({ kind: 'view', ...view });
  }

  flush(): void {
    if (this.file !== undefined && this.lines.length > 0)
      appendFileSync(this.file, `${this.lines.join('\n')}\n`);
    this.lines = [];
  }

  private push(line: JournalLine): void {
    this.lines.push(JSON.stringify(line));
    if (this.lines.length >= FLUSH_LINES) this.flush();
  }
}
