import * as z from 'zod/mini';
import {
  type AssignUnits,
  type ChangePassword,
  type CloseIncident,
  type GradeIncident,
  type LinkContact,
  type LocateIncident,
  type NoteIncident,
  type OpenIncident,
  type RecordContact,
  type ReopenIncident,
  type RequireForIncident,
  type RouteName,
  type SetUnitStatus,
  type Setup,
  type SignIn,
  type SignInLink,
  type StandDown,
  type TakeLease,
  assignResultSchema,
  clockViewSchema,
  contactResultSchema,
  incidentDetailSchema,
  incidentViewSchema,
  leaseViewSchema,
  mapInfoSchema,
  placeHitSchema,
  recommendationSchema,
  referenceSchema,
  routeViewSchema,
  sessionViewSchema,
  socketTicketSchema,
} from '@muster/contracts';

/** A route as the console uses it: the reply is parsed by `reply`, the body is checked by type. */
export interface ConsoleRoute<Body, Reply> {
  readonly reply: z.ZodMiniType<Reply>;
  /** Only its type matters. */
  readonly body?: Body;
}

const noBody = <Reply>(reply: z.ZodMiniType<Reply>): ConsoleRoute<undefined, Reply> => ({ reply });
const takes = <Body>() => ({
  answers: <Reply>(reply: z.ZodMiniType<Reply>): ConsoleRoute<Body, Reply> => ({ reply }),
  /** The facts come by socket, so the reply itself is not read. */
  answersFacts: (): ConsoleRoute<Body, unknown> => ({ reply: z.unknown() }),
});

/** Every route the console calls, with the type of its body and the schema of its reply. */
export const CONSOLE_ROUTES = {
  signIn: takes<SignIn>().answers(sessionViewSchema),
  signInByLink: takes<SignInLink>().answers(sessionViewSchema),
  session: noBody(sessionViewSchema),
  signOut: noBody(z.unknown()),
  socketTicket: noBody(socketTicketSchema),
  changePassword: takes<ChangePassword>().answersFacts(),
  setup: takes<Setup>().answersFacts(),
  clock: noBody(clockViewSchema),
  reference: noBody(referenceSchema),
  mapInfo: noBody(mapInfoSchema),
  places: noBody(z.array(placeHitSchema)),
  route: noBody(routeViewSchema),
  setUnitStatus: takes<SetUnitStatus>().answersFacts(),
  recordContact: takes<RecordContact>().answers(contactResultSchema),
  linkContact: takes<LinkContact>().answersFacts(),
  unlinkContact: takes<LinkContact>().answersFacts(),
  openIncident: takes<OpenIncident>().answersFacts(),
  listIncidents: noBody(z.array(incidentViewSchema)),
  incidentDetail: noBody(incidentDetailSchema),
  gradeIncident: takes<GradeIncident>().answersFacts(),
  locateIncident: takes<LocateIncident>().answersFacts(),
  requireForIncident: takes<RequireForIncident>().answersFacts(),
  noteIncident: takes<NoteIncident>().answersFacts(),
  closeIncident: takes<CloseIncident>().answersFacts(),
  reopenIncident: takes<ReopenIncident>().answersFacts(),
  recommend: noBody(recommendationSchema),
  takeLease: takes<TakeLease>().answers(leaseViewSchema),
  dropLease: noBody(z.unknown()),
  assignUnits: takes<AssignUnits>().answers(assignResultSchema),
  standDown: takes<StandDown>().answersFacts(),
  acknowledgeAlarm: noBody(z.unknown()),
} as const satisfies Partial<Record<RouteName, ConsoleRoute<unknown, unknown>>>;

export type ConsoleRouteName = keyof typeof CONSOLE_ROUTES;
export type BodyOf<N extends ConsoleRouteName> =
  (typeof CONSOLE_ROUTES)[N] extends ConsoleRoute<infer Body, unknown> ? Body : never;
export type ReplyOf<N extends ConsoleRouteName> =
  (typeof CONSOLE_ROUTES)[N] extends ConsoleRoute<unknown, infer Reply> ? Reply : never;
