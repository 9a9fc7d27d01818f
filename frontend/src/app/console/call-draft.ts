import { Service, computed, inject, linkedSignal, signal } from '@angular/core';
import type {
  Channel,
  Grade,
  IncidentView,
  LinkSuggestion,
  RecordContact,
} from '@muster/contracts';
import { LiveStore } from '../core/live-store.js';
import { ReferenceTables } from '../core/reference-tables.js';
import { roughDistanceM } from '../shared/mercator.js';
import { EMPTY_PLACE, type PlaceDraft, pointOfPlace, readPlace } from './place-reading.js';

/** Open incidents this near to the place of the call are shown before it is saved. */
const NEAR_M = 300;

export interface CallWords {
  channel: Channel;
  name: string;
  phone: string;
  narrative: string;
  typeCode: string;
  gradeReason: string;
}

const NO_WORDS: CallWords = {
  channel: '999',
  name: '',
  phone: '',
  narrative: '',
  typeCode: '',
  gradeReason: '',
};

/** The call being taken. It outlives the form, so that opening a card in between loses nothing. */
@Service()
export class CallDraft {
  private readonly store = inject(LiveStore);
  private readonly reference = inject(ReferenceTables);

  readonly words = signal<CallWords>(NO_WORDS);
  readonly place = signal<PlaceDraft>(EMPTY_PLACE);
  readonly typeCode = computed(() => this.words().typeCode);
  readonly defaultGrade = computed(
    () => this.reference.types().get(this.typeCode())?.defaultGrade ?? null,
  );
  /** Follows the type until the call handler chooses otherwise. */
  readonly grade = linkedSignal<Grade | null>(() => this.defaultGrade());
  /** Suggestions of the server for the call saved last. */
  readonly suggestions = signal<{
    contactId: string;
    incidentId: string | null;
    found: LinkSuggestion[];
  } | null>(null);

  readonly started = computed(() => {
    const { name, phone, narrative, typeCode } = this.words();
    return [name, phone, narrative, typeCode, this.place().text].some((text) => text !== '');
  });
  readonly needsReason = computed(
    () => this.grade() !== this.defaultGrade() && this.typeCode() !== '',
  );
  readonly near = computed<Array<{ incident: IncidentView; awayM: number }>>(() => {
    const point = pointOfPlace(this.place());
    if (!point) return [];
    return this.store
      .incidents()
      .flatMap((incident) => {
        const awayM = incident.place.point ? roughDistanceM(incident.place.point, point) : Infinity;
        return awayM <= NEAR_M ? [{ incident, awayM }] : [];
      })
      .sort((a, b) => a.awayM - b.awayM)
      .slice(0, 4);
  });

  /** What is missing, in the order of the form, or null when the call can be saved. */
  problem(linking: boolean): string | null {
    if (linking) return null;
    if (!this.typeCode()) return 'Choose the type of incident.';
    if (!readPlace(this.place())) return 'Give a place, or tick "Not known yet".';
    if (!this.grade()) return 'Choose a grade.';
    if (this.needsReason() && this.words().gradeReason.trim().length < 3) {
      return `The usual grade is ${this.defaultGrade()}: say why this one differs.`;
    }
    return null;
  }

  /** The command that saves the call, as a new incident or added to an open one. */
  command(linkToIncidentId: string | null): RecordContact {
    const { channel, name, phone, narrative, typeCode, gradeReason } = this.words();
    const place = readPlace(this.place());
    const caller = {
      ...(name.trim() ? { name: name.trim() } : {}),
      ...(phone.trim() ? { phone: phone.trim() } : {}),
    };
    const grade = this.grade();
    const reason = gradeReason.trim();
    return {
      channel,
      narrative: narrative.trim(),
      ...(Object.keys(caller).length > 0 ? { caller } : {}),
      ...(place ? { place } : {}),
      ...(linkToIncidentId
        ? { linkToIncidentId }
        : {
            incident: {
              typeCode,
              place: place ?? { kind: 'unknown' },
              ...(grade ? { grade } : {}),
              ...(reason ? { gradeReason: reason } : {}),
            },
          }),
    };
  }

  clear(): void {
    this.words.set(NO_WORDS);
    this.place.set(EMPTY_PLACE);
  }
}
