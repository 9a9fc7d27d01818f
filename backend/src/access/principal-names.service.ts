import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { selectPrincipalNames } from './storage/principal-name-rows.js';

/** Names for the ids that events carry. Only for people who may read them; never stored in events. */
@Injectable()
export class PrincipalNamesService {
  constructor(private readonly database: Database) {}

  /** Display name of an account, call sign of a device, by actor id; unknown ids are missing. */
  async byIds(ids: Iterable<string>): Promise<Map<string, string>> {
    const rows = await selectPrincipalNames(this.database.on('read'), [...new Set(ids)]);
    return new Map(rows.map((row) => [row.id, row.name]));
  }
}
