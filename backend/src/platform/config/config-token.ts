import { Inject } from '@nestjs/common';

/** Injection token of `Config`. */
export const CONFIG = Symbol('config');

/** Injects the settings of this process: `@InjectConfig() config: Config`. */
export const InjectConfig = (): ParameterDecorator => Inject(CONFIG);
