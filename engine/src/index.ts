export * from './roads/speed-table.js';
export * from './roads/road-graph.js';
export * from './roads/graph-codec.js';
export * from './roads/road-intake.js';
export * from './roads/great-circle.js';
export * from './roads/snap.js';
export * from './roads/unit-places.js';
export * from './roads/unit-search.js';
export * from './roads/nearest-units.js';
export * from './roads/route-search.js';
export * from './roads/route.js';
export * from './roads/arc-geometry.js';
export * from './roads/straight-line.js';
export { NodeTable } from './roads/node-table.js';
export { contentHash } from './roads/content-hash.js';
export type { Tags } from './roads/way-rules.js';
export type { RelationMember, TurnRestriction } from './roads/turn-restriction.js';
export { UnionFind } from './linkage/union-find.js';
export * from './linkage/weights.js';
export * from './linkage/expectation.js';
export * from './linkage/prior-threshold.js';
export { soundKey } from './linkage/phonetic.js';
export { connectedRoots, guardGroups, MUST_LINK_WEIGHT } from './linkage/clusters.js';
export { averageLinkage } from './linkage/average-linkage.js';
export { refineGroup } from './linkage/refine-group.js';
export type { ClusterResult, ClusterRules, EdgeColumns } from './linkage/clusters.js';
export type { ClusterGuards, ReviewItem } from './linkage/cluster-guards.js';
export type { ComponentEdge, StewardPairs } from './linkage/edges.js';
export { strongestPath } from './linkage/evidence-path.js';
export type { EvidencePath } from './linkage/evidence-path.js';
export * from './linkage/survivorship.js';
export { clearedView } from './linkage/cleared-view.js';
export { carryIds } from './linkage/golden-ids.js';
export type { GoldenIds } from './linkage/golden-ids.js';
export type { Step, StepTable } from './lifecycle/step-table.js';
export * from './lifecycle/incident-lifecycle.js';
export * from './lifecycle/assignment-lifecycle.js';
export * from './lifecycle/delivery-lifecycle.js';
export * from './lifecycle/unit-lifecycle.js';
export * from './positions/fix-limits.js';
export * from './positions/clean-fix.js';
export * from './ranking/ranking-config.js';
export * from './ranking/ranking-input.js';
export * from './ranking/ranking.js';
export { driverProfile, eligibility, isOffDuty } from './ranking/eligibility.js';
export {
  arrivalChancePermille,
  costOf,
  costTerms,
  COST_ORDER,
  freshnessOf,
} from './ranking/cost.js';
export { EXCLUSION_ORDER, unitsStillNeeded } from './ranking/explanation.js';
export * from './ranking/unit-search-port.js';
export { rank, type RankInput } from './ranking/rank.js';
export { decodeBits, encodeBits } from './ranking/bitmap.js';
export * from './ranking/roster.js';
export * from './ranking/decision-record.js';
export { replayDecision, type Replay, type ReplaySources } from './ranking/replay.js';
export { recommendationOf, type RecommendationFacts } from './ranking/recommendation-view.js';
