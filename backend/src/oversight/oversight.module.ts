import { Module } from '@nestjs/common';
import { JournalProofService } from './journal-proof.service.js';
import { VerifyService } from './verify.service.js';

@Module({ providers: [JournalProofService, VerifyService], exports: [VerifyService] })
export class OversightModule {}
