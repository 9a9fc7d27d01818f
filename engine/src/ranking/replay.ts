import type { LatLon } from '@muster/contracts';
import { driverLevelSchema } from '@muster/contracts';
import type { RoadGraph, RoadPlace } from '../roads/road-graph.js';
import { UnitPlaces } from '../roads/unit-places.js';
import { SearchWorkspace } from '../roads/unit-search.js';
import { kindOfRow, type DecisionRecord, type ReachedRow } from './decision-record.js';
import type { Roster } from './roster.js';
import { rank } from './rank.js';
import { hashOf, type RankingConfig } from './ranking-config.js';
import type { RankingIncident, RankingUnit } from './ranking-input.js';
import type { CostedUnit, Ranking } from './ranking.js';
import { knownTimes, roadSearch, type UnitSearchPort } from './unit-search-port.js';

export interface ReplaySources {
  readonly record: DecisionRecord;
  /** The configuration and roster that the record's hashes name. */
  readonly config: RankingConfig;
  readonly roster: Roster;
  /** Given: the road search itself is run again, over the same graph and closures. */
  readonly roads?: { readonly graph: RoadGraph; readonly closed?: Uint8Array | undefined };
}

export interface Replay {
  readonly ranking: Ranking;
  /** Empty when ranking, costs, terms and bound are the recorded ones to the millisecond. */
  readonly differences: readonly string[];
}

/** Computes a recorded ranking again from its record and compares the two bit for bit. */
export function replayDecision(sources: ReplaySources): Replay {
  const { record, config, roster } = sources;
  const missing = sourceDifferences(sources);
  const units = record.reached.map((row, slot) => unitOf(row, slot, record, roster));
  const incident = incidentOf(record, roster);
  // units already sent count towards the requirement; they are in the record by number only
  const stillNeeded = Math.max(0, incident.requirement.units - record.incident.sent.length);
  const ranking = rank({
    incident: {
      ...incident,
      requirement: { ...incident.requirement, units: Math.max(1, stillNeeded) },
    },
    units,
    search: searchOf(sources, units),
    atMs: record.atMs,
    config,
  });
  return { ranking, differences: [...missing, ...compare(ranking, record, roster)] };
}

function sourceDifferences({ record, config, roster, roads }: ReplaySources): string[] {
  const differences: string[] = [];
  if (hashOf(config) !== record.hashes.config) differences.push('config: hash differs');
  if (roster.hash !== record.hashes.roster) differences.push('roster: hash differs');
  if (roads && roads.graph.version !== record.hashes.graph) differences.push('graph: hash differs');
  return differences;
}

function searchOf(
  { record, roads }: ReplaySources,
  units: readonly RankingUnit[],
): UnitSearchPort | null {
  if (record.method !== 'road') return null;
  const target = record.incident.place;
  if (!roads || roads.graph.version !== record.hashes.graph || !target) {
    return knownTimes(new Map(record.reached.map((row, slot) => [slot, row[17][0] ?? 0])));
  }
  const places = new UnitPlaces(roads.graph.arcCount, Math.max(1, units.length));
  for (const { slot, place } of units) if (place) places.place(slot, place);
  return roadSearch({
    graph: roads.graph,
    work: new SearchWorkspace(roads.graph.arcCount, Math.max(1, units.length)),
    target: placeOf(target),
    units: places,
    closed: roads.closed,
  });
}

function incidentOf({ incident }: DecisionRecord, roster: Roster): RankingIncident {
  return {
    id: incident.id,
    version: incident.version,
    grade: incident.grade,
    targetAtMs: incident.targetAtMs,
    point: incident.pointE7 && pointOf(...incident.pointE7),
    requirement: incident.requirement,
    refusedUnitIds: incident.refused.map((number) => idOf(roster, number)),
  };
}

function unitOf(
  row: ReachedRow,
  slot: number,
  { atMs }: DecisionRecord,
  roster: Roster,
): RankingUnit {
  const [unit, statusCode, crewSize, , driver, driverExpires, shiftEnds, fixAge, accuracyM] = row;
  const [latE7, lonE7, place, assignment, jobsThisShift, coverageMs, skills] = [
    row[9],
    row[10],
    row[11],
    row[12],
    row[13],
    row[14],
    row[15],
  ];
  const absolute = (ms: number | null): number | null => (ms === null ? null : ms + atMs);
  return {
    id: idOf(roster, unit),
    slot,
    callSign: '',
    kind: kindOfRow(row),
    statusCode,
    emergency: false,
    crewSize,
    driverLevel: driverLevelSchema.options[driver] ?? 'none',
    driverExpiresAtMs: absolute(driverExpires),
    skills: skills.map(([code, expires]) => ({ code, expiresAtMs: absolute(expires) })),
    shiftEndsAtMs: absolute(shiftEnds),
    assignment: assignment && { incidentId: assignment[0], grade: assignment[1], onScene: false },
    fix: { ...pointOf(latE7, lonE7), fixAtMs: atMs - fixAge, accuracyM },
    place: place && placeOf(place),
    jobsThisShift,
    coverageMs,
  };
}

function compare(ranking: Ranking, record: DecisionRecord, roster: Roster): string[] {
  const differences: string[] = [];
  const note = (what: string, is: unknown, was: unknown): void => {
    if (JSON.stringify(is) !== JSON.stringify(was)) {
      differences.push(`${what}: ${JSON.stringify(is)} instead of ${JSON.stringify(was)}`);
    }
  };
  note('method', ranking.method, record.method);
  note('k', ranking.k, record.k);
  note('boundMs', ranking.boundMs, record.boundMs);
  note(
    'ranked',
    ranking.candidates.map(({ unit }) => unit.id),
    record.ranked.map((number) => idOf(roster, number)),
  );
  const again = new Map(ranking.reached.map((costed) => [costed.unit.id, costed]));
  for (const row of record.reached) {
    const id = idOf(roster, row[0]);
    note(`unit ${id}`, outcomeOf(again.get(id)), [row[17], row[18], row[16]]);
  }
  return differences;
}

function outcomeOf(costed: CostedUnit | undefined): unknown {
  if (!costed) return 'not reached';
  return [costed.termMs, costed.chancePermille, costed.profile === 'response' ? 1 : 0];
}

function idOf({ unitIds }: Roster, number: number): string {
  const id = unitIds[number];
  if (id === undefined) throw new Error(`the roster has no unit ${number}`);
  return id;
}

function pointOf(latE7: number, lonE7: number): LatLon {
  return { lat: latE7 / 1e7, lon: lonE7 / 1e7 };
}

function placeOf([arc, offsetMm, oppositeArc, oppositeOffsetMm]: NonNullable<
  ReachedRow[11]
>): RoadPlace {
  return { arc, offsetMm, oppositeArc, oppositeOffsetMm };
}
