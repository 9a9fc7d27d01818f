import { Injectable } from '@nestjs/common';
import type { LeaseView, TakeLease } from '@muster/contracts';
import { PrincipalNamesService } from '../access/principal-names.service.js';
import { IncidentsService } from '../incidents/incidents.service.js';
import { Clocks } from '../platform/clocks/clocks.js';
import { Database } from '../platform/database/database.js';
import type { Actor } from '../platform/database/db.js';
import { done, refused, type Outcome } from '../platform/database/outcome.js';
import { UnitsService } from '../units/units.service.js';
import { gradeRank } from './assign-checks.js';
import { dropLease, selectLease, takeLease, type LeaseRow } from './storage/lease-rows.js';

/** Wall time for which a selected unit is kept for the dispatcher who selected it. */
export const LEASE_MS = 10_000;

export type LeaseRefusal = 'NOT_FOUND' | 'UNIT_UNKNOWN' | 'INCIDENT_CLOSED' | 'UNIT_LEASED';

/** Short holds on units while a dispatcher decides. No state, no event, no audit row. */
@Injectable()
export class LeasesService {
  constructor(
    private readonly database: Database,
    private readonly clocks: Clocks,
    private readonly incidents: IncidentsService,
    private readonly units: UnitsService,
    private readonly names: PrincipalNamesService,
  ) {}

  /** Takes or renews a lease; one for a more urgent incident takes it from a less urgent one. */
  async take(actor: Actor, input: TakeLease): Promise<Outcome<LeaseView, LeaseRefusal>> {
    const [incident] = await this.incidents.byIds([input.incidentId]);
    if (!incident) return refused('NOT_FOUND');
    if (incident.state === 'closed') return refused('INCIDENT_CLOSED');
    const [unit] = await this.units.byIds([input.unitId]);
    if (!unit) return refused('UNIT_UNKNOWN', { unitId: input.unitId });
    const now = this.clocks.wall.now();
    const lease = await takeLease(
      this.database.on('command', actor),
      {
        unit_id: unit.id,
        holder_id: actor.id,
        incident_id: incident.id,
        grade_rank: gradeRank(incident.grade ?? 'P4'),
        expires_at: new Date(now.getTime() + LEASE_MS),
      },
      now,
    );
    if (lease) return done(await this.toView(lease));
    const held = await selectLease(this.database.on('command', actor), unit.id);
    return refused('UNIT_LEASED', held ? { ...(await this.toView(held)) } : {});
  }

  /** Ends the actor's lease on a unit; there may be none. */
  async drop(actor: Actor, unitId: string): Promise<void> {
    await dropLease(this.database.on('command', actor), unitId, actor.id);
  }

  private async toView(row: LeaseRow): Promise<LeaseView> {
    const names = await this.names.byIds([row.holder_id]);
    return {
      unitId: row.unit_id,
      incidentId: row.incident_id,
      holderName: names.get(row.holder_id) ?? '',
      expiresAt: row.expires_at.toISOString(),
    };
  }
}
