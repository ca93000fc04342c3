import type { RpcMessage } from '@culvert/protocol';
import type { RouterState } from '@culvert/router';
import type { CallInfo } from './call-of.js';
import type { RecordedBody } from './recording.js';

const LONGEST_CONTENT = 40;

/** The arguments of a message, if they are short and in the recording. Only one codec writes text for people. */
export function describeContent({ text, leftOut }: RecordedBody, { codec }: RouterState): string {
  if (leftOut !== undefined || codec !== 'electronJson' || !text.startsWith('[') || text === '[]') return '';
  return ` ${text.length > LONGEST_CONTENT ? `${text.slice(0, LONGEST_CONTENT)}…` : text}`;
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
