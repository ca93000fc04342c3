/** A page that a spec controls. It offers the names of an app's own code. */
import { createMain, createRenderer, structured } from '@culvert/core';
import { RemoteRenderer } from '@culvert/testing';
import { parentTransport, workerTransport } from '../src/index.js';

const tools = { createMain, createRenderer, structured, parentTransport, workerTransport, RemoteRenderer };

/** The tools that a spec finds in the global scope of this page. The spec may put others there. */
export type AppPage = typeof tools;

Object.assign(globalThis, tools);
