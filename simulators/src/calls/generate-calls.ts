import { INCIDENT_TYPES, type Channel, type Grade } from '@muster/contracts';
import type { WorldMeta } from '../city/world-meta.js';
import { personName } from '../force/people-names.js';
import {
  WeightedPick,
  chance,
  exponential,
  geometric,
  logNormal,
  pick,
} from '../random/distributions.js';
import { streamFor, type RandomStream } from '../random/stream.js';
import { HourlyRate } from './arrivals.js';
import { hourOfWeek, isPartyNight } from './hour-of-week.js';
import { INCIDENT_MIX, REGRADE_SHARE, type TypeMix } from './incident-mix.js';
import { IncidentPlaces, type BackgroundSampler } from './incident-places.js';

const GRADES: readonly Grade[] = ['P1', 'P2', 'P3', 'P4'];
const REPEAT_DELAY_MEAN_S = 150;
const CALLER_ERROR_M = 40;
const CHANNELS: Record<Grade, Partial<Record<Channel, number>>> = {
  P1: { '999': 94, officer: 4, '101': 2 },
  P2: { '999': 66, '101': 30, officer: 4 },
  P3: { '999': 32, '101': 66, other: 2 },
  P4: { '999': 10, '101': 85, other: 5 },
};

/** Extra incidents of one kind at one place, on top of the usual: a match, a storm. */
export interface Surge {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly perHour: number;
  readonly lat: number;
  readonly lon: number;
  readonly sigmaM: number;
  readonly typeCode: string;
}

export interface CallPlan {
  readonly seed: number;
  readonly world: WorldMeta;
  /** Instants, RFC 3339; incidents begin in [from, to), further callers may ring later. */
  readonly from: string;
  readonly to: string;
  /** Incidents an hour in the mean hour of the week. */
  readonly incidentsPerHour: number;
  /** `week` shapes the rate by hour of week (default), `flat` keeps it constant. */
  readonly shape?: 'week' | 'flat';
  readonly surges?: readonly Surge[];
  readonly background?: BackgroundSampler;
}

/** What really happened, which no call says in full; for the simulated crews and for checks. */
export interface PlannedIncident {
  readonly no: number;
  readonly at: string;
  readonly typeCode: string;
  readonly grade: Grade;
  readonly lat: number;
  readonly lon: number;
  readonly hotSpot: string | null;
  readonly onSceneS: number;
  readonly resultCode: string;
}

/** One call at its intended time. `lat`, `lon` are where the caller says it is. */
export interface PlannedCall {
  readonly no: number;
  readonly at: string;
  readonly channel: Channel;
  readonly lat: number;
  readonly lon: number;
  readonly caller: { readonly name: string; readonly phone: string };
  readonly narrative: string;
  /** 0 for the first caller about the incident. */
  readonly repeat: number;
  readonly incident: PlannedIncident;
}

/** All calls of a plan in order of time; the same plan gives the same calls. */
export function generateCalls(plan: CallPlan): PlannedCall[] {
  const maker = new CallMaker(plan);
  const fromMs = Date.parse(plan.from);
  const toMs = Date.parse(plan.to);
  const rate =
    plan.shape === 'flat'
      ? new HourlyRate(() => plan.incidentsPerHour)
      : HourlyRate.byHourOfWeek(plan.incidentsPerHour);
  const starts: Start[] = [];
  for (const atMs of rate.events(streamFor(plan.seed, 'calls/arrivals'), fromMs, toMs)) {
    starts.push({ key: `usual/${starts.length}`, atMs, surge: null });
  }
  for (const surge of plan.surges ?? []) starts.push(...surgeStarts(plan.seed, surge));
  starts.sort((a, b) => a.atMs - b.atMs);
  const calls = starts.flatMap((start, i) => maker.callsAbout(i + 1, start));
  calls.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.incident.no - b.incident.no));
  return calls.map((call, i) => ({ ...call, no: i + 1 }));
}

/** Begin of an incident; its key names its random streams, so that a surge leaves the others alone. */
interface Start {
  readonly key: string;
  readonly atMs: number;
  readonly surge: Surge | null;
}

function surgeStarts(seed: number, surge: Surge): Start[] {
  const rng = streamFor(seed, `calls/arrivals/${surge.name}`);
  const constant = new HourlyRate(() => surge.perHour);
  const events = constant.events(rng, Date.parse(surge.from), Date.parse(surge.to));
  return [...events].map((atMs, i) => ({ key: `${surge.name}/${i}`, atMs, surge }));
}

function drawFrom(rng: RandomStream, odds: Readonly<Record<string, number>>): string {
  return new WeightedPick(Object.keys(odds), Object.values(odds)).draw(rng);
}

const instant = (atMs: number): string => new Date(Math.floor(atMs)).toISOString();

class CallMaker {
  private readonly places: IncidentPlaces;
  private readonly types = [false, true].map((party) => typePick(party));

  constructor(private readonly plan: CallPlan) {
    this.places = new IncidentPlaces(plan.world, plan.background);
  }

  callsAbout(no: number, start: Start): PlannedCall[] {
    const incident = this.incident(no, start);
    const mix = mixOf(incident.typeCode);
    const rng = this.stream('repeats', start);
    const count = 1 + geometric(rng, 1 / (1 + mix.repeatMean));
    return Array.from({ length: count }, (_, repeat) => {
      const delayS = repeat === 0 ? 0 : exponential(rng, REPEAT_DELAY_MEAN_S);
      const caller = this.stream(`caller/${repeat}`, start);
      return this.call(caller, incident, { repeat, atMs: start.atMs + delayS * 1000 });
    });
  }

  private incident(no: number, start: Start): PlannedIncident {
    const { atMs, surge } = start;
    const hour = hourOfWeek(atMs);
    const placeRng = this.stream('place', start);
    const place = surge
      ? { ...this.places.near(placeRng, surge), hotSpot: surge.name }
      : this.places.draw(placeRng, hour);
    const gradeRng = this.stream('grade', start);
    const party = isPartyNight(hour) ? 1 : 0;
    const drawn = (this.types[party] as WeightedPick<string>).draw(gradeRng);
    const typeCode = surge?.typeCode ?? drawn;
    const mix = mixOf(typeCode);
    const serviceRng = this.stream('service', start);
    return {
      no,
      at: instant(atMs),
      typeCode,
      grade: gradeOf(gradeRng, typeCode),
      lat: round(place.lat),
      lon: round(place.lon),
      hotSpot: place.hotSpot,
      onSceneS: Math.round(logNormal(serviceRng, mix.onSceneMedianS, mix.onSceneSigma)),
      resultCode: drawFrom(serviceRng, mix.results),
    };
  }

  private call(
    rng: RandomStream,
    incident: PlannedIncident,
    { repeat, atMs }: { repeat: number; atMs: number },
  ): PlannedCall {
    const channel =
      incident.typeCode === 'ALARM' ? 'alarm' : drawFrom(rng, CHANNELS[incident.grade]);
    // the first caller is taken to be right about the place
    const said = repeat === 0 ? incident : this.places.around(rng, incident, CALLER_ERROR_M);
    return {
      no: 0,
      at: instant(atMs),
      channel: channel as Channel,
      lat: round(said.lat),
      lon: round(said.lon),
      caller: { name: personName(rng), phone: phoneNumber(rng) },
      narrative: pick(rng, mixOf(incident.typeCode).narratives),
      repeat,
      incident,
    };
  }

  private stream(purpose: string, start: Start): RandomStream {
    return streamFor(this.plan.seed, `calls/${purpose}/${start.key}`);
  }
}

const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

function mixOf(typeCode: string): TypeMix {
  const mix = INCIDENT_MIX[typeCode];
  if (!mix) throw new Error(`no mix for incident type ${typeCode}`);
  return mix;
}

function typePick(party: boolean): WeightedPick<string> {
  const codes = Object.keys(INCIDENT_MIX);
  const weights = Object.values(INCIDENT_MIX);
  return new WeightedPick(
    codes,
    weights.map((mix) => mix.weight * (party ? mix.partyFactor : 1)),
  );
}

/** The usual grade of the type, one step off now and then. */
function gradeOf(rng: RandomStream, typeCode: string): Grade {
  const usual = INCIDENT_TYPES.find((type) => type.code === typeCode)?.defaultGrade ?? 'P3';
  const off = chance(rng, REGRADE_SHARE) ? (chance(rng, 0.5) ? 1 : -1) : 0;
  return GRADES[GRADES.indexOf(usual) + off] ?? usual;
}

/** Share of each grade among incidents of ordinary hours or of party nights. */
export function gradeShares(party: boolean): Record<Grade, number> {
  const shares: Record<Grade, number> = { P1: 0, P2: 0, P3: 0, P4: 0 };
  const weights = Object.entries(INCIDENT_MIX).map(([code, mix]) => {
    return [code, mix.weight * (party ? mix.partyFactor : 1)] as const;
  });
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [code, weight] of weights) {
    const usual = INCIDENT_TYPES.find((type) => type.code === code)?.defaultGrade ?? 'P3';
    const at = GRADES.indexOf(usual);
    for (const [off, p] of [
      [0, 1 - REGRADE_SHARE],
      [1, REGRADE_SHARE / 2],
      [-1, REGRADE_SHARE / 2],
    ] as const) {
      shares[GRADES[at + off] ?? usual] += (p * weight) / total;
    }
  }
  return shares;
}

/** Numbers that Ofcom keeps free for drama, so that none is anyone's. */
function phoneNumber(rng: RandomStream): string {
  const tail = String(rng.int(0, 999)).padStart(3, '0');
  return chance(rng, 0.75) ? `07700 900${tail}` : `0121 496 0${tail}`;
}
