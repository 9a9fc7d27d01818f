import { Service, inject, signal } from '@angular/core';
import type { IncidentView } from '@muster/contracts';
import { ApiClient } from '../core/api-client.js';
import { errorText } from '../core/error-text.js';

/** The newest closed incidents, read when asked for, so that one can be reopened. */
@Service()
export class ClosedIncidents {
  private readonly api = inject(ApiClient);
  readonly rows = signal<readonly IncidentView[]>([]);
  readonly problem = signal<string | null>(null);

  async load(): Promise<void> {
    this.problem.set(null);
    const outcome = await this.api.send('listIncidents', {
      query: { state: 'closed', limit: 100 },
    });
    if (outcome.ok) this.rows.set(outcome.value.filter(({ state }) => state === 'closed'));
    else this.problem.set(errorText(outcome.error));
  }
}
