import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { SocketAuthenticator } from '../platform/sockets/socket-authenticator.js';
import { AccessGuard } from './access.guard.js';
import { AccessHousekeeping } from './access-housekeeping.service.js';
import { AccessWatch } from './access-watch.service.js';
import { AccountController } from './account.controller.js';
import { AccountsService } from './accounts.service.js';
import { DeviceAccessController } from './device-access.controller.js';
import { DeviceDirectoryService } from './device-directory.service.js';
import { DevicesService } from './devices.service.js';
import { FirstEntryService } from './first-entry.service.js';
import { PrincipalNamesService } from './principal-names.service.js';
import { SessionReplies } from './session-replies.js';
import { SessionController } from './session.controller.js';
import { SessionsService } from './sessions.service.js';
import { SignInLimits } from './sign-in-limits.js';
import { SignInService } from './sign-in.service.js';
import { SocketTicketsService } from './socket-tickets.service.js';

/** Who may come in and what they may do. Its guard stands before every handler of every module. */
@Module({
  controllers: [SessionController, AccountController, DeviceAccessController],
  providers: [
    SignInLimits,
    SignInService,
    SessionsService,
    SessionReplies,
    AccountsService,
    FirstEntryService,
    DevicesService,
    DeviceDirectoryService,
    PrincipalNamesService,
    SocketTicketsService,
    { provide: SocketAuthenticator, useExisting: SocketTicketsService },
    AccessHousekeeping,
    AccessWatch,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [
    DevicesService,
    DeviceDirectoryService,
    PrincipalNamesService,
    FirstEntryService,
    SessionsService,
    SocketAuthenticator,
  ],
})
export class AccessModule {}
