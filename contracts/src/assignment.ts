import * as z from 'zod/mini';
import { idSchema, instantSchema, versionSchema } from './ids.js';
import { gradeSchema } from './grade.js';
import { placeViewSchema } from './location.js';
import { callSignSchema } from './unit.js';
import { incidentTypeCodeSchema } from './incident.js';

const text = (max: number) => z.string().check(z.minLength(3), z.maxLength(max));

/** `released` is the only inactive state. */
export const assignmentStateSchema = z.enum(['dispatched', 'en_route', 'on_scene', 'released']);
export type AssignmentState = z.infer<typeof assignmentStateSchema>;

export const releaseReasonSchema = z.enum([
  'completed',
  'refused',
  'stood_down',
  'diverted',
  'incident_closed',
  'emergency',
]);
export type ReleaseReason = z.infer<typeof releaseReasonSchema>;

/** Why a crew cannot take an assignment. */
export const refusalReasonSchema = z.enum([
  'COMMITTED',
  'NOT_EQUIPPED',
  'VEHICLE_DEFECT',
  'TOO_FAR',
  'END_OF_SHIFT',
  'OTHER',
]);
export type RefusalReason = z.infer<typeof refusalReasonSchema>;

export const deliveryStateSchema = z.enum(['queued', 'sent', 'received', 'seen', 'answered']);
export type DeliveryState = z.infer<typeof deliveryStateSchema>;

/** A unit's task at an incident, as consoles see it. `etaAt` is the predicted arrival made at dispatch. */
export const assignmentViewSchema = z.object({
  id: idSchema,
  version: versionSchema,
  incidentId: idSchema,
  unitId: idSchema,
  callSign: callSignSchema,
  state: assignmentStateSchema,
  releaseReason: z.nullable(releaseReasonSchema),
  refusalReason: z.nullable(refusalReasonSchema),
  delivery: deliveryStateSchema,
  /** True once nobody has confirmed receipt in time and a human must act. */
  deliveryAlarm: z.boolean(),
  recommendationId: z.nullable(idSchema),
  assignedAt: instantSchema,
  acceptedAt: z.nullable(instantSchema),
  arrivedAt: z.nullable(instantSchema),
  releasedAt: z.nullable(instantSchema),
  etaAt: z.nullable(instantSchema),
});
export type AssignmentView = z.infer<typeof assignmentViewSchema>;

/** `POST /api/v1/assignments`: all units or none unless `partial`. Without `recommendationId` a reason is needed. */
export const assignUnitsSchema = z.strictObject({
  incidentId: idSchema,
  unitIds: z.array(idSchema).check(z.minLength(1), z.maxLength(10)),
  recommendationId: z.nullable(idSchema),
  /** Needed when the first of `unitIds` is not rank 1, or the unit is excluded by a rule that may be overridden. */
  overrideReason: z.optional(text(400)),
  partial: z.optional(z.boolean()),
  /** Take units off their present assignment when the grade allows it. */
  divert: z.optional(z.boolean()),
});
export type AssignUnits = z.infer<typeof assignUnitsSchema>;

export const assignResultSchema = z.object({
  assignments: z.array(assignmentViewSchema),
  /** With `partial`: who was not sent and why. */
  refused: z.array(
    z.object({ unitId: idSchema, code: z.string(), wonByName: z.nullable(z.string()) }),
  ),
});
export type AssignResult = z.infer<typeof assignResultSchema>;

export const standDownSchema = z.strictObject({ reason: text(400) });
export type StandDown = z.infer<typeof standDownSchema>;

/** `POST /api/v1/leases`: hold a unit for ten seconds of wall time while deciding. */
export const takeLeaseSchema = z.strictObject({ incidentId: idSchema, unitId: idSchema });
export type TakeLease = z.infer<typeof takeLeaseSchema>;
export const leaseViewSchema = z.object({
  unitId: idSchema,
  incidentId: idSchema,
  holderName: z.string(),
  expiresAt: instantSchema,
});
export type LeaseView = z.infer<typeof leaseViewSchema>;

/** What a device is sent; it drops what it has by (assignmentId, version). */
export const assignmentOrderSchema = z.object({
  assignmentId: idSchema,
  version: versionSchema,
  incidentId: idSchema,
  incidentNo: z.int(),
  state: assignmentStateSchema,
  releaseReason: z.nullable(releaseReasonSchema),
  grade: z.nullable(gradeSchema),
  typeCode: incidentTypeCodeSchema,
  place: placeViewSchema,
  narrative: z.string(),
  assignedAt: instantSchema,
});
export type AssignmentOrder = z.infer<typeof assignmentOrderSchema>;

/** `POST /api/v1/device/assignments/:id/receipt`: `received` by the device, `seen` by the crew. */
export const deliveryReceiptSchema = z.strictObject({
  version: versionSchema,
  state: z.enum(['received', 'seen']),
});
export type DeliveryReceipt = z.infer<typeof deliveryReceiptSchema>;

/** `POST /api/v1/device/assignments/:id/answer`: accepting puts the unit en route. */
export const answerAssignmentSchema = z.discriminatedUnion('answer', [
  z.strictObject({ answer: z.literal('accept'), version: versionSchema }),
  z.strictObject({
    answer: z.literal('refuse'),
    version: versionSchema,
    reason: refusalReasonSchema,
  }),
]);
export type AnswerAssignment = z.infer<typeof answerAssignmentSchema>;

/** `POST /api/v1/device/status`: the crew sends a status code; `at` is device op time, bounded by the server. */
export const deviceStatusSchema = z.strictObject({
  statusCode: z.int().check(z.gte(0), z.lte(16)),
  at: z.optional(instantSchema),
});
export type DeviceStatus = z.infer<typeof deviceStatusSchema>;
