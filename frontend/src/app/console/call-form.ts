import { Component, type ElementRef, computed, inject, signal, viewChild } from '@angular/core';
import { FormField, form, maxLength } from '@angular/forms/signals';
import type { Channel, Grade } from '@muster/contracts';
import { ApiClient } from '../core/api-client.js';
import { errorText } from '../core/error-text.js';
import { ReferenceTables } from '../core/reference-tables.js';
import { GradeBadge } from '../shared/grade-badge.js';
import { distanceText } from '../shared/time-text.js';
import { CallDraft } from './call-draft.js';
import { ConsoleState } from './console-state.js';
import { DispatchDesk } from './dispatch-desk.js';
import { PlaceField } from './place-field.js';

/** Taking a call: who, what, where, how urgent. Ctrl+Enter saves from anywhere in the form. */
@Component({
  selector: 'muster-call-form',
  imports: [FormField, GradeBadge, PlaceField],
  templateUrl: './call-form.html',
  styleUrl: './call-form.scss',
  host: { '(keydown.control.enter)': 'save(null)' },
})
export class CallForm {
  private readonly api = inject(ApiClient);
  private readonly desk = inject(DispatchDesk);
  protected readonly state = inject(ConsoleState);
  protected readonly draft = inject(CallDraft);
  protected readonly reference = inject(ReferenceTables);
  private readonly first = viewChild.required<ElementRef<HTMLElement>>('first');

  protected readonly channels: readonly Channel[] = ['999', '101', 'officer', 'alarm', 'other'];
  protected readonly grades: readonly Grade[] = ['P1', 'P2', 'P3', 'P4'];
  protected readonly problem = signal<string | null>(null);
  protected readonly saving = signal(false);
  protected readonly words = form(this.draft.words, (path) => {
    maxLength(path.narrative, 4000);
    maxLength(path.name, 120);
    maxLength(path.phone, 40);
  });
  protected readonly near = computed(() =>
    this.draft.near().map(({ incident, awayM }) => ({
      incident,
      away: distanceText(awayM),
      type: this.reference.typeLabel(incident.typeCode),
    })),
  );

  focus(): void {
    this.first().nativeElement.focus();
  }

  protected setGrade(grade: Grade): void {
    this.draft.grade.set(grade);
  }

  /** Saves the call as a new incident, or adds it to the one given. */
  protected async save(linkToIncidentId: string | null): Promise<void> {
    if (this.saving()) return;
    const missing = this.draft.problem(linkToIncidentId !== null);
    this.problem.set(missing);
    if (missing) return;
    this.saving.set(true);
    const outcome = await this.api.send('recordContact', {
      body: this.draft.command(linkToIncidentId),
    });
    this.saving.set(false);
    if (!outcome.ok) {
      this.problem.set(errorText(outcome.error));
      return;
    }
    const { contact, incident, suggestions } = outcome.value;
    const found = suggestions.filter((one) => one.incidentId !== incident?.id);
    this.draft.suggestions.set({ contactId: contact.id, incidentId: incident?.id ?? null, found });
    this.draft.clear();
    this.state.picking.set(false);
    this.desk.say(`Call ${contact.no} saved${incident ? `, incident ${incident.no}` : ''}`);
    if (incident) this.state.open(incident.id);
  }

  protected discard(): void {
    this.draft.clear();
    this.problem.set(null);
    this.state.picking.set(false);
    this.state.pane.set('incident');
  }
}
