import type { RoadWay } from './edge-splitter.js';
import { buildRoadGraph, type RoadGraphBuild } from './graph-builder.js';
import { toE7 } from './great-circle.js';
import { NodeTable } from './node-table.js';
import { UK_SPEED_TABLE, type SpeedTable } from './speed-table.js';
import { readRestriction, type RelationMember, type TurnRestriction } from './turn-restriction.js';
import { isBlockedNode, readWay, type Tags } from './way-rules.js';

/** What was read, used and left out; every count is of the map file's own objects. */
export interface RoadIntakeCounts {
  drivableWays: number;
  waysWithoutAccess: number;
  reversibleWays: number;
  unreadableMaxspeeds: number;
  blockedNodes: number;
  restrictionsRead: number;
  restrictionsExcepted: number;
  restrictionsConditional: number;
  restrictionsForOtherVehicles: number;
  restrictionsIncomplete: number;
  /** Restrictions through a via way, which the graph does not obey. */
  restrictionsViaWay: number;
}

export interface RoadIntakeResult extends RoadGraphBuild {
  readonly counts: Readonly<RoadIntakeCounts>;
}

function noCounts(): RoadIntakeCounts {
  return {
    drivableWays: 0,
    waysWithoutAccess: 0,
    reversibleWays: 0,
    unreadableMaxspeeds: 0,
    blockedNodes: 0,
    restrictionsRead: 0,
    restrictionsExcepted: 0,
    restrictionsConditional: 0,
    restrictionsForOtherVehicles: 0,
    restrictionsIncomplete: 0,
    restrictionsViaWay: 0,
  };
}

/**
 * Takes the objects of a map in two passes, in any order within each: first every way and relation,
 * then every node; then `finish` builds the graph. Only nodes of drivable ways are kept.
 */
export class RoadIntake {
  private readonly counts = noCounts();
  private readonly ways: RoadWay[] = [];
  private readonly restrictions: TurnRestriction[] = [];
  private nodes: NodeTable | undefined;

  constructor(private readonly speedTable: SpeedTable = UK_SPEED_TABLE) {}

  /** First pass. Returns true where the way is a drivable road. */
  addWay(id: number, refs: readonly number[], tags: Tags): boolean {
    const verdict = readWay(tags, this.speedTable);
    if (!verdict.ok) {
      if (verdict.reason === 'no-access') this.counts.waysWithoutAccess++;
      if (verdict.reason === 'reversible') this.counts.reversibleWays++;
      return false;
    }
    this.counts.drivableWays++;
    if (!verdict.rule.maxspeedReadable) this.counts.unreadableMaxspeeds++;
    const name = tags['name'] ?? tags['ref'] ?? '';
    this.ways.push({ id, refs, name, rule: verdict.rule });
    return true;
  }

  /** First pass. */
  addRelation(id: number, tags: Tags, members: readonly RelationMember[]): void {
    const verdict = readRestriction(id, tags, members);
    if (verdict.ok) {
      this.counts.restrictionsRead++;
      this.restrictions.push(verdict.restriction);
      return;
    }
    const { counts } = this;
    if (verdict.reason === 'excepted') counts.restrictionsExcepted++;
    else if (verdict.reason === 'conditional') counts.restrictionsConditional++;
    else if (verdict.reason === 'other-vehicles') counts.restrictionsForOtherVehicles++;
    else if (verdict.reason === 'incomplete') counts.restrictionsIncomplete++;
    else if (verdict.reason === 'via-way') counts.restrictionsViaWay++;
  }

  /** Second pass, after all ways; degrees. */
  addNode(id: number, position: { readonly lat: number; readonly lon: number }, tags?: Tags): void {
    this.nodes ??= this.tableOfNeededNodes();
    const index = this.nodes.set(id, toE7(position.lat), toE7(position.lon));
    if (index < 0 || !tags || !isBlockedNode(tags)) return;
    this.nodes.blocked[index] = 1;
    this.counts.blockedNodes++;
  }

  /** `source` names what the map was read from and is kept in the graph. */
  finish(source: string): RoadIntakeResult {
    const nodes = this.nodes ?? this.tableOfNeededNodes();
    const { ways, restrictions, speedTable } = this;
    return {
      ...buildRoadGraph({ ways, nodes, restrictions, speedTable, source }),
      counts: this.counts,
    };
  }

  private tableOfNeededNodes(): NodeTable {
    let total = 0;
    for (const way of this.ways) total += way.refs.length;
    const ids = new Float64Array(total);
    let at = 0;
    for (const way of this.ways) for (const ref of way.refs) ids[at++] = ref;
    return new NodeTable(ids);
  }
}
