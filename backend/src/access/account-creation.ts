import { done, refused } from '../platform/database/unit-of-work.js';
import type { CommandTransaction, Outcome } from '../platform/database/unit-of-work.js';
import { insertAccount } from './storage/account-rows.js';
import type { NewAccount } from './storage/account-rows.js';

/** Makes an account and records it; refused when the name is taken. */
export async function createAccount(
  tx: CommandTransaction,
  account: NewAccount,
): Promise<Outcome<{ id: string }, 'NAME_TAKEN'>> {
  if (!(await insertAccount(tx.db, account, tx.recordedAt))) return refused('NAME_TAKEN');
  tx.record({
    kind: 'account.created',
    entity: { kind: 'account', id: account.id },
    fromVersion: null,
    toVersion: 1,
    fields: ['username', 'displayName', 'roles', 'password'],
    codes: { roles: account.roles },
  });
  return done({ id: account.id });
}
