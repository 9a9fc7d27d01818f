import { Component, computed, inject, viewChild } from '@angular/core';
import type { AssignmentView } from '@muster/contracts';
import { LiveStore } from '../core/live-store.js';
import { OpClock } from '../core/op-clock.js';
import { ReferenceTables } from '../core/reference-tables.js';
import { Session } from '../core/session.js';
import { GradeBadge } from '../shared/grade-badge.js';
import { clockText, distanceText, durationText, targetText } from '../shared/time-text.js';
import { ageingOf, awaitsResult } from './ageing.js';
import { CallDraft } from './call-draft.js';
import { ConsoleState } from './console-state.js';
import { ContactLinks } from './contact-links.js';
import { IncidentActions } from './incident-actions.js';
import { IncidentStory } from './incident-story.js';
import { RecommendationPanel } from './recommendation-panel.js';

const STATE_WORDS = {
  new: 'Not graded',
  open: 'Waiting for a unit',
  assigned: 'Unit on its way',
  on_scene: 'Unit at scene',
  closed: 'Closed',
} as const;

const ASSIGNMENT_WORDS = {
  dispatched: 'sent',
  en_route: 'en route',
  on_scene: 'at scene',
  released: 'released',
} as const;

interface AssignedRow {
  assignment: AssignmentView;
  text: string;
  eta: string;
  alarm: boolean;
}

/** Everything about the open incident, and the recommendation for it. */
@Component({
  selector: 'muster-incident-card',
  imports: [GradeBadge, IncidentActions, IncidentStory, RecommendationPanel],
  templateUrl: './incident-card.html',
  styleUrl: './incident-card.scss',
})
export class IncidentCard {
  private readonly store = inject(LiveStore);
  private readonly clock = inject(OpClock);
  private readonly draft = inject(CallDraft);
  private readonly links = inject(ContactLinks);
  protected readonly reference = inject(ReferenceTables);
  protected readonly session = inject(Session);
  protected readonly state = inject(ConsoleState);
  private readonly actions = viewChild(IncidentActions);
  private readonly recommendation = viewChild(RecommendationPanel);

  protected readonly incident = this.state.incident;
  protected readonly stateWords = computed(() => {
    const incident = this.incident();
    if (incident && awaitsResult(incident)) return 'Attended, awaiting result';
    return STATE_WORDS[incident?.state ?? 'new'];
  });
  protected readonly ageing = computed(() => {
    const incident = this.incident();
    if (!incident) return null;
    const { warnS } = this.reference.gradeTimes(incident.grade);
    const ageing = ageingOf(incident, warnS, this.clock.nowMs());
    return {
      ...ageing,
      elapsed: durationText(ageing.elapsedS),
      target: ageing.targetS === null ? '' : targetText(ageing.targetS),
    };
  });
  protected readonly assigned = computed<AssignedRow[]>(() => {
    const id = this.state.incidentId();
    const own = id ? (this.store.assignmentsByIncident().get(id) ?? []) : [];
    return own.map((assignment) => this.rowOf(assignment));
  });
  /** What the server thinks the call just taken may belong to. */
  protected readonly suggestions = computed(() => {
    const held = this.draft.suggestions();
    if (!held || held.incidentId !== this.state.incidentId()) return [];
    return held.found.map((one) => ({
      ...one,
      contactId: held.contactId,
      what: [this.reference.typeLabel(one.typeCode), awayText(one.distanceM)]
        .filter(Boolean)
        .join(', '),
    }));
  });

  /** F7. */
  note(): void {
    this.actions()?.show('note');
  }

  /** F3. */
  focusRecommendation(): void {
    this.recommendation()?.focus();
  }

  /** Esc: true when there was an inline form to put away. */
  dismiss(): boolean {
    return this.actions()?.dismiss() ?? false;
  }

  protected openedAt(): string {
    return clockText(this.incident()?.openedAt ?? '');
  }

  protected standDown(row: AssignedRow): void {
    this.actions()?.standDown(row.assignment);
  }

  protected mergeInto(no: number): void {
    const duplicate = this.incident();
    const original = this.store.incidents().find((one) => one.no === no);
    this.draft.suggestions.set(null);
    if (duplicate && original) void this.links.merge(duplicate, original);
  }

  protected ignoreSuggestions(): void {
    this.draft.suggestions.set(null);
  }

  private rowOf(assignment: AssignmentView): AssignedRow {
    const { state, delivery, etaAt, acceptedAt } = assignment;
    const heard = state === 'dispatched' && !acceptedAt ? `, ${delivery}` : '';
    const leftS = etaAt ? (Date.parse(etaAt) - this.clock.nowMs()) / 1000 : null;
    const travelling = state === 'dispatched' || state === 'en_route';
    return {
      assignment,
      text: `${ASSIGNMENT_WORDS[state]}${heard}`,
      eta: travelling && leftS !== null ? dueText(leftS) : '',
      alarm: assignment.deliveryAlarm,
    };
  }
}

function dueText(leftS: number): string {
  return leftS >= 0 ? `due in ${durationText(leftS)}` : `${durationText(-leftS)} past its ETA`;
}

function awayText(distanceM: number | null): string {
  if (distanceM === null) return '';
  return distanceM < 10 ? 'the same place' : `${distanceText(distanceM)} away`;
}
