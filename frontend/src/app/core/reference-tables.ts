import { httpResource } from '@angular/common/http';
import { Service, computed, inject } from '@angular/core';
import {
  GRADES,
  type Grade,
  INCIDENT_TYPES,
  RESULT_CODES,
  ROUTES,
  type Reference,
  STATUS_CODES,
  referenceSchema,
} from '@muster/contracts';
import { Session } from './session.js';

/** The contract's own tables, used until the server's have come. */
const BUILT_IN: Reference = {
  grades: GRADES.map(({ grade, label, targetS, warnS, assumed }) => ({
    grade,
    label,
    targetS,
    warnS,
    assumed,
  })),
  statusCodes: STATUS_CODES.map((rule) => ({ ...rule })),
  incidentTypes: [...INCIDENT_TYPES],
  skills: [],
  resultCodes: [...RESULT_CODES],
  unitKinds: [],
  areas: [],
};

/** Code tables of this force, read once after sign-in. */
@Service()
export class ReferenceTables {
  private readonly session = inject(Session);
  private readonly answer = httpResource(
    () => (this.session.view() ? ROUTES.reference.path : undefined),
    { parse: (raw) => referenceSchema.parse(raw), defaultValue: BUILT_IN },
  );

  readonly tables = computed(() => (this.answer.hasValue() ? this.answer.value() : BUILT_IN));
  readonly types = computed(
    () => new Map(this.tables().incidentTypes.map((row) => [row.code, row])),
  );
  readonly statuses = computed(
    () => new Map(this.tables().statusCodes.map((row) => [row.code, row.label])),
  );
  readonly results = computed(
    () => new Map(this.tables().resultCodes.map((row) => [row.code, row.label])),
  );
  private readonly grades = computed(
    () => new Map(this.tables().grades.map((row) => [row.grade, row])),
  );

  typeLabel(code: string): string {
    return this.types().get(code)?.label ?? code;
  }

  statusLabel(code: number): string {
    return this.statuses().get(code) ?? `Status ${code}`;
  }

  areaName(code: string): string {
    return this.tables().areas.find((area) => area.code === code)?.name ?? code;
  }

  /** Target and warning age of a grade, seconds; an ungraded incident warns like a P1. */
  gradeTimes(grade: Grade | null): { targetS: number | null; warnS: number } {
    const row = grade ? this.grades().get(grade) : undefined;
    return row ? { targetS: row.targetS, warnS: row.warnS } : { targetS: null, warnS: 60 };
  }
}
