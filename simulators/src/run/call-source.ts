import type { Channel, ContactResult, Grade, LatLon, RecordContact } from '@muster/contracts';
import type { HttpClient } from '../client/http-client.js';
import type { Journal } from './journal.js';

/** A call that will be made, in op time. */
export interface PlannedCall {
  readonly atMs: number;
  readonly channel: Channel;
  readonly typeCode: string;
  readonly grade: Grade;
  readonly point: LatLon;
  readonly callerPhone: string;
  readonly callerName: string;
  readonly narrative: string;
  /** A further call about an incident that has been called in already. */
  readonly repeats: boolean;
}

/** Call handlers who take the planned calls when they are due. */
export class CallSource {
  private next = 0;
  readonly latenciesMs: number[] = [];

  constructor(
    private readonly http: HttpClient,
    private readonly calls: readonly PlannedCall[],
    private readonly journal: Journal,
    private readonly wallMs: () => number,
  ) {}

  /** Takes every call that is due by `nowMs`. */
  step(nowMs: number): void {
    for (
      let call = this.calls[this.next];
      call && call.atMs <= nowMs;
      call = this.calls[this.next]
    ) {
      this.next += 1;
      void this.take(call);
    }
  }

  get remaining(): number {
    return this.calls.length - this.next;
  }

  private async take(call: PlannedCall): Promise<void> {
    const startedMs = this.wallMs();
    const answer = await this.http.call<ContactResult>('recordContact', { body: toContact(call) });
    this.latenciesMs.push(this.wallMs() - startedMs);
    if (!answer.ok) return;
    const { contact, incident, suggestions } = answer.value;
    this.journal.accepted(contact.id, incident?.id ?? null);
    const target = suggestions[0];
    if (!call.repeats) return;
    // The handler decides: link to what is suggested, or open an incident of its own.
    if (target) {
      await this.http.call('linkContact', {
        params: { id: contact.id },
        body: { incidentId: target.incidentId },
      });
    } else {
      await this.http.call('openIncident', {
        body: { contactId: contact.id, incident: incidentOf(call) },
      });
    }
  }
}

function toContact(call: PlannedCall): RecordContact {
  return {
    channel: call.channel,
    narrative: call.narrative,
    caller: { name: call.callerName, phone: call.callerPhone },
    ...(call.repeats ? { place: placeOf(call) } : { incident: incidentOf(call) }),
  };
}

function placeOf(call: PlannedCall) {
  return { kind: 'point', ...call.point } as const;
}

function incidentOf(call: PlannedCall) {
  return { typeCode: call.typeCode, grade: call.grade, place: placeOf(call) } as const;
}
