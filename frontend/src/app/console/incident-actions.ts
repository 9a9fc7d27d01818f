import {
  Component,
  ElementRef,
  computed,
  inject,
  input,
  linkedSignal,
  signal,
} from '@angular/core';
import type { AssignmentView, Grade, IncidentView } from '@muster/contracts';
import { LiveStore } from '../core/live-store.js';
import { ReferenceTables } from '../core/reference-tables.js';
import { Session } from '../core/session.js';
import { ConsoleState } from './console-state.js';
import { ContactLinks } from './contact-links.js';
import { DispatchDesk } from './dispatch-desk.js';
import { PlaceField } from './place-field.js';
import { EMPTY_PLACE, type PlaceDraft, readPlace } from './place-reading.js';

export type InlineForm = 'grade' | 'place' | 'note' | 'close' | 'reopen' | 'link' | 'standDown';

/** Buttons of the card and the small forms they open in place: nothing here covers the screen. */
@Component({
  selector: 'muster-incident-actions',
  imports: [PlaceField],
  templateUrl: './incident-actions.html',
  styleUrl: './incident-actions.scss',
})
export class IncidentActions {
  private readonly desk = inject(DispatchDesk);
  private readonly links = inject(ContactLinks);
  private readonly store = inject(LiveStore);
  protected readonly session = inject(Session);
  protected readonly state = inject(ConsoleState);
  protected readonly reference = inject(ReferenceTables);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly incident = input.required<IncidentView>();
  private readonly incidentId = computed(() => this.incident().id);

  /** Another incident puts the form away. */
  protected readonly form = linkedSignal<string, InlineForm | null>({
    source: this.incidentId,
    computation: () => null,
  });
  protected readonly place = signal<PlaceDraft>(EMPTY_PLACE);
  protected readonly releasing = signal<AssignmentView | null>(null);
  protected readonly problem = signal<string | null>(null);
  protected readonly grades: readonly Grade[] = ['P1', 'P2', 'P3', 'P4'];
  protected readonly isClosed = computed(() => this.incident().state === 'closed');
  /** Closing a P1 is confirmed by typing its number. */
  protected readonly needsNumber = computed(() => this.incident().grade === 'P1');

  show(form: InlineForm): void {
    this.problem.set(null);
    this.form.update((open) => (open === form ? null : form));
    if (form === 'place') this.place.set(EMPTY_PLACE);
    setTimeout(() =>
      this.element.nativeElement
        .querySelector<HTMLElement>('.form select, .form textarea, .form input')
        ?.focus(),
    );
  }

  standDown(assignment: AssignmentView): void {
    this.releasing.set(assignment);
    this.form.set(null);
    this.show('standDown');
  }

  dismiss(): boolean {
    const open = this.form() !== null;
    this.form.set(null);
    this.state.picking.set(false);
    return open;
  }

  protected async regrade(grade: string, reason: string): Promise<void> {
    if (reason.trim().length < 3) return this.problem.set('A new grade needs a reason.');
    await this.finish(this.desk.regrade(this.incident(), grade as Grade, reason.trim()));
  }

  protected async correctPlace(): Promise<void> {
    const place = readPlace(this.place());
    if (!place) return this.problem.set('Give a place, or tick "Not known yet".');
    await this.finish(this.desk.correctPlace(this.incident(), place));
  }

  protected async note(text: string): Promise<void> {
    if (!text.trim()) return this.problem.set('Write the note first.');
    await this.finish(this.desk.note(this.incident(), text.trim()));
  }

  protected async close(resultCode: string, note: string, typedNo: string): Promise<void> {
    if (!resultCode) return this.problem.set('Choose a result code.');
    if (this.needsNumber() && typedNo.trim() !== String(this.incident().no)) {
      return this.problem.set(`Type ${this.incident().no} to close this P1.`);
    }
    await this.finish(this.desk.close(this.incident(), resultCode, note.trim() || undefined));
  }

  protected async reopen(reason: string): Promise<void> {
    if (reason.trim().length < 3) return this.problem.set('Reopening needs a reason.');
    await this.finish(this.desk.reopen(this.incident(), reason.trim()));
  }

  protected async link(no: string): Promise<void> {
    const original = this.store.incidents().find((one) => String(one.no) === no.trim());
    if (!original || original.id === this.incident().id) {
      return this.problem.set(`No other open incident ${no}.`);
    }
    await this.finish(this.links.merge(this.incident(), original));
  }

  protected async release(reason: string): Promise<void> {
    const assignment = this.releasing();
    if (!assignment) return;
    if (reason.trim().length < 3) return this.problem.set('Standing down needs a reason.');
    await this.finish(this.desk.standDown(assignment.id, assignment.callSign, reason.trim()));
  }

  private async finish(action: Promise<boolean>): Promise<void> {
    const done = await action;
    this.problem.set(done ? null : 'Not done: the reason stands on the line at the bottom.');
    if (done) this.dismiss();
  }
}
