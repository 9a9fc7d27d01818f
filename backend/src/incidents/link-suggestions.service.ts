import { Injectable } from '@nestjs/common';
import type { ContactView, IncidentView, LinkSuggestion } from '@muster/contracts';
import { Clocks } from '../platform/clocks/clocks.js';
import { Database } from '../platform/database/database.js';
import { suggestLinks, type LinkCandidate } from './link-scoring.js';
import { selectLinkCandidates, type LinkCandidateRow } from './storage/link-candidates.js';

const RADIUS_M = 500;
const LOOK_BACK_MS = 2 * 3_600_000;

/** Open incidents that a new call may belong to. A suggestion only: linking is a person's act. */
@Injectable()
export class LinkSuggestionsService {
  constructor(
    private readonly database: Database,
    private readonly clocks: Clocks,
  ) {}

  /** Best first, at most five; empty when the call is linked to an older incident already. */
  async forContact(contact: ContactView, incident: IncidentView | null): Promise<LinkSuggestion[]> {
    if (incident && incident.callerCount > 1) return [];
    const nowMs = this.clocks.op.nowMs();
    const rows = await this.candidates(contact, incident?.id ?? null, nowMs);
    return suggestLinks(rows.map(toCandidate), {
      nowMs,
      typeCode: incident?.typeCode ?? null,
      radiusM: RADIUS_M,
    });
  }

  private async candidates(
    { caller, place }: ContactView,
    exceptIncidentId: string | null,
    nowMs: number,
  ): Promise<LinkCandidateRow[]> {
    const phone = caller?.phone ?? null;
    const point = place?.point ?? null;
    if (!point && !phone) return [];
    return selectLinkCandidates(this.database.on('read'), {
      point,
      phone,
      radiusM: RADIUS_M,
      since: new Date(nowMs - LOOK_BACK_MS),
      exceptIncidentId,
    });
  }
}

function toCandidate(row: LinkCandidateRow): LinkCandidate {
  return {
    incidentId: row.id,
    no: row.no,
    typeCode: row.type_code,
    grade: row.grade,
    openedMs: row.opened_at.getTime(),
    distanceM: row.distance_m,
    sameCaller: row.same_caller,
  };
}
