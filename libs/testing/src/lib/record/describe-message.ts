import { electronJson, structured } from '@culvert/core';
import type { RpcMessage } from '@culvert/protocol';
import type { RouterState } from '@culvert/router';
import type { CallInfo } from './call-of.js';
import { literalOf } from './literal.js';
import type { RecordedBody } from './recording.js';

const LONGEST_CONTENT = 40;

/** The arguments of a message, if they are in the recording. A long text is cut. */
export function describeContent(body: RecordedBody, state: RouterState): string {
  const text = contentOf(body, state);
  if (text === '' || text === '[]') return '';
  return ` ${text.length > LONGEST_CONTENT ? `${text.slice(0, LONGEST_CONTENT)}…` : text}`;
}

/** The arguments as JavaScript. Those of an unknown codec have no text, and neither have those that are no arguments. */
function contentOf(body: RecordedBody, { codec: name }: RouterState): string {
  const codec = [electronJson, structured].find((known) => known.name === name);
  if (body.leftOut !== undefined || codec === undefined) return '';
  try {
    return literalOf(codec.decode(body), { other: (what) => `(${what})` });
  } catch {
    return '';
  }
}

/** A message of an open call or stream, in words that fit both its sides. */
export function describeRpc(message: RpcMessage, { channel, kind }: CallInfo): string {
  const of = message.input === true ? `the input of '${channel}'` : `'${channel}'`;
  switch (message.kind) {
    case 'items':
      return `items of ${of}`;
    case 'demand':
      return `demand for ${of}`;
    case 'cancel':
      return `cancel of ${of}`;
    case 'reply':
      if (!message.ok) return `error of ${of}`;
      return kind === 'stream' ? `end of ${of}` : `answer of ${of}`;
  }
}
