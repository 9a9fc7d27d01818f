import type { DriverLevel, HeldSkill, Roster, RosterOfficer, RosterUnit } from '@muster/contracts';
import { streamFor, type RandomStream } from '../random/stream.js';
import { WeightedPick, chance, uniform } from '../random/distributions.js';
import { apportion } from './apportion.js';
import { officerName } from './people-names.js';
import {
  EXPIRY_ODDS,
  KIND_STAFFING,
  STATUS_ODDS,
  TOUR_PATTERNS,
  type KindStaffing,
  type TourPattern,
} from './staffing.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const OFF_DUTY = 11;

/** A command area and its share of the force. */
export interface ForceArea {
  readonly code: string;
  readonly share: number;
}

export interface ForceOptions {
  readonly seed: number;
  readonly areas: readonly ForceArea[];
  /** Units on duty at `at`, exactly. */
  readonly units: number;
  /** Instant, RFC 3339. */
  readonly at: string;
}

/** Everyone on duty in the 24 hours from an instant; each unit is one tour of duty of a crew. */
export interface Force {
  readonly officers: readonly RosterOfficer[];
  readonly units: readonly RosterUnit[];
}

/** A tour of duty with its place in time. */
interface Tour extends TourPattern {
  readonly index: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly onDuty: boolean;
}

/**
 * Staffs a force: for every tour on duty at `at` or starting within 24 hours of it, units by area and
 * kind with crews, driver levels and skills with expiry. Those on duty at `at` carry a status in use;
 * the rest are off duty (11). A call sign comes back a day later with another crew.
 */
export function generateForce(options: ForceOptions): Force {
  const atMs = Date.parse(options.at);
  const tours = toursRound(atMs);
  const onDuty = tours.filter((tour) => tour.onDuty);
  const strength = options.units / onDuty.reduce((sum, tour) => sum + tour.share, 0);
  const exact = apportion(
    options.units,
    onDuty.map((tour) => tour.share),
  );
  const staff = new Staff(options.seed, atMs);
  const units = tours.flatMap((tour) => {
    const count = tour.onDuty ? exact[onDuty.indexOf(tour)] : Math.round(strength * tour.share);
    return staffTour(tour, count ?? 0, options, staff);
  });
  return { officers: staff.officers, units };
}

/** Officers and units on duty at an instant, as they are sent to the system. */
export function rosterAt(force: Force, at: string): Roster {
  const atMs = Date.parse(at);
  const units = force.units.filter(
    (unit) => Date.parse(unit.shiftStartsAt) <= atMs && atMs < Date.parse(unit.shiftEndsAt),
  );
  const onDuty = new Set(units.flatMap((unit) => unit.crew));
  return {
    officers: force.officers.filter((officer) => onDuty.has(officer.collarNo)),
    units: units.map((unit) => ({ ...unit, statusCode: statusOnDuty(unit) })),
  };
}

/** Those who were off duty when the force was generated begin at their station. */
function statusOnDuty(unit: RosterUnit): number {
  return unit.statusCode === OFF_DUTY ? 3 : unit.statusCode;
}

function toursRound(atMs: number): Tour[] {
  const midnight = Math.floor(atMs / DAY_MS) * DAY_MS;
  const tours: Tour[] = [];
  for (const day of [-1, 0, 1]) {
    TOUR_PATTERNS.forEach((pattern, index) => {
      const startMs = midnight + day * DAY_MS + pattern.startHour * HOUR_MS;
      const endMs = startMs + pattern.hours * HOUR_MS;
      const onDuty = startMs <= atMs && atMs < endMs;
      const next = startMs > atMs && startMs < atMs + DAY_MS;
      if (onDuty || next) tours.push({ ...pattern, index, startMs, endMs, onDuty });
    });
  }
  return tours;
}

function isNight(tour: Tour): boolean {
  const middle = (tour.startHour + tour.hours / 2) % 24;
  return middle >= 22 || middle < 6;
}

function staffTour(tour: Tour, count: number, options: ForceOptions, staff: Staff): RosterUnit[] {
  const night = isNight(tour);
  const shares = KIND_STAFFING.map((kind) => (night ? kind.nightShare : kind.dayShare));
  const byKind = apportion(count, shares);
  const units: RosterUnit[] = [];
  KIND_STAFFING.forEach((staffing, k) => {
    const byArea = apportion(
      byKind[k] ?? 0,
      options.areas.map((area) => area.share),
    );
    options.areas.forEach((area, a) => {
      for (let n = 1; n <= (byArea[a] ?? 0); n++) {
        // the hundred tells the tour, so that relays that overlap never share a call sign
        const callSign = `${area.code}-${staffing.letter}${tour.index + 1}${String(n).padStart(2, '0')}`;
        units.push(staff.unit({ callSign, areaCode: area.code, staffing, tour }));
      }
    });
  });
  return units;
}

interface UnitPlan {
  readonly callSign: string;
  readonly areaCode: string;
  readonly staffing: KindStaffing;
  readonly tour: Tour;
}

/** Hires officers as crews need them; each person depends on seed, call sign and tour only. */
class Staff {
  readonly officers: RosterOfficer[] = [];
  private readonly status = new WeightedPick(
    STATUS_ODDS.map(([code]) => code),
    STATUS_ODDS.map(([, odds]) => odds),
  );

  constructor(
    private readonly seed: number,
    private readonly atMs: number,
  ) {}

  unit({ callSign, areaCode, staffing, tour }: UnitPlan): RosterUnit {
    const rng = streamFor(this.seed, `force/${callSign}/${tour.startMs}`);
    const size = Number(draw(rng, staffing.crew));
    const crew = Array.from({ length: size }, (_, seat) => this.hire(rng, staffing, seat));
    return {
      callSign,
      kind: staffing.kind,
      areaCode,
      crew,
      shiftStartsAt: new Date(tour.startMs).toISOString(),
      shiftEndsAt: new Date(tour.endMs).toISOString(),
      statusCode: tour.onDuty ? this.status.draw(rng) : OFF_DUTY,
    };
  }

  private hire(rng: RandomStream, staffing: KindStaffing, seat: number): string {
    const odds = seat === 0 ? staffing.driver : staffing.others;
    const driverLevel = draw(rng, odds) as DriverLevel;
    const trained = driverLevel === 'response' || driverLevel === 'advanced';
    const collarNo = `${staffing.kind === 'pcso' ? 'P' : ''}${10_001 + this.officers.length}`;
    this.officers.push({
      collarNo,
      displayName: officerName(rng, staffing.rankTitle),
      driverLevel,
      driverExpiresAt: trained ? this.expiry(rng, EXPIRY_ODDS.lapsedDriver) : null,
      skills: this.skills(rng, staffing),
    });
    return collarNo;
  }

  private skills(rng: RandomStream, staffing: KindStaffing): HeldSkill[] {
    return Object.entries(staffing.skills)
      .filter(([, odds]) => chance(rng, odds))
      .map(([code]) => {
        const never = chance(rng, EXPIRY_ODDS.neverExpires);
        return { code, expiresAt: never ? null : this.expiry(rng, EXPIRY_ODDS.expiredSkill) };
      });
  }

  /** Past for a few, within 30 days for some, else within two years. */
  private expiry(rng: RandomStream, past: number): string {
    const u = rng.next();
    const soon = past + EXPIRY_ODDS.soon;
    const days =
      u < past ? uniform(rng, -60, -1) : u < soon ? uniform(rng, 1, 30) : uniform(rng, 30, 730);
    return new Date(Math.floor((this.atMs + days * DAY_MS) / DAY_MS) * DAY_MS).toISOString();
  }
}

function draw(rng: RandomStream, odds: Readonly<Record<string, number>>): string {
  return new WeightedPick(Object.keys(odds), Object.values(odds)).draw(rng);
}
