import { CONSOLE_NAMESPACE, DEVICE_NAMESPACE, roleSchema } from '@muster/contracts';
import type { ConsoleToServer, DeviceToServer, Role, RouteName } from '@muster/contracts';
import type { AnyRouteName, SYSTEM_ROUTES } from '../platform/http/route.decorator.js';

/**
 * Who may use a route or send a socket event: anyone, a process on this machine, an enrolled
 * device, or users who hold one of the roles.
 */
export type Permission = 'public' | 'local' | 'device' | readonly Role[];

const EVERYONE: readonly Role[] = roleSchema.options;
const CALL_TAKING: readonly Role[] = ['call_handler', 'dispatcher', 'supervisor'];
const DISPATCH: readonly Role[] = ['dispatcher', 'supervisor'];
const CONTROL_ROOM: readonly Role[] = [...CALL_TAKING, 'integration'];
const REVIEW: readonly Role[] = ['auditor', 'ethics_reviewer'];

/** Every HTTP route. What is not here cannot be reached. */
export const ROUTE_PERMISSIONS: Readonly<
  Record<RouteName | keyof typeof SYSTEM_ROUTES, Permission>
> = {
  'system.live': 'public',
  'system.ready': 'public',
  'system.metrics': 'local',
  'system.operation': 'local',
  signIn: 'public',
  signInByLink: 'public',
  setup: 'public',
  session: EVERYONE,
  signOut: EVERYONE,
  socketTicket: EVERYONE,
  changePassword: EVERYONE,
  listUsers: ['sysadmin'],
  createUser: ['sysadmin'],
  lockUser: ['sysadmin'],
  unlockUser: ['sysadmin'],
  enrolDevices: ['integration', 'sysadmin'],
  revokeDevice: ['supervisor', 'integration', 'sysadmin'],
  clock: EVERYONE,
  setSpeed: ['integration', 'sysadmin'],
  reference: EVERYONE,
  mapInfo: EVERYONE,
  basemap: EVERYONE,
  places: CONTROL_ROOM,
  route: CONTROL_ROOM,
  listClosures: [...CONTROL_ROOM, ...REVIEW],
  drawClosure: ['supervisor'],
  liftClosure: ['supervisor'],
  importRoster: ['integration', 'sysadmin'],
  listUnits: [...CONTROL_ROOM, ...REVIEW],
  setUnitStatus: DISPATCH,
  recordContact: CALL_TAKING,
  linkContact: CALL_TAKING,
  unlinkContact: CALL_TAKING,
  openIncident: CALL_TAKING,
  listIncidents: [...CONTROL_ROOM, ...REVIEW],
  incidentDetail: [...CONTROL_ROOM, ...REVIEW],
  gradeIncident: CALL_TAKING,
  locateIncident: CALL_TAKING,
  requireForIncident: CALL_TAKING,
  noteIncident: CALL_TAKING,
  closeIncident: DISPATCH,
  reopenIncident: DISPATCH,
  recommend: [...CONTROL_ROOM, ...REVIEW],
  replay: ['supervisor', ...REVIEW],
  takeLease: DISPATCH,
  dropLease: DISPATCH,
  assignUnits: DISPATCH,
  standDown: DISPATCH,
  acknowledgeAlarm: DISPATCH,
  deviceTicket: 'device',
  deviceState: 'device',
  devicePositions: 'device',
  deviceStatus: 'device',
  deviceReceipt: 'device',
  deviceAnswer: 'device',
  positionFeed: ['integration'],
};

interface SocketPermissions {
  readonly [CONSOLE_NAMESPACE]: Readonly<Record<keyof ConsoleToServer, Permission>>;
  readonly [DEVICE_NAMESPACE]: Readonly<Record<keyof DeviceToServer, Permission>>;
}

/** Every event that a client may send, by namespace. */
export const SOCKET_PERMISSIONS: SocketPermissions = {
  [CONSOLE_NAMESPACE]: {
    subscribe: CONTROL_ROOM,
    resync: CONTROL_ROOM,
    watch: CALL_TAKING,
    viewport: CONTROL_ROOM,
  },
  [DEVICE_NAMESPACE]: { positions: 'device' },
};

/** Roles that have something to receive on the console's namespace: others are not let in. */
export const CONSOLE_ROLES: readonly Role[] = CONTROL_ROOM;

/** The permission of a route, or undefined for one that is not listed. */
export function routePermission(name: string | undefined): Permission | undefined {
  if (name === undefined || !Object.hasOwn(ROUTE_PERMISSIONS, name)) return undefined;
  return ROUTE_PERMISSIONS[name as AnyRouteName];
}

/** The permission of a socket event, or undefined for one that is not listed. */
export function eventPermission(namespace: string, event: string): Permission | undefined {
  const all: Readonly<Record<string, Readonly<Record<string, Permission>>>> = {
    ...SOCKET_PERMISSIONS,
  };
  if (!Object.hasOwn(all, namespace)) return undefined;
  const events = all[namespace] ?? {};
  return Object.hasOwn(events, event) ? events[event] : undefined;
}

/** Whether one of the roles is among those permitted. */
export function mayAs(permission: Permission, roles: readonly Role[]): boolean {
  return typeof permission !== 'string' && roles.some((role) => permission.includes(role));
}
