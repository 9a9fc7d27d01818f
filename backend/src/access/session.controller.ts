import { Body, Controller, Req, Res } from '@nestjs/common';
import {
  changePasswordSchema,
  setupSchema,
  signInLinkSchema,
  signInSchema,
} from '@muster/contracts';
import type {
  ChangePassword,
  ErrorCode,
  SessionView,
  Setup,
  SignIn,
  SignInLink,
  SocketTicket,
} from '@muster/contracts';
import type { CommandContext, Outcome } from '../platform/database/outcome.js';
import { Command } from '../platform/http/command.decorator.js';
import type { HttpReply, HttpRequest } from '../platform/http/http-request.js';
import { Refusal, replyOrThrow } from '../platform/http/refusal.js';
import { Route } from '../platform/http/route.decorator.js';
import { AccountsService } from './accounts.service.js';
import { FirstEntryService } from './first-entry.service.js';
import { CurrentUser } from './principal.decorator.js';
import type { UserPrincipal } from './principal.decorator.js';
import { SessionReplies } from './session-replies.js';
import type { OpenedSession } from './session-opening.js';
import { SessionsService } from './sessions.service.js';
import { SignInService } from './sign-in.service.js';
import { SocketTicketsService } from './socket-tickets.service.js';

type Entry = Promise<Outcome<OpenedSession, ErrorCode>>;

/** Getting in and out, the own password, and tickets for sockets. */
@Controller()
export class SessionController {
  constructor(
    private readonly signInService: SignInService,
    private readonly firstEntry: FirstEntryService,
    private readonly sessions: SessionsService,
    private readonly accounts: AccountsService,
    private readonly tickets: SocketTicketsService,
    private readonly replies: SessionReplies,
  ) {}

  @Route('signIn')
  signIn(
    @Body({ schema: signInSchema }) body: SignIn,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<SessionView> {
    return this.enter(request, reply, () => this.signInService.byPassword(body));
  }

  @Route('signInByLink')
  signInByLink(
    @Body({ schema: signInLinkSchema }) body: SignInLink,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<SessionView> {
    return this.enter(request, reply, () => this.signInService.byLink(body.token));
  }

  @Route('setup')
  setup(
    @Body({ schema: setupSchema }) body: Setup,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<SessionView> {
    return this.enter(request, reply, () => this.firstEntry.setUp(body));
  }

  @Route('session')
  session(@CurrentUser() user: UserPrincipal): SessionView {
    return this.replies.view(user);
  }

  @Route('signOut', 204)
  async signOut(
    @CurrentUser() user: UserPrincipal,
    @Command() context: CommandContext,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<void> {
    await this.sessions.signOut(context, user);
    this.replies.forget(reply);
  }

  @Route('socketTicket')
  socketTicket(@CurrentUser() user: UserPrincipal): Promise<SocketTicket> {
    return this.tickets.issue({ sessionId: user.sessionId });
  }

  @Route('changePassword', 204)
  async changePassword(
    @Body({ schema: changePasswordSchema }) body: ChangePassword,
    @CurrentUser() user: UserPrincipal,
    @Command() context: CommandContext,
  ): Promise<void> {
    replyOrThrow(await this.accounts.changePassword(context, user, body));
  }

  private async enter(
    request: HttpRequest,
    reply: HttpReply,
    open: () => Entry,
  ): Promise<SessionView> {
    await this.replies.takeAttempt(request);
    const opened = replyOrThrow(await open());
    const user = await this.sessions.byToken(opened.token);
    if (!user) throw new Refusal('UNAUTHENTICATED');
    this.replies.remember(reply, opened);
    return this.replies.view(user);
  }
}
