import {
  bodyBytes,
  CulvertError,
  MAX_FRAME_BLOBS,
  type Body,
  type Codec,
  type Limits,
} from '@culvert/protocol';
import type { ChangeReports } from './change-reports.js';

/**
 * The most arguments of one message. Each of them becomes an argument of a listener's call, and a stack has room for only
 * so many. A peer that sends more must not be able to overflow it.
 */
const MAX_ARGUMENTS = 8192;

/** @throws CulvertError, or an error of the codec, for a body without arguments or with too many */
export function decodeArguments(codec: Codec, body: Body): unknown[] {
  const args = codec.decode(body);
  if (args.length <= MAX_ARGUMENTS) return args;
  throw new CulvertError('ERR_CULVERT_MALFORMED_FRAME', `A message has ${args.length} arguments.`);
}

/** Settings to check and encode the arguments of a call, at both ends, before anything is sent. */
export interface ArgumentEncoder {
  readonly codec: Codec;
  readonly limits: Limits;
  /** Tells the developer of values that the codec changes. */
  readonly changes?: ChangeReports | undefined;
}

/**
 * @throws CulvertError `ERR_CULVERT_UNSERIALIZABLE` with the path, `ERR_CULVERT_CHANNEL_TOO_LONG`,
 * `ERR_CULVERT_MESSAGE_TOO_LARGE`
 */
export function encodeArguments(
  encoder: ArgumentEncoder,
  channel: string,
  args: readonly unknown[],
  transferred?: ReadonlySet<object>,
): Body {
  const { limits } = encoder;
  if (channel.length > limits.channelLength) {
    const start = channel.slice(0, 20);
    throw new CulvertError(
      'ERR_CULVERT_CHANNEL_TOO_LONG',
      `The channel name '${start}…' has ${channel.length} characters; the limit is ${limits.channelLength}.`,
    );
  }
  if (args.length > MAX_ARGUMENTS) {
    throw new CulvertError(
      'ERR_CULVERT_MESSAGE_TOO_LARGE',
      `'${channel}': the message has ${args.length} arguments; the limit is ${MAX_ARGUMENTS}.`,
    );
  }
  // An obviously too large text is refused before encoding, which would take seconds. Its smallest form is `["…"]`.
  for (const arg of args) if (typeof arg === 'string') checkSize(channel, (arg.length + 4) * 2, limits);
  const body = encodeNaming(encoder, channel, args, transferred);
  checkSize(channel, bodyBytes(body), limits);
  if (body.blobs.length > MAX_FRAME_BLOBS) {
    throw new CulvertError(
      'ERR_CULVERT_MESSAGE_TOO_LARGE',
      `'${channel}': the message has ${body.blobs.length} binary values; the limit is ${MAX_FRAME_BLOBS}.`,
    );
  }
  return body;
}

function checkSize(channel: string, bytes: number, { messageBytes }: Limits): void {
  if (bytes <= messageBytes) return;
  throw new CulvertError(
    'ERR_CULVERT_MESSAGE_TOO_LARGE',
    `'${channel}': the message has ${bytes} bytes; the limit is ${messageBytes}.`,
  );
}

function encodeNaming(
  { codec, changes }: ArgumentEncoder,
  channel: string,
  args: readonly unknown[],
  transferred: ReadonlySet<object> | undefined,
): Body {
  try {
    return changes === undefined
      ? codec.encode(args, transferred)
      : codec.encode(args, transferred, changes.of(channel));
  } catch (error) {
    if (!(error instanceof CulvertError)) throw error;
    throw new CulvertError(error.code, `'${channel}': ${error.message}`, { cause: error.cause });
  }
}
