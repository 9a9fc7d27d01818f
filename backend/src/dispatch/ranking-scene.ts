import type { Grade, IncidentView, UnitView } from '@muster/contracts';
import type { RankingIncident, RankingUnit } from '@muster/engine';
import type { PicturedUnit } from '../picture/picture.service.js';

/** What a ranking needs of a unit and its view holds, with times parsed. */
type UnitFacts = Omit<
  RankingUnit,
  'slot' | 'assignment' | 'fix' | 'place' | 'jobsThisShift' | 'coverageMs'
>;

// a view is replaced as a whole when the unit changes, so what was read from it stays true
const factsOfView = new WeakMap<UnitView, UnitFacts>();

/** The incident as rankings see it. */
export function rankingIncident(
  view: IncidentView,
  refusedUnitIds: readonly string[],
): RankingIncident {
  return {
    id: view.id,
    version: view.version,
    grade: view.grade,
    targetAtMs: view.targetAt === null ? null : Date.parse(view.targetAt),
    point: view.place.point,
    requirement: view.requirement,
    refusedUnitIds,
  };
}

/** A unit of the picture as rankings see it. `gradeOf` knows the grades of other incidents. */
export function rankingUnit(
  { slot, view, fix, place }: PicturedUnit,
  gradeOf: ReadonlyMap<string, Grade | null>,
  jobsThisShift: number,
): RankingUnit {
  return {
    ...factsOf(view),
    slot,
    assignment:
      view.incidentId === null
        ? null
        : {
            incidentId: view.incidentId,
            grade: gradeOf.get(view.incidentId) ?? null,
            onScene: view.base === 'on_scene',
          },
    fix: fix && {
      lat: fix.lat,
      lon: fix.lon,
      fixAtMs: fix.fixAtMs,
      accuracyM: fix.accuracyM,
    },
    place,
    jobsThisShift,
    coverageMs: 0,
  };
}

function factsOf(view: UnitView): UnitFacts {
  const known = factsOfView.get(view);
  if (known) return known;
  const facts: UnitFacts = {
    id: view.id,
    callSign: view.callSign,
    kind: view.kind,
    statusCode: view.statusCode,
    emergency: view.emergency,
    crewSize: view.crewSize,
    driverLevel: view.driverLevel,
    driverExpiresAtMs: timeOf(view.driverExpiresAt),
    skills: view.skills.map(({ code, expiresAt }) => ({ code, expiresAtMs: timeOf(expiresAt) })),
    shiftEndsAtMs: timeOf(view.shiftEndsAt),
  };
  factsOfView.set(view, facts);
  return facts;
}

function timeOf(instant: string | null): number | null {
  return instant === null ? null : Date.parse(instant);
}

interface KnownUnit {
  readonly view: UnitView;
  readonly fix: PicturedUnit['fix'];
  readonly grade: Grade | null;
  readonly jobs: number;
  readonly unit: RankingUnit;
}

/**
 * The units of a picture as rankings see them. What has not changed since the last ranking is the
 * same object as then: between two rankings few of thousands of units move.
 */
export class RankingUnits {
  private readonly bySlot: (KnownUnit | undefined)[] = [];
  private units: RankingUnit[] = [];

  /** In the order of their slots; the list is reused by the next call. */
  of(
    pictured: readonly PicturedUnit[],
    gradeOf: ReadonlyMap<string, Grade | null>,
    jobsOf: ReadonlyMap<string, number>,
  ): readonly RankingUnit[] {
    if (this.units.length !== pictured.length) this.units = new Array<RankingUnit>(pictured.length);
    for (const one of pictured) {
      const { view } = one;
      const grade = view.incidentId === null ? null : (gradeOf.get(view.incidentId) ?? null);
      const jobs = jobsOf.size === 0 ? 0 : (jobsOf.get(view.id) ?? 0);
      const known = this.bySlot[one.slot];
      if (known && isSame(known, { view, fix: one.fix, grade, jobs })) {
        this.units[one.slot] = known.unit;
        continue;
      }
      const unit = rankingUnit(one, gradeOf, jobs);
      this.bySlot[one.slot] = { view, fix: one.fix, grade, jobs, unit };
      this.units[one.slot] = unit;
    }
    return this.units;
  }
}

// a fix is replaced as a whole too, and the place on the road is a function of it
function isSame(known: KnownUnit, now: Omit<KnownUnit, 'unit'>): boolean {
  return (
    known.view === now.view &&
    known.fix === now.fix &&
    known.grade === now.grade &&
    known.jobs === now.jobs
  );
}
