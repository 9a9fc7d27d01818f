import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { selectNarratives } from './storage/narrative-rows.js';

/** What a crew is told of an incident before it arrives. Personal data: only for those who are sent. */
@Injectable()
export class BriefingsService {
  constructor(private readonly database: Database) {}

  /** The callers' words by incident, earliest call first, one paragraph a call. */
  async narratives(incidentIds: readonly string[]): Promise<Map<string, string>> {
    const rows = await selectNarratives(this.database.on('read'), incidentIds);
    return new Map(rows.map((row) => [row.incident_id, row.narrative]));
  }
}
