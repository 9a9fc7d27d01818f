import { Injectable } from '@nestjs/common';
import { PrincipalNamesService } from '../access/principal-names.service.js';
import type { Outcome } from '../platform/database/outcome.js';
import type { UnitRefusal } from './assign-checks.js';

/** Tells those who came second who was first. Names are looked up for the reply and stored nowhere. */
@Injectable()
export class WinnersService {
  constructor(private readonly names: PrincipalNamesService) {}

  /** The outcome with the winner's name beside the id in its details. */
  async nameIn<O extends Outcome<unknown>>(outcome: O): Promise<O> {
    if (outcome.ok) return outcome;
    const { details } = outcome;
    const id = details?.['wonById'];
    if (typeof id !== 'string') return outcome;
    const names = await this.names.byIds([id]);
    return { ...outcome, details: { ...details, wonByName: names.get(id) ?? null } };
  }

  /** Refusals of single units as the contract has them. */
  async nameAll(
    refusals: readonly UnitRefusal[],
  ): Promise<{ unitId: string; code: string; wonByName: string | null }[]> {
    const winner = ({ details }: UnitRefusal): string | undefined =>
      typeof details['wonById'] === 'string' ? details['wonById'] : undefined;
    const names = await this.names.byIds(refusals.flatMap((refusal) => winner(refusal) ?? []));
    return refusals.map((refusal) => ({
      unitId: refusal.unitId,
      code: refusal.code,
      wonByName: names.get(winner(refusal) ?? '') ?? null,
    }));
  }
}
