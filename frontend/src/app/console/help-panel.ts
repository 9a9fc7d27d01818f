import { Component, output } from '@angular/core';
import { VERBS } from './command/command-table.js';

const KEYS: ReadonlyArray<readonly [keys: string, says: string]> = [
  ['F1', 'Take a call'],
  ['F2', 'Next unassigned incident'],
  ['F3', 'Recommendation: arrows choose and hold a unit, Enter sends it'],
  ['F4', 'Unit board'],
  ['F6', 'Map: arrows pan, + and − zoom'],
  ['F7', 'Note on the open incident'],
  ['F8', 'Acknowledge the first alarm'],
  ['Alt+1 … Alt+5', 'Send recommendation 1 to 5'],
  ['Alt+Q', 'Incident queue: arrows, Enter opens'],
  ['/ or Ctrl+Space', 'Command bar; Esc goes back'],
  ['Ctrl+Enter', 'Save the call, or the note'],
  ['Ctrl+Z', 'Undo the last action for ten seconds, outside text'],
  ['Esc', 'Put away the inline form, or this help'],
];

/** Keys and commands on one page. */
@Component({
  selector: 'muster-help-panel',
  template: `
    <section aria-label="Help">
      <header>
        <h2>Keys and commands</h2>
        <button type="button" class="plain" (click)="closed.emit()">Close <kbd>Esc</kbd></button>
      </header>
      <dl>
        @for (entry of keys; track entry[0]) {
          <dt>
            <kbd>{{ entry[0] }}</kbd>
          </dt>
          <dd>{{ entry[1] }}</dd>
        }
      </dl>
      <h3>Command bar</h3>
      <p class="muted">The incident number may be left out when a card is open. Tab completes.</p>
      <dl>
        @for (verb of verbs; track verb.verb) {
          <dt>{{ verb.form }}</dt>
          <dd>{{ verb.says }}</dd>
        }
      </dl>
    </section>
  `,
  styles: `
    section {
      padding: 8px 10px;
    }
    header {
      display: flex;
      align-items: center;
    }
    h2 {
      flex: 1;
      font-size: 14px;
    }
    h3 {
      padding-top: 12px;
      font-size: 13px;
    }
    dl {
      display: grid;
      grid-template-columns: minmax(130px, auto) 1fr;
      gap: 5px 12px;
      padding-top: 8px;
    }
    dt {
      font-weight: 600;
    }
    dd,
    .muted {
      color: var(--muted);
    }
  `,
})
export class HelpPanel {
  readonly closed = output();
  protected readonly keys = KEYS;
  protected readonly verbs = VERBS;
}
