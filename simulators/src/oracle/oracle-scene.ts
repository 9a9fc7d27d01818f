import type { RandomStream } from '../random/stream.js';

export interface ScenePoint {
  lat: number;
  lon: number;
}

export interface SceneUnit {
  at: ScenePoint;
  available: boolean;
  /** Bit mask of skills held. */
  skills: number;
  /** Storage number of the speed profile driven under. */
  profile: 0 | 1;
  /** Whole ms added to road time to make its cost. */
  penaltyMs: number;
}

export interface SceneQuery {
  incident: ScenePoint;
  /** Bit mask of skills needed; 0 for none. */
  needs: number;
  /** Edge numbers, in order of way id and position, closed to through traffic. */
  closedEdges: number[];
  /** Units changed since the last query. */
  moved: number[];
}

export interface SceneOptions {
  /** Points that units and incidents are put near. */
  anchors: readonly ScenePoint[];
  edgeCount: number;
  unitCount: number;
}

const SPREAD_DEG = 0.0015;
const MOVES_PER_QUERY = 4;
const CHANGES_PER_QUERY = 12;

/** Random units and incidents, with units moving and their status and skills changing between queries. */
export class OracleScene {
  readonly units: SceneUnit[];

  constructor(
    private readonly random: RandomStream,
    private readonly options: SceneOptions,
  ) {
    this.units = Array.from({ length: options.unitCount }, () => this.newUnit());
  }

  next(): SceneQuery {
    const moved: number[] = [];
    for (let i = 0; i < MOVES_PER_QUERY; i++) {
      const unit = this.anyUnit();
      (this.units[unit] as SceneUnit).at = this.somewhere();
      moved.push(unit);
    }
    for (let i = 0; i < CHANGES_PER_QUERY; i++) {
      const unit = this.units[this.anyUnit()] as SceneUnit;
      if (this.random.next() < 0.6) unit.available = this.random.next() < 0.6;
      else unit.skills = this.someSkills();
    }
    const rare = this.random.next();
    return {
      incident: this.somewhere(),
      needs: rare < 0.3 ? 1 << this.random.int(0, 3) : 0,
      closedEdges: this.random.next() < 0.25 ? this.someEdges() : [],
      moved,
    };
  }

  private newUnit(): SceneUnit {
    return {
      at: this.somewhere(),
      available: this.random.next() < 0.6,
      skills: this.someSkills(),
      profile: this.random.next() < 0.7 ? 1 : 0,
      penaltyMs: this.random.next() < 0.3 ? 0 : this.random.int(0, 90_000),
    };
  }

  /** Bit n is held with chance 1/2, 1/4, 1/8, 1/16. */
  private someSkills(): number {
    let skills = 0;
    for (let bit = 0; bit < 4; bit++) if (this.random.next() < 0.5 ** (bit + 1)) skills |= 1 << bit;
    return skills;
  }

  private someEdges(): number[] {
    const count = Math.max(1, Math.floor(this.options.edgeCount / 200));
    return Array.from({ length: count }, () => this.random.int(0, this.options.edgeCount - 1));
  }

  private anyUnit(): number {
    return this.random.int(0, this.units.length - 1);
  }

  /** Near a junction as a rule; now and then exactly on one, or far off every road. */
  private somewhere(): ScenePoint {
    const { anchors } = this.options;
    const { lat, lon } = anchors[this.random.int(0, anchors.length - 1)] as ScenePoint;
    const kind = this.random.next();
    if (kind < 0.05) return { lat, lon };
    const spread = kind < 0.07 ? SPREAD_DEG * 100 : SPREAD_DEG;
    return {
      lat: lat + (this.random.next() - 0.5) * spread,
      lon: lon + (this.random.next() - 0.5) * spread,
    };
  }
}
