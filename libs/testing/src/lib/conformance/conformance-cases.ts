import { channelCases } from './cases/channel-cases.js';
import { contractCases } from './cases/contract-cases.js';
import { contractEndCases } from './cases/contract-end-cases.js';
import { emitterCases } from './cases/emitter-cases.js';
import { emitterStartCases } from './cases/emitter-start-cases.js';
import { epochCases } from './cases/epoch-cases.js';
import { eventCases } from './cases/event-cases.js';
import { guestCases } from './cases/guest-cases.js';
import { handlerCases } from './cases/handler-cases.js';
import { hostileCases } from './cases/hostile-cases.js';
import { inspectionCases } from './cases/inspection-cases.js';
import { invokeCases } from './cases/invoke-cases.js';
import { ipcMessageCases } from './cases/ipc-message-cases.js';
import { lifecycleCases } from './cases/lifecycle-cases.js';
import { limitCases } from './cases/limit-cases.js';
import { messageCases } from './cases/message-cases.js';
import { oddNameCases } from './cases/odd-name-cases.js';
import { orderCases } from './cases/order-cases.js';
import { policyCases } from './cases/policy-cases.js';
import { portCases } from './cases/port-cases.js';
import { routingCases } from './cases/routing-cases.js';
import { sendCases } from './cases/send-cases.js';
import { sendSyncCases } from './cases/send-sync-cases.js';
import { sendToCases } from './cases/send-to-cases.js';
import { subjectCases } from './cases/subject-cases.js';
import { syncAnswerCases } from './cases/sync-answer-cases.js';
import { webContentsCases } from './cases/web-contents-cases.js';
import type { ConformanceCase } from './conformance-case.js';
import { valueCases } from './values/value-cases.js';

/** Every case that a transport has to pass, by theme. A case is named once. */
export const conformanceCases: Readonly<Record<string, readonly ConformanceCase[]>> = {
  emitters: [...emitterStartCases, ...emitterCases],
  events: eventCases,
  send: [...sendCases, ...messageCases],
  'channel names': oddNameCases,
  sendSync: [...sendSyncCases, ...syncAnswerCases],
  sendTo: [...sendToCases, ...routingCases],
  guests: guestCases,
  invoke: [...invokeCases, ...handlerCases],
  'ipc-message': ipcMessageCases,
  webContents: webContentsCases,
  ports: portCases,
  channels: [...channelCases, ...subjectCases],
  contracts: [...contractCases, ...contractEndCases],
  policy: policyCases,
  inspection: inspectionCases,
  limits: limitCases,
  values: valueCases,
  'hostile values': hostileCases,
  order: orderCases,
  lifecycle: [...lifecycleCases, ...epochCases],
};
