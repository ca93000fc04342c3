import { createRenderer } from '@culvert/core';
import { expose } from '@culvert/core/contract';
import { parentTransport } from '@culvert/transport-node';
import { numbers } from './contract.js';
import { handlers } from './handlers.js';

expose(createRenderer(parentTransport()), numbers, handlers);
