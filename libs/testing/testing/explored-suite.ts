import type { ExploreOptions } from '../src/lib/explore/explore-options.js';
import type { Scenario } from '../src/lib/explore/scenario.js';
import { lateAnswers, leftCalls } from './scenarios/aborts.js';
import { counterApp, listApp, lockApp, sessionApp } from './scenarios/apps.js';
import { closing } from './scenarios/closing.js';
import { overflows, sharedStream, slowConsumer } from './scenarios/credit.js';
import { earlyMessages, keptMessages } from './scenarios/early.js';
import { returnWithinGrace } from './scenarios/grace.js';
import { guestPages } from './scenarios/guest-pages.js';
import { windowWithGuest } from './scenarios/guests.js';
import { lateSync } from './scenarios/late-sync.js';
import { callLimits, fullQueue } from './scenarios/limits.js';
import { mainCalls } from './scenarios/main-calls.js';
import { peerCalls, peerDuplex } from './scenarios/peers.js';
import { deniedMessages, noSecrets } from './scenarios/policy.js';
import { answersAfterReload } from './scenarios/reload.js';
import { fourMessages, sixMessages } from './scenarios/six-messages.js';
import { streamAndReload } from './scenarios/streams.js';
import { syncRequests } from './scenarios/sync-requests.js';

/** One exploration. */
export interface Explored {
  readonly name: string;
  readonly scenario: Scenario;
  readonly options: ExploreOptions;
  /** The number of schedules. If it changes, Culvert sends other frames, or the reduction has changed. */
  readonly schedules: number;
}

const oneCall = { limits: { pendingCalls: 1, openStreams: 1 } };
const shortQueue = { limits: { queuedBytes: 150 } };
const reload = { reload: 1 };
const cut = { cut: 1 };
const crash = { crash: 1 };

/** Culvert's own suite. The cheap ones come first. */
export const exploredSuite: readonly Explored[] = [
  { name: 'sync requests of two renderers', scenario: syncRequests, options: {}, schedules: 6 },
  { name: 'a counter', scenario: counterApp, options: {}, schedules: 6 },
  { name: 'streams that overflow', scenario: overflows, options: {}, schedules: 6 },
  { name: 'a shared stream', scenario: sharedStream, options: {}, schedules: 20 },
  { name: 'a slow consumer', scenario: slowConsumer, options: {}, schedules: 8 },
  { name: 'messages before their listener', scenario: keptMessages, options: {}, schedules: 30 },
  {
    name: 'messages that the policy denies',
    scenario: deniedMessages,
    options: { main: { policy: noSecrets } },
    schedules: 5,
  },
  { name: 'calls between renderers', scenario: peerCalls, options: {}, schedules: 75 },
  {
    name: 'one word of a stream both ways between renderers',
    scenario: peerDuplex(1),
    options: { preemptions: 1 },
    schedules: 12,
  },
  {
    name: 'a stream both ways between renderers',
    scenario: peerDuplex(3),
    options: { preemptions: 1 },
    schedules: 22,
  },
  {
    name: 'a stream both ways between renderers, with a cut',
    scenario: peerDuplex(3),
    options: { faults: cut, preemptions: 1 },
    schedules: 74,
  },
  { name: 'a lock, with a crash', scenario: lockApp, options: { faults: crash }, schedules: 62 },
  {
    name: 'a window that returns within its grace',
    scenario: returnWithinGrace,
    options: { faults: { cut: 1, reconnect: 1 } },
    schedules: 60,
  },
  {
    name: 'a list, with a reload',
    scenario: listApp,
    options: { faults: reload, preemptions: 2 },
    schedules: 204,
  },
  { name: 'answers after the time limit', scenario: lateAnswers, options: {}, schedules: 86 },
  { name: 'main and a window that close', scenario: closing, options: {}, schedules: 88 },
  {
    name: 'answers after a reload',
    scenario: answersAfterReload,
    options: { faults: reload, preemptions: 2 },
    schedules: 127,
  },
  {
    name: 'messages before the handshake',
    scenario: earlyMessages,
    options: { preemptions: 2 },
    schedules: 184,
  },
  { name: 'late answers of sync requests', scenario: lateSync, options: {}, schedules: 115 },
  {
    name: 'sessions, with a reload',
    scenario: sessionApp,
    options: { faults: reload, preemptions: 2 },
    schedules: 530,
  },
  {
    name: 'sessions, with a cut',
    scenario: sessionApp,
    options: { faults: cut, preemptions: 1 },
    schedules: 31,
  },
  {
    name: 'calls between renderers, with a cut',
    scenario: peerCalls,
    options: { faults: cut, preemptions: 2 },
    schedules: 876,
  },
  { name: 'calls that their callers leave', scenario: leftCalls, options: { preemptions: 2 }, schedules: 93 },
  {
    name: 'a window with a guest, with a crash',
    scenario: windowWithGuest,
    options: { faults: crash, preemptions: 2 },
    schedules: 408,
  },
  {
    name: 'limits of calls and streams',
    scenario: callLimits,
    options: { main: oneCall, preemptions: 2 },
    schedules: 111,
  },
  { name: 'a full queue', scenario: fullQueue, options: { main: shortQueue }, schedules: 166 },
  {
    name: 'calls of main, with a reload',
    scenario: mainCalls,
    options: { faults: reload, preemptions: 1 },
    schedules: 59,
  },
  {
    name: 'pages of guests, with a reload',
    scenario: guestPages,
    options: { faults: reload, preemptions: 1 },
    schedules: 111,
  },
  {
    name: 'calls and messages of two renderers, with a cut',
    scenario: fourMessages,
    options: { faults: cut },
    schedules: 82,
  },
  { name: 'a stream, with a reload', scenario: streamAndReload, options: { faults: reload }, schedules: 378 },
  { name: 'calls and messages of two renderers', scenario: sixMessages, options: {}, schedules: 160 },
];
