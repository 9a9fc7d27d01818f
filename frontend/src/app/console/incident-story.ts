import { Component, computed, inject, input } from '@angular/core';
import type { IncidentView, TimelineEntry } from '@muster/contracts';
import { ReferenceTables } from '../core/reference-tables.js';
import { clockText } from '../shared/time-text.js';
import { ConsoleState } from './console-state.js';
import { ContactLinks } from './contact-links.js';
import { timelineWords } from './timeline-words.js';

/** Calls, statements about the place, and history of an incident. */
@Component({
  selector: 'muster-incident-story',
  template: `
    @if (state.detail(); as detail) {
      <section aria-label="Calls">
        <h3>Calls</h3>
        <ul>
          @for (contact of detail.contacts; track contact.id) {
            <li>
              <p class="meta">
                <time>{{ clock(contact.receivedAt) }}</time> {{ contact.channel }}
                <b>{{ contact.caller?.name ?? '' }}</b> {{ contact.caller?.phone ?? '' }}
                @if (detail.contacts.length > 1) {
                  <button type="button" class="plain" (click)="unlink(contact.id)">Unlink</button>
                }
              </p>
              <p class="words">{{ contact.narrative || 'Nothing was noted.' }}</p>
            </li>
          } @empty {
            <li class="meta">No calls are linked, or your role may not read them.</li>
          }
        </ul>
      </section>
      @if (detail.evidence.length > 1) {
        <section aria-label="Places given">
          <h3>Places given</h3>
          <ul>
            @for (one of detail.evidence; track one.id) {
              <li class="meta">
                <time>{{ clock(one.at) }}</time> {{ one.place.label }}
                @if (one.chosen) {
                  <b>in use</b>
                }
              </li>
            }
          </ul>
        </section>
      }
      <section aria-label="History">
        <h3>History</h3>
        <ol>
          @for (line of timeline(); track $index) {
            <li>
              <time>{{ line.time }}</time>
              <span
                >{{ line.words }}
                @if (line.text) {
                  <q>{{ line.text }}</q>
                }
                <span class="actor">{{ line.actor }}</span></span
              >
            </li>
          }
        </ol>
      </section>
    } @else if (state.detailFailed()) {
      <p class="problem">
        The history could not be read.
        <button type="button" class="plain" (click)="state.reloadDetail()">Try again</button>
      </p>
    } @else {
      <p class="empty">Reading the history…</p>
    }
  `,
  styleUrl: './incident-story.scss',
})
export class IncidentStory {
  protected readonly state = inject(ConsoleState);
  private readonly links = inject(ContactLinks);
  private readonly reference = inject(ReferenceTables);
  readonly incident = input.required<IncidentView>();

  /** Newest first: what has just happened is what is looked for. */
  protected readonly timeline = computed(() =>
    [...(this.state.detail()?.timeline ?? [])].reverse().map((entry) => this.lineOf(entry)),
  );

  protected clock(at: string): string {
    return clockText(at);
  }

  protected unlink(contactId: string): void {
    void this.links.unlink(contactId, this.incident());
  }

  private lineOf(entry: TimelineEntry) {
    return {
      time: clockText(entry.at),
      words: timelineWords(entry, this.reference.tables()),
      text: entry.text,
      actor: entry.actorName,
    };
  }
}
