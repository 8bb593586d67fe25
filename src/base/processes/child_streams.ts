/** Bytes of a log that are kept. */
const LOG_BYTES = 1024 * 1024;

/**
 * Everything that a program writes.
 *
 * @param limit How many bytes it may write, and what stops it when it writes more.
 * @returns Null, and the program is stopped, if that is too much.
 */
export async function readOutput(
  stream: ReadableStream<Uint8Array>,
  limit: { readonly most: number; readonly stop: () => void },
): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > limit.most) {
      limit.stop();
      return null;
    }
    chunks.push(chunk);
  }
  const whole = new Uint8Array(bytes);
  chunks.reduce((at, chunk) => (whole.set(chunk, at), at + chunk.length), 0);
  return whole;
}

/** The first MiB of what a program writes, and how much more there was. */
export async function readLog(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  // Reads to the end even when full: a program that prints more must not block.
  for await (const chunk of stream) {
    const room = Math.max(LOG_BYTES - bytes, 0);
    text += decoder.decode(chunk.subarray(0, room), { stream: true });
    bytes += chunk.length;
  }
  text += decoder.decode();
  return bytes > LOG_BYTES ? `${text}\n… ${bytes - LOG_BYTES} more bytes` : text;
}
