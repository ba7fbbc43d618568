/* Election Audit Ledger: the second checker. Written from docs/spec; see README.md beside it. */
'use strict';
/** Everything this script defines. */
var Eal = { claims: [] };

(function (Eal) {
  /** Bounds of docs/spec, in bytes unless the name says otherwise. */
  Eal.limits = {
    entry: 65535,
    act: 49152,
    actDepth: 15,
    depth: 16,
    receipt: 262144,
    note: 524288,
    noteLines: 100,
    policy: 262144,
    policyPoints: 32768,
    documentUnpacked: 67108864,
    fileUnpacked: 1073741824,
  };

  /** What a reader throws: a stable code of docs/spec, and what was found. */
  Eal.Refusal = class Refusal extends Error {
    constructor(code, found) {
      super(code + (found === undefined ? '' : ': ' + found));
      this.code = code;
      this.found = found === undefined ? '' : String(found);
    }
  };

  /** Runs a reader; returns `{value}` or `{refusal}`. */
  Eal.attempt = function (read) {
    try {
      return { value: read() };
    } catch (error) {
      if (error instanceof Eal.Refusal) return { refusal: error };
      throw error;
    }
  };

  /** Whether a table has an entry for a value, of which nobody knows yet that it is a text. */
  Eal.knows = (table, name) => typeof name === 'string' && Object.hasOwn(table, name);

  const DIGITS = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0'));

  /** Bytes as lower-case hexadecimal digits. */
  Eal.hex = function (bytes) {
    let text = '';
    for (let i = 0; i < bytes.length; i++) text += DIGITS[bytes[i]];
    return text;
  };

  /** The bytes of hexadecimal digits; `null` if it is none. */
  Eal.unhex = function (text) {
    if (text.length % 2 || !/^[0-9a-fA-F]*$/.test(text)) return null;
    const bytes = new Uint8Array(text.length / 2);
    for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(text.substr(2 * i, 2), 16);
    return bytes;
  };

  /** One array of several. */
  Eal.concat = function (...parts) {
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  };

  /** Whether two arrays hold the same bytes. */
  Eal.same = function (one, other) {
    if (one.length !== other.length) return false;
    for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
    return true;
  };

  const ENCODER = new TextEncoder();
  const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  /** The UTF-8 bytes of a text. */
  Eal.utf8 = (text) => ENCODER.encode(text);

  /** The text of UTF-8 bytes, a byte order mark kept; `null` if they are none. */
  Eal.fromUtf8 = function (bytes) {
    try {
      return DECODER.decode(bytes);
    } catch {
      return null;
    }
  };

  /** Unsigned 64-bit big-endian number as BigInt. */
  Eal.u64 = function (bytes, at) {
    let value = 0n;
    for (let i = 0; i < 8; i++) value = (value << 8n) | BigInt(bytes[at + i]);
    return value;
  };

  /** A BigInt below 2^64 as 8 big-endian bytes. */
  Eal.putU64 = function (value) {
    const bytes = new Uint8Array(8);
    for (let i = 7; i >= 0; i--, value >>= 8n) bytes[i] = Number(value & 255n);
    return bytes;
  };
})(Eal);
