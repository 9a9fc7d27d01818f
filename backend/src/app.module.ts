import { Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { AccessModule } from './access/access.module.js';
import { PlatformModule } from './platform/platform.module.js';
import type { PlatformParts } from './platform/platform.module.js';

/** Capabilities in the order in which they may know each other. */
const CAPABILITIES: readonly Type[] = [AccessModule];

export type AppImport = Type | DynamicModule;

/** The whole backend: platform and capabilities. `further` is for tests. */
@Module({})
export class AppModule {
  static forRoot(parts: PlatformParts, further: readonly AppImport[] = []): DynamicModule {
    return {
      module: AppModule,
      imports: [PlatformModule.forRoot(parts), ...CAPABILITIES, ...further],
    };
  }
}
