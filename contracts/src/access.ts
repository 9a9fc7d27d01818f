import * as z from 'zod/mini';
import { idSchema, instantSchema } from './ids.js';
import { callSignSchema } from './unit.js';

/** What a signed-in principal may be. Permissions per role are one table in the backend. */
export const roleSchema = z.enum([
  'call_handler',
  'dispatcher',
  'supervisor',
  'officer',
  'data_steward',
  'auditor',
  'ethics_reviewer',
  'integration',
  'sysadmin',
]);
export type Role = z.infer<typeof roleSchema>;

export const usernameSchema = z.string().check(z.regex(/^[a-z0-9._-]{3,40}$/));
/** Length is the rule (NCSC guidance); composition rules are not. */
export const newPasswordSchema = z.string().check(z.minLength(12), z.maxLength(200));
const givenPasswordSchema = z.string().check(z.minLength(1), z.maxLength(200));

/** `POST /api/v1/session`; the reply sets an HttpOnly SameSite=Strict cookie. */
export const signInSchema = z.strictObject({
  username: usernameSchema,
  password: givenPasswordSchema,
});
export type SignIn = z.infer<typeof signInSchema>;

/** `POST /api/v1/session/link`: a one-time link, TRAINING databases only. */
export const signInLinkSchema = z.strictObject({
  token: z.string().check(z.minLength(20), z.maxLength(200)),
});
export type SignInLink = z.infer<typeof signInLinkSchema>;

export const sessionViewSchema = z.object({
  userId: idSchema,
  username: usernameSchema,
  displayName: z.string(),
  roles: z.array(roleSchema),
  mode: z.enum(['LIVE', 'TRAINING']),
  expiresAt: instantSchema,
});
export type SessionView = z.infer<typeof sessionViewSchema>;

/** `POST /api/v1/session/ticket`: single use, for the socket handshake. */
export const socketTicketSchema = z.object({ ticket: z.string(), expiresAt: instantSchema });
export type SocketTicket = z.infer<typeof socketTicketSchema>;

export const changePasswordSchema = z.strictObject({
  current: givenPasswordSchema,
  next: newPasswordSchema,
});
export type ChangePassword = z.infer<typeof changePasswordSchema>;

/** `POST /api/v1/setup`: the first administrator of a live database, by the printed one-time code. */
export const setupSchema = z.strictObject({
  code: z.string().check(z.minLength(8), z.maxLength(80)),
  username: usernameSchema,
  displayName: z.string().check(z.minLength(1), z.maxLength(80)),
  password: newPasswordSchema,
});
export type Setup = z.infer<typeof setupSchema>;

export const createUserSchema = z.strictObject({
  username: usernameSchema,
  displayName: z.string().check(z.minLength(1), z.maxLength(80)),
  roles: z.array(roleSchema).check(z.minLength(1)),
  password: newPasswordSchema,
});
export type CreateUser = z.infer<typeof createUserSchema>;

export const userViewSchema = z.object({
  id: idSchema,
  username: usernameSchema,
  displayName: z.string(),
  roles: z.array(roleSchema),
  locked: z.boolean(),
  createdAt: instantSchema,
});
export type UserView = z.infer<typeof userViewSchema>;

/** `POST /api/v1/devices`: enrol a device for each unit; tokens are shown once and stored hashed. */
export const enrolDevicesSchema = z.strictObject({
  callSigns: z.array(callSignSchema).check(z.minLength(1), z.maxLength(2000)),
});
export type EnrolDevices = z.infer<typeof enrolDevicesSchema>;
export const enrolledDevicesSchema = z.object({
  devices: z.array(
    z.object({ deviceId: idSchema, unitId: idSchema, callSign: callSignSchema, token: z.string() }),
  ),
});
export type EnrolledDevices = z.infer<typeof enrolledDevicesSchema>;
