/** A page that a spec controls. It offers the names of an app's own code. */
import { createMain, createRenderer, structured } from '@culvert/core';
import { RemoteRenderer } from '@culvert/testing';
import { iframeTransport, parentTransport, webSocketTransport, workerTransport } from '../src/index.js';
import { answerSyncRequests } from '../src/service-worker/index.js';

const tools = {
  createMain,
  createRenderer,
  structured,
  parentTransport,
  workerTransport,
  iframeTransport,
  webSocketTransport,
  answerSyncRequests,
  RemoteRenderer,
};

/** The tools that a spec finds in the global scope of this page. The spec may put others there. */
export type AppPage = typeof tools;

Object.assign(globalThis, tools);
