import type { CostTermCode, ExclusionRule, UnitKind } from '@muster/contracts';

/** What a unit's kind is called on screen. */
export const KIND_WORDS: Readonly<Record<UnitKind, string>> = {
  response: 'Response',
  neighbourhood: 'Neighbourhood',
  roads: 'Roads policing',
  firearms: 'Firearms',
  dog: 'Dog',
  pcso: 'PCSO',
  supervisor: 'Supervisor',
};

/** Why a nearer unit is not offered, as a dispatcher would say it. */
export const EXCLUSION_WORDS: Readonly<Record<ExclusionRule, string>> = {
  EMERGENCY: 'has its emergency button pressed',
  STATUS_NOT_DEPLOYABLE: 'is not deployable in its status',
  NO_CREW: 'has no crew',
  ASSIGNED_THIS_INCIDENT: 'is already on this incident',
  ASSIGNED_NOT_DIVERTABLE: 'is on an incident it may not be taken from',
  REFUSED_THIS_INCIDENT: 'refused this incident',
  KIND_NOT_SUITABLE: 'is not of a suitable kind',
  SKILL_MISSING: 'lacks a required skill',
  SKILL_EXPIRED: 'has a required skill that expired',
  DRIVER_NOT_TRAINED: 'has no blue-light driver',
  NO_POSITION: 'has no position',
  POSITION_IN_FUTURE: 'has a position from the future',
  POSITION_TOO_OLD: 'has a position older than ten minutes',
  OFF_NETWORK: 'is off the road network',
  UNREACHABLE: 'cannot reach it by road',
  BEYOND_BOUND: 'is farther by road than those offered',
};

/** Parts of a cost, in the order they are drawn. */
export const TERM_WORDS: Readonly<Record<CostTermCode, string>> = {
  ROAD: 'Road',
  MOBILISE: 'Mobilising',
  FIX_AGE: 'Age of fix',
  FIX_ACCURACY: 'Accuracy of fix',
  LATE_RISK: 'Risk of being late',
  PRE_EMPTION: 'Taken from other work',
  COVERAGE: 'Cover left behind',
  REST: 'Rest due',
  WORKLOAD: 'Workload',
};
