import { Body, Controller, Param } from '@nestjs/common';
import { createUserSchema, idSchema } from '@muster/contracts';
import type { CreateUser, UserView } from '@muster/contracts';
import type { CommandContext } from '../platform/database/outcome.js';
import { Command } from '../platform/http/command.decorator.js';
import { Refusal, replyOrThrow } from '../platform/http/refusal.js';
import { Route } from '../platform/http/route.decorator.js';
import { AccountsService } from './accounts.service.js';

/** Accounts, for administrators. */
@Controller()
export class AccountController {
  constructor(private readonly accounts: AccountsService) {}

  @Route('listUsers')
  listUsers(): Promise<UserView[]> {
    return this.accounts.list();
  }

  @Route('createUser', 201)
  async createUser(
    @Body({ schema: createUserSchema }) body: CreateUser,
    @Command() context: CommandContext,
  ): Promise<UserView> {
    const { id } = replyOrThrow(await this.accounts.create(context, body));
    return this.view(id);
  }

  @Route('lockUser')
  async lockUser(
    @Param('id', { schema: idSchema }) id: string,
    @Command() context: CommandContext,
  ): Promise<UserView> {
    replyOrThrow(await this.accounts.lock(context, id));
    return this.view(id);
  }

  @Route('unlockUser')
  async unlockUser(
    @Param('id', { schema: idSchema }) id: string,
    @Command() context: CommandContext,
  ): Promise<UserView> {
    replyOrThrow(await this.accounts.unlock(context, id));
    return this.view(id);
  }

  private async view(id: string): Promise<UserView> {
    const view = await this.accounts.byId(id);
    if (!view) throw new Refusal('NOT_FOUND');
    return view;
  }
}
