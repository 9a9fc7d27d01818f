import { Service, inject } from '@angular/core';
import type { IncidentView, LinkSuggestion } from '@muster/contracts';
import { ApiClient } from '../core/api-client.js';
import { errorText } from '../core/error-text.js';
import { ConsoleState } from './console-state.js';
import { DispatchDesk } from './dispatch-desk.js';

/** Moves calls between incidents: one call, or all calls of a duplicate, which is then closed as such. */
@Service()
export class ContactLinks {
  private readonly api = inject(ApiClient);
  private readonly desk = inject(DispatchDesk);
  private readonly state = inject(ConsoleState);

  async link(contactId: string, to: Pick<LinkSuggestion, 'incidentId' | 'no'>): Promise<boolean> {
    const body = { incidentId: to.incidentId };
    const outcome = await this.api.send('linkContact', { path: { id: contactId }, body });
    this.state.reloadDetail();
    return outcome.ok
      ? this.desk.say(`Call linked to ${to.no}`)
      : this.desk.fail(`Call not linked to ${to.no}: ${errorText(outcome.error)}`);
  }

  async unlink(contactId: string, from: IncidentView): Promise<boolean> {
    const body = { incidentId: from.id };
    const outcome = await this.api.send('unlinkContact', { path: { id: contactId }, body });
    this.state.reloadDetail();
    return outcome.ok
      ? this.desk.say(`Call taken off ${from.no}`)
      : this.desk.fail(`Call not taken off ${from.no}: ${errorText(outcome.error)}`);
  }

  /** Moves every call of `duplicate` to `original`, then closes the duplicate. */
  async merge(duplicate: IncidentView, original: IncidentView): Promise<boolean> {
    const detail = await this.api.send('incidentDetail', { path: { id: duplicate.id } });
    if (!detail.ok) return this.desk.fail(`Not linked: ${errorText(detail.error)}`);
    for (const contact of detail.value.contacts) {
      if (!(await this.link(contact.id, { incidentId: original.id, no: original.no })))
        return false;
    }
    const closed = await this.desk.close(duplicate, 'DUPLICATE', `Duplicate of ${original.no}`);
    if (closed) this.state.open(original.id);
    return closed;
  }
}
