import * as z from 'zod/mini';

/** Response grade; P1 is the most urgent. */
export const gradeSchema = z.enum(['P1', 'P2', 'P3', 'P4']);
export type Grade = z.infer<typeof gradeSchema>;

/** What a grade promises. `assumed` marks figures without a published source. */
export interface GradeRule {
  grade: Grade;
  label: string;
  /** Call received to arrival, seconds. */
  targetS: number;
  /** Age of an unassigned incident at which its row changes, seconds. */
  warnS: number;
  /** May a crew without blue-light training be offered? */
  standardDriversAllowed: boolean;
  /** Grades whose assigned, not yet arrived, units may be proposed for diversion. */
  mayDivertFrom: readonly Grade[];
  source: string;
  assumed: boolean;
}

const FOI = 'West Midlands Police FOI 4699_18';

/** P1 and P2 targets are published; P3 and P4 differ by force and are assumed here. */
export const GRADES: readonly GradeRule[] = [
  {
    grade: 'P1',
    label: 'Immediate',
    targetS: 900,
    warnS: 60,
    standardDriversAllowed: false,
    mayDivertFrom: ['P2', 'P3', 'P4'],
    source: FOI,
    assumed: false,
  },
  {
    grade: 'P2',
    label: 'Priority',
    targetS: 3600,
    warnS: 300,
    standardDriversAllowed: true,
    mayDivertFrom: ['P3', 'P4'],
    source: FOI,
    assumed: false,
  },
  {
    grade: 'P3',
    label: 'Routine',
    targetS: 28_800,
    warnS: 900,
    standardDriversAllowed: true,
    mayDivertFrom: [],
    source: '',
    assumed: true,
  },
  {
    grade: 'P4',
    label: 'Scheduled',
    targetS: 172_800,
    warnS: 1800,
    standardDriversAllowed: true,
    mayDivertFrom: [],
    source: '',
    assumed: true,
  },
];

/** The rule of a grade. */
export function gradeRule(grade: Grade): GradeRule {
  const rule = GRADES.find((entry) => entry.grade === grade);
  if (!rule) throw new Error(`grade table lacks ${grade}`);
  return rule;
}
