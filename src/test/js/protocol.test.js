import { HEADER_BYTES, openMessage, readChunk, viewMessage } from '../../main/webapp/wire/protocol.js';
import { advance, distance, exact, positionOf, toJson } from '../../main/webapp/wire/position.js';
import { golden } from './golden.js';
import { equal, test, throws } from './harness.js';

function frame({ flags = 0, key = 0x9f3cn, generation = 1n, offset = 0n, text = 'a\n', version = 1, header = HEADER_BYTES } = {}) {
  const bytes = new TextEncoder().encode(text);
  const view = new DataView(new ArrayBuffer(header + bytes.length));
  view.setUint8(0, version);
  view.setUint8(1, flags);
  view.setUint16(2, header);
  view.setBigUint64(8, key);
  view.setBigInt64(16, generation);
  view.setBigInt64(24, offset);
  new Uint8Array(view.buffer).set(bytes, header);
  return view.buffer;
}

test('a chunk is read', () => {
  const { key, continues, position, bytes } = readChunk(frame({ flags: 1, generation: 7n, offset: 4_000_000_000n }));
  equal([key, continues, new TextDecoder().decode(bytes)], ['0000000000009f3c', true, 'a\n']);
  equal(position, { generation: 7, offset: 4_000_000_000 });
});

test('a key with its highest bit set is read', () => {
  equal(readChunk(frame({ key: 0xf000000000000001n })).key, 'f000000000000001');
});

test('a longer header of a later server is passed over', () => {
  equal(new TextDecoder().decode(readChunk(frame({ header: 40 })).bytes), 'a\n');
});

test('what is not a chunk is refused', () => {
  throws(() => readChunk(new ArrayBuffer(31)));
  throws(() => readChunk(frame({ version: 2 })));
});

test('frames are read as the server writes them', async () => {
  const { chunks, refused } = await golden('protocol/golden-chunks.json');
  /** @param {string} hex */
  const bytesOf = (hex) => Uint8Array.from(hex.replace(/[ |]/g, '').match(/../g) ?? [], (digits) => parseInt(digits, 16));
  for (const { about, frame: hex, key, continues, charset, generation, offset } of chunks) {
    const chunk = readChunk(bytesOf(hex).buffer);
    equal(
      [chunk.key, chunk.continues, chunk.wide, chunk.position, chunk.bytes],
      [key, continues, charset, positionOf({ generation, offset }), bytesOf(hex.split('|')[1])], about);
  }
  for (const { about, frame: hex } of refused) throws(() => readChunk(bytesOf(hex).buffer), about);
});

test('numbers beyond 2^53 stay exact', () => {
  const generation = 9_007_199_254_740_993n;
  equal(readChunk(frame({ generation })).position.generation, generation);
  equal(exact('9007199254740993'), generation);
  equal(toJson({ generation, offset: 5 }), { generation: '9007199254740993', offset: 5 });
  equal(positionOf({ generation: '12', offset: 3 }), { generation: 12, offset: 3 });
  equal(advance({ generation, offset: Number.MAX_SAFE_INTEGER }, 2).offset, 9_007_199_254_740_993n);
  equal(distance({ generation, offset: 5 }, { generation, offset: 9 }), 4);
  equal(distance({ generation: 1, offset: 5 }, { generation: 2, offset: 9 }), null);
});

test('messages are written as the protocol has them', () => {
  equal(openMessage('v1', 'web-1', '/a.log', { last: 200 }),
    '{"type":"open","view":"v1","host":"web-1","source":"/a.log","from":{"last":200}}');
  equal(viewMessage('pause', 'v1'), '{"type":"pause","view":"v1"}');
});
