/** A page whose spec says what it does, with the names of an app's own code. */
import { createMain, createRenderer, structured } from '@culvert/core';
import { RemoteRenderer } from '@culvert/testing';
import { parentTransport, workerTransport } from '../src/index.js';

const tools = { createMain, createRenderer, structured, parentTransport, workerTransport, RemoteRenderer };

/** What a spec finds in the global scope of this page, beside what it puts there itself. */
export type AppPage = typeof tools;

Object.assign(globalThis, tools);
