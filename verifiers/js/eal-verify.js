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
(function (Eal) {
  const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const URL_SAFE = STANDARD.slice(0, 62) + '-_';

  function tableOf(alphabet) {
    const table = new Int16Array(128).fill(-1);
    for (let i = 0; i < 64; i++) table[alphabet.charCodeAt(i)] = i;
    return table;
  }
  const TABLES = { standard: tableOf(STANDARD), url: tableOf(URL_SAFE) };

  function encode(bytes, alphabet) {
    let text = '';
    for (let i = 0; i < bytes.length; i += 3) {
      const left = Math.min(3, bytes.length - i);
      const word = (bytes[i] << 16) | ((bytes[i + 1] || 0) << 8) | (bytes[i + 2] || 0);
      for (let k = 0; k <= left; k++) text += alphabet[(word >> (18 - 6 * k)) & 63];
    }
    return text;
  }

  function decode(text, table) {
    if (text.length % 4 === 1) return null;
    const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
    let word = 0;
    let bits = 0;
    let at = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      const value = code < 128 ? table[code] : -1;
      if (value < 0) return null;
      word = ((word << 6) | value) & 0xffff;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        bytes[at++] = (word >> bits) & 255;
      }
    }
    return word & ((1 << bits) - 1) ? null : bytes;
  }

  /** base64url without padding (docs/spec 1). */
  Eal.base64url = (bytes) => encode(bytes, URL_SAFE);

  /** Bytes of base64url in its one spelling, or `null`. */
  Eal.fromBase64url = (text) => decode(text, TABLES.url);

  /** Standard base64 with padding. */
  Eal.base64 = function (bytes) {
    const text = encode(bytes, STANDARD);
    return text + '='.repeat((4 - (text.length % 4)) % 4);
  };

  /** Bytes of padded standard base64 in its one spelling, or `null`. */
  Eal.fromBase64 = function (text) {
    if (text.length % 4) return null;
    const bare = text.replace(/={1,2}$/, '');
    return bare.length % 4 === 1 ? null : decode(bare, TABLES.standard);
  };
})(Eal);
(function (Eal) {
  /** The first `count` primes. */
  function primes(count) {
    const found = [];
    for (let n = 2; found.length < count; n++) if (found.every((p) => n % p)) found.push(n);
    return found;
  }

  /** The largest integer whose `k`-th power is at most `n`. */
  function root(n, k) {
    let low = 0n;
    let high = 1n << 130n;
    while (low < high) {
      const middle = (low + high + 1n) >> 1n;
      if (middle ** k <= n) low = middle;
      else high = middle - 1n;
    }
    return low;
  }

  /** The first `bits` bits of the fraction of the `k`-th root of `n` (FIPS 180-4, 4.2 and 5.3). */
  function fraction(n, k, bits) {
    return root(BigInt(n) << (bits * k), k) & ((1n << bits) - 1n);
  }

  const K256 = Int32Array.from(primes(64), (p) => Number(fraction(p, 3n, 32n)) | 0);
  const H256 = Int32Array.from(primes(8), (p) => Number(fraction(p, 2n, 32n)) | 0);
  const W = new Int32Array(64);

  /** Pads as FIPS 180-4 does: to a multiple of `block`, with a length of `block / 8` bytes. */
  function padded(bytes, block) {
    const tail = block / 8;
    const size = Math.ceil((bytes.length + 1 + tail) / block) * block;
    const all = new Uint8Array(size);
    all.set(bytes);
    all[bytes.length] = 128;
    new DataView(all.buffer).setUint32(size - 8, Math.floor(bytes.length / 0x20000000));
    new DataView(all.buffer).setUint32(size - 4, (bytes.length << 3) >>> 0);
    return new DataView(all.buffer);
  }

  function schedule256(view, at) {
    for (let t = 0; t < 16; t++) W[t] = view.getInt32(at + 4 * t);
    for (let t = 16; t < 64; t++) {
      const x = W[t - 15];
      const y = W[t - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      W[t] = (W[t - 16] + s0 + W[t - 7] + s1) | 0;
    }
  }

  function rounds256(state) {
    let [a, b, c, d, e, f, g, h] = state;
    for (let t = 0; t < 64; t++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K256[t] + W[t]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => (state[i] = (state[i] + value) | 0));
  }

  /** SHA-256 (FIPS 180-4): 32 bytes. */
  Eal.sha256 = function (bytes) {
    const state = Int32Array.from(H256);
    const view = padded(bytes, 64);
    for (let at = 0; at < view.byteLength; at += 64) {
      schedule256(view, at);
      rounds256(state);
    }
    const out = new DataView(new ArrayBuffer(32));
    state.forEach((value, i) => out.setInt32(4 * i, value));
    return new Uint8Array(out.buffer);
  };

  // SHA-512 on BigInt words: slow, and needed for single notes and signatures only.
  const K512 = primes(80).map((p) => fraction(p, 3n, 64n));
  const H512 = primes(8).map((p) => fraction(p, 2n, 64n));
  const ALL = (1n << 64n) - 1n;
  const turned = (x, n) => ((x >> n) | (x << (64n - n))) & ALL;

  function schedule512(view, at) {
    const w = [];
    for (let t = 0; t < 16; t++) w.push(view.getBigUint64(at + 8 * t));
    for (let t = 16; t < 80; t++) {
      const s0 = turned(w[t - 15], 1n) ^ turned(w[t - 15], 8n) ^ (w[t - 15] >> 7n);
      const s1 = turned(w[t - 2], 19n) ^ turned(w[t - 2], 61n) ^ (w[t - 2] >> 6n);
      w.push((w[t - 16] + s0 + w[t - 7] + s1) & ALL);
    }
    return w;
  }

  function rounds512(state, w) {
    let [a, b, c, d, e, f, g, h] = state;
    for (let t = 0; t < 80; t++) {
      const s1 = turned(e, 14n) ^ turned(e, 18n) ^ turned(e, 41n);
      const t1 = h + s1 + ((e & f) ^ (~e & ALL & g)) + K512[t] + w[t];
      const s0 = turned(a, 28n) ^ turned(a, 34n) ^ turned(a, 39n);
      const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) & ALL, c, b, a, (t1 + t2) & ALL];
    }
    return [a, b, c, d, e, f, g, h].map((value, i) => (state[i] + value) & ALL);
  }

  /** SHA-512 (FIPS 180-4): 64 bytes. */
  Eal.sha512 = function (bytes) {
    let state = H512;
    const view = padded(bytes, 128);
    for (let at = 0; at < view.byteLength; at += 128) state = rounds512(state, schedule512(view, at));
    return Eal.concat(...state.map(Eal.putU64));
  };
})(Eal);
(function (Eal) {
  // Written by build.py from docs/spec and verifiers/desk/codes.json.
  Eal.tables = {
    assigned: [
      "0000..0377 037A..037F 0384..038A 038C..038C 038E..03A1 03A3..052F 0531..0556 0559..058A 058D..058F 0591..05C7 05D0..05EA 05EF..05F4",
      "0600..070D 070F..074A 074D..07B1 07C0..07FA 07FD..082D 0830..083E 0840..085B 085E..085E 0860..086A 0870..088E 0890..0891 0898..0983",
      "0985..098C 098F..0990 0993..09A8 09AA..09B0 09B2..09B2 09B6..09B9 09BC..09C4 09C7..09C8 09CB..09CE 09D7..09D7 09DC..09DD 09DF..09E3",
      "09E6..09FE 0A01..0A03 0A05..0A0A 0A0F..0A10 0A13..0A28 0A2A..0A30 0A32..0A33 0A35..0A36 0A38..0A39 0A3C..0A3C 0A3E..0A42 0A47..0A48",
      "0A4B..0A4D 0A51..0A51 0A59..0A5C 0A5E..0A5E 0A66..0A76 0A81..0A83 0A85..0A8D 0A8F..0A91 0A93..0AA8 0AAA..0AB0 0AB2..0AB3 0AB5..0AB9",
      "0ABC..0AC5 0AC7..0AC9 0ACB..0ACD 0AD0..0AD0 0AE0..0AE3 0AE6..0AF1 0AF9..0AFF 0B01..0B03 0B05..0B0C 0B0F..0B10 0B13..0B28 0B2A..0B30",
      "0B32..0B33 0B35..0B39 0B3C..0B44 0B47..0B48 0B4B..0B4D 0B55..0B57 0B5C..0B5D 0B5F..0B63 0B66..0B77 0B82..0B83 0B85..0B8A 0B8E..0B90",
      "0B92..0B95 0B99..0B9A 0B9C..0B9C 0B9E..0B9F 0BA3..0BA4 0BA8..0BAA 0BAE..0BB9 0BBE..0BC2 0BC6..0BC8 0BCA..0BCD 0BD0..0BD0 0BD7..0BD7",
      "0BE6..0BFA 0C00..0C0C 0C0E..0C10 0C12..0C28 0C2A..0C39 0C3C..0C44 0C46..0C48 0C4A..0C4D 0C55..0C56 0C58..0C5A 0C5D..0C5D 0C60..0C63",
      "0C66..0C6F 0C77..0C8C 0C8E..0C90 0C92..0CA8 0CAA..0CB3 0CB5..0CB9 0CBC..0CC4 0CC6..0CC8 0CCA..0CCD 0CD5..0CD6 0CDD..0CDE 0CE0..0CE3",
      "0CE6..0CEF 0CF1..0CF2 0D00..0D0C 0D0E..0D10 0D12..0D44 0D46..0D48 0D4A..0D4F 0D54..0D63 0D66..0D7F 0D81..0D83 0D85..0D96 0D9A..0DB1",
      "0DB3..0DBB 0DBD..0DBD 0DC0..0DC6 0DCA..0DCA 0DCF..0DD4 0DD6..0DD6 0DD8..0DDF 0DE6..0DEF 0DF2..0DF4 0E01..0E3A 0E3F..0E5B 0E81..0E82",
      "0E84..0E84 0E86..0E8A 0E8C..0EA3 0EA5..0EA5 0EA7..0EBD 0EC0..0EC4 0EC6..0EC6 0EC8..0ECD 0ED0..0ED9 0EDC..0EDF 0F00..0F47 0F49..0F6C",
      "0F71..0F97 0F99..0FBC 0FBE..0FCC 0FCE..0FDA 1000..10C5 10C7..10C7 10CD..10CD 10D0..1248 124A..124D 1250..1256 1258..1258 125A..125D",
      "1260..1288 128A..128D 1290..12B0 12B2..12B5 12B8..12BE 12C0..12C0 12C2..12C5 12C8..12D6 12D8..1310 1312..1315 1318..135A 135D..137C",
      "1380..1399 13A0..13F5 13F8..13FD 1400..169C 16A0..16F8 1700..1715 171F..1736 1740..1753 1760..176C 176E..1770 1772..1773 1780..17DD",
      "17E0..17E9 17F0..17F9 1800..1819 1820..1878 1880..18AA 18B0..18F5 1900..191E 1920..192B 1930..193B 1940..1940 1944..196D 1970..1974",
      "1980..19AB 19B0..19C9 19D0..19DA 19DE..1A1B 1A1E..1A5E 1A60..1A7C 1A7F..1A89 1A90..1A99 1AA0..1AAD 1AB0..1ACE 1B00..1B4C 1B50..1B7E",
      "1B80..1BF3 1BFC..1C37 1C3B..1C49 1C4D..1C88 1C90..1CBA 1CBD..1CC7 1CD0..1CFA 1D00..1F15 1F18..1F1D 1F20..1F45 1F48..1F4D 1F50..1F57",
      "1F59..1F59 1F5B..1F5B 1F5D..1F5D 1F5F..1F7D 1F80..1FB4 1FB6..1FC4 1FC6..1FD3 1FD6..1FDB 1FDD..1FEF 1FF2..1FF4 1FF6..1FFE 2000..2064",
      "2066..2071 2074..208E 2090..209C 20A0..20C0 20D0..20F0 2100..218B 2190..2426 2440..244A 2460..2B73 2B76..2B95 2B97..2CF3 2CF9..2D25",
      "2D27..2D27 2D2D..2D2D 2D30..2D67 2D6F..2D70 2D7F..2D96 2DA0..2DA6 2DA8..2DAE 2DB0..2DB6 2DB8..2DBE 2DC0..2DC6 2DC8..2DCE 2DD0..2DD6",
      "2DD8..2DDE 2DE0..2E5D 2E80..2E99 2E9B..2EF3 2F00..2FD5 2FF0..2FFB 3000..303F 3041..3096 3099..30FF 3105..312F 3131..318E 3190..31E3",
      "31F0..321E 3220..A48C A490..A4C6 A4D0..A62B A640..A6F7 A700..A7CA A7D0..A7D1 A7D3..A7D3 A7D5..A7D9 A7F2..A82C A830..A839 A840..A877",
      "A880..A8C5 A8CE..A8D9 A8E0..A953 A95F..A97C A980..A9CD A9CF..A9D9 A9DE..A9FE AA00..AA36 AA40..AA4D AA50..AA59 AA5C..AAC2 AADB..AAF6",
      "AB01..AB06 AB09..AB0E AB11..AB16 AB20..AB26 AB28..AB2E AB30..AB6B AB70..ABED ABF0..ABF9 AC00..D7A3 D7B0..D7C6 D7CB..D7FB F900..FA6D",
      "FA70..FAD9 FB00..FB06 FB13..FB17 FB1D..FB36 FB38..FB3C FB3E..FB3E FB40..FB41 FB43..FB44 FB46..FBC2 FBD3..FD8F FD92..FDC7 FDCF..FDCF",
      "FDF0..FE19 FE20..FE52 FE54..FE66 FE68..FE6B FE70..FE74 FE76..FEFC FEFF..FEFF FF01..FFBE FFC2..FFC7 FFCA..FFCF FFD2..FFD7 FFDA..FFDC",
      "FFE0..FFE6 FFE8..FFEE FFF9..FFFD 10000..1000B 1000D..10026 10028..1003A 1003C..1003D 1003F..1004D 10050..1005D 10080..100FA 10100..10102 10107..10133",
      "10137..1018E 10190..1019C 101A0..101A0 101D0..101FD 10280..1029C 102A0..102D0 102E0..102FB 10300..10323 1032D..1034A 10350..1037A 10380..1039D 1039F..103C3",
      "103C8..103D5 10400..1049D 104A0..104A9 104B0..104D3 104D8..104FB 10500..10527 10530..10563 1056F..1057A 1057C..1058A 1058C..10592 10594..10595 10597..105A1",
      "105A3..105B1 105B3..105B9 105BB..105BC 10600..10736 10740..10755 10760..10767 10780..10785 10787..107B0 107B2..107BA 10800..10805 10808..10808 1080A..10835",
      "10837..10838 1083C..1083C 1083F..10855 10857..1089E 108A7..108AF 108E0..108F2 108F4..108F5 108FB..1091B 1091F..10939 1093F..1093F 10980..109B7 109BC..109CF",
      "109D2..10A03 10A05..10A06 10A0C..10A13 10A15..10A17 10A19..10A35 10A38..10A3A 10A3F..10A48 10A50..10A58 10A60..10A9F 10AC0..10AE6 10AEB..10AF6 10B00..10B35",
      "10B39..10B55 10B58..10B72 10B78..10B91 10B99..10B9C 10BA9..10BAF 10C00..10C48 10C80..10CB2 10CC0..10CF2 10CFA..10D27 10D30..10D39 10E60..10E7E 10E80..10EA9",
      "10EAB..10EAD 10EB0..10EB1 10F00..10F27 10F30..10F59 10F70..10F89 10FB0..10FCB 10FE0..10FF6 11000..1104D 11052..11075 1107F..110C2 110CD..110CD 110D0..110E8",
      "110F0..110F9 11100..11134 11136..11147 11150..11176 11180..111DF 111E1..111F4 11200..11211 11213..1123E 11280..11286 11288..11288 1128A..1128D 1128F..1129D",
      "1129F..112A9 112B0..112EA 112F0..112F9 11300..11303 11305..1130C 1130F..11310 11313..11328 1132A..11330 11332..11333 11335..11339 1133B..11344 11347..11348",
      "1134B..1134D 11350..11350 11357..11357 1135D..11363 11366..1136C 11370..11374 11400..1145B 1145D..11461 11480..114C7 114D0..114D9 11580..115B5 115B8..115DD",
      "11600..11644 11650..11659 11660..1166C 11680..116B9 116C0..116C9 11700..1171A 1171D..1172B 11730..11746 11800..1183B 118A0..118F2 118FF..11906 11909..11909",
      "1190C..11913 11915..11916 11918..11935 11937..11938 1193B..11946 11950..11959 119A0..119A7 119AA..119D7 119DA..119E4 11A00..11A47 11A50..11AA2 11AB0..11AF8",
      "11C00..11C08 11C0A..11C36 11C38..11C45 11C50..11C6C 11C70..11C8F 11C92..11CA7 11CA9..11CB6 11D00..11D06 11D08..11D09 11D0B..11D36 11D3A..11D3A 11D3C..11D3D",
      "11D3F..11D47 11D50..11D59 11D60..11D65 11D67..11D68 11D6A..11D8E 11D90..11D91 11D93..11D98 11DA0..11DA9 11EE0..11EF8 11FB0..11FB0 11FC0..11FF1 11FFF..12399",
      "12400..1246E 12470..12474 12480..12543 12F90..12FF2 13000..1342E 13430..13438 14400..14646 16800..16A38 16A40..16A5E 16A60..16A69 16A6E..16ABE 16AC0..16AC9",
      "16AD0..16AED 16AF0..16AF5 16B00..16B45 16B50..16B59 16B5B..16B61 16B63..16B77 16B7D..16B8F 16E40..16E9A 16F00..16F4A 16F4F..16F87 16F8F..16F9F 16FE0..16FE4",
      "16FF0..16FF1 17000..187F7 18800..18CD5 18D00..18D08 1AFF0..1AFF3 1AFF5..1AFFB 1AFFD..1AFFE 1B000..1B122 1B150..1B152 1B164..1B167 1B170..1B2FB 1BC00..1BC6A",
      "1BC70..1BC7C 1BC80..1BC88 1BC90..1BC99 1BC9C..1BCA3 1CF00..1CF2D 1CF30..1CF46 1CF50..1CFC3 1D000..1D0F5 1D100..1D126 1D129..1D1EA 1D200..1D245 1D2E0..1D2F3",
      "1D300..1D356 1D360..1D378 1D400..1D454 1D456..1D49C 1D49E..1D49F 1D4A2..1D4A2 1D4A5..1D4A6 1D4A9..1D4AC 1D4AE..1D4B9 1D4BB..1D4BB 1D4BD..1D4C3 1D4C5..1D505",
      "1D507..1D50A 1D50D..1D514 1D516..1D51C 1D51E..1D539 1D53B..1D53E 1D540..1D544 1D546..1D546 1D54A..1D550 1D552..1D6A5 1D6A8..1D7CB 1D7CE..1DA8B 1DA9B..1DA9F",
      "1DAA1..1DAAF 1DF00..1DF1E 1E000..1E006 1E008..1E018 1E01B..1E021 1E023..1E024 1E026..1E02A 1E100..1E12C 1E130..1E13D 1E140..1E149 1E14E..1E14F 1E290..1E2AE",
      "1E2C0..1E2F9 1E2FF..1E2FF 1E7E0..1E7E6 1E7E8..1E7EB 1E7ED..1E7EE 1E7F0..1E7FE 1E800..1E8C4 1E8C7..1E8D6 1E900..1E94B 1E950..1E959 1E95E..1E95F 1EC71..1ECB4",
      "1ED01..1ED3D 1EE00..1EE03 1EE05..1EE1F 1EE21..1EE22 1EE24..1EE24 1EE27..1EE27 1EE29..1EE32 1EE34..1EE37 1EE39..1EE39 1EE3B..1EE3B 1EE42..1EE42 1EE47..1EE47",
      "1EE49..1EE49 1EE4B..1EE4B 1EE4D..1EE4F 1EE51..1EE52 1EE54..1EE54 1EE57..1EE57 1EE59..1EE59 1EE5B..1EE5B 1EE5D..1EE5D 1EE5F..1EE5F 1EE61..1EE62 1EE64..1EE64",
      "1EE67..1EE6A 1EE6C..1EE72 1EE74..1EE77 1EE79..1EE7C 1EE7E..1EE7E 1EE80..1EE89 1EE8B..1EE9B 1EEA1..1EEA3 1EEA5..1EEA9 1EEAB..1EEBB 1EEF0..1EEF1 1F000..1F02B",
      "1F030..1F093 1F0A0..1F0AE 1F0B1..1F0BF 1F0C1..1F0CF 1F0D1..1F0F5 1F100..1F1AD 1F1E6..1F202 1F210..1F23B 1F240..1F248 1F250..1F251 1F260..1F265 1F300..1F6D7",
      "1F6DD..1F6EC 1F6F0..1F6FC 1F700..1F773 1F780..1F7D8 1F7E0..1F7EB 1F7F0..1F7F0 1F800..1F80B 1F810..1F847 1F850..1F859 1F860..1F887 1F890..1F8AD 1F8B0..1F8B1",
      "1F900..1FA53 1FA60..1FA6D 1FA70..1FA74 1FA78..1FA7C 1FA80..1FA86 1FA90..1FAAC 1FAB0..1FABA 1FAC0..1FAC5 1FAD0..1FAD9 1FAE0..1FAE7 1FAF0..1FAF6 1FB00..1FB92",
      "1FB94..1FBCA 1FBF0..1FBF9 20000..2A6DF 2A700..2B738 2B740..2B81D 2B820..2CEA1 2CEB0..2EBE0 2F800..2FA1D 30000..3134A E0001..E0001 E0020..E007F E0100..E01EF",
    ].join(' '),
    smallOrder: ["0000000000000000000000000000000000000000000000000000000000000000","0000000000000000000000000000000000000000000000000000000000000080","0100000000000000000000000000000000000000000000000000000000000000","0100000000000000000000000000000000000000000000000000000000000080","26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05","26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85","c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a","c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa","ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f","ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff","edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f","edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff","eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f","eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"],
    administration: ["act.affirmed","authority.set","balance.adopted","balance.withdrawn","body.constituted","body.ended","consequence.adopted","consequence.withdrawn","declaration.adopted","delegation.ended","delegation.granted","document.erased","document.released","document.withheld","finality.adopted","intake_system.adopted","key.compromised","key.enrolled","key.revoked","ledger.closed","ledger.founded","ledger.opened","log_key.adopted","office.assigned","office.ended","person.entered","rule.adopted","rule.withdrawn","ruleset.adopted","semantics.adopted","single_officer.adopted","state.sealed","succession.announced","succession.completed","witness_policy.adopted"],
    readme: "THE RECORD OF AN ELECTION COMMISSION\n\nLedger      {origin}\nIdentity    {id}\nEntries     {first} to {last}\nFormat      0\nSpecified   {spec}\n\nThis file came in a zip, together with what it describes. The zip holds\nacts of election bodies as they were recorded and signed, and everything\nthat is needed to check them without asking anybody.\n\nTo read it: open the files story.LANGUAGE.txt. They tell every act in\nwords, in the order of the record, in each language that the record has\nsentences in. The words around the sentences are English.\n\nTo check it: use any program that follows the specification of format 0,\n\"Election Audit Ledger, docs/spec\", such as eal-verify or the page\nindex.html beside eal-verify.js. Which text of it the writer of this zip\nfollowed says the digest above; whoever has the files of that folder finds\nit with: LC_ALL=C; sha256sum * | sha256sum. The program needs this zip and a trust file: the\nidentity above and the keys of the log, which you must have from somebody\nelse than the one who gave you the zip. No connection is needed, and none\nof the people who made the record.\n\n  eal-verify bundle THIS.zip --trust trust.json\n\nWhat is here, each file as text in UTF-8:\n\n  bundle.json      all files but this list and evidence/, with their sizes\n                   and SHA-256 digests\n  before.json      only where the entries do not begin at 0: what the log\n                   was before them\n  entries.jsonl    the record: an entry a line, an act with its signatures;\n                   each names the hash of the entry before it\n  checkpoint.txt   the signed statement of size and root hash of the whole,\n                   with the cosignatures of witnesses\n  rows.jsonl       what each entry changed. The lines with \"table\":\"law\"\n                   are the history of keys, persons, offices, bodies, rules,\n                   vocabulary and of the policy on witnesses\n  sheets.jsonl     what holds for each place at the end\n  results.jsonl    the result of each contest at the end, and what is in\n                   the way of its certification\n  accounts.jsonl   what became of the ballot material\n  evidence/        documents that acts name, each under its SHA-256 digest.\n                   A document that is not here was withheld or erased by an\n                   act, which says why, or was not supplied; the program\n                   says which\n\nWithout a program: an entry of the record is hashed as SHA-256 of a zero\nbyte and the line without its line feed; the next entry names that hash as\n\"previous\". A signature is one of RFC 7515 with detached payload over the\ncanonical JSON (RFC 8785) of the member \"act\". The root in checkpoint.txt\nis that of RFC 6962 over the hashes of all entries.\n\nThat the record is intact does not show that what it reports is true, or\nthat nothing was decided outside it.\n",
    readmeOfUnit: "WHAT CONCERNS ONE UNIT, FROM THE RECORD OF AN ELECTION COMMISSION\n\nUnit        {unit}\nLedger      {origin}\nIdentity    {id}\nAs sealed   at position {position}, in force on {day}\nLater acts  {later}\nFormat      0\nSpecified   {spec}\n\nThis file came in a zip, together with what it describes. The zip holds\nevery act that the record counts for this unit and the units above it up\nto the position named above, as it was recorded and signed, and every act\nof administration: who may decide, with which keys, by which rules. It\nholds no acts about other units. Later acts are those that were recorded\nafter that position and touch the unit; they are here and not in the\nstories, and nothing shows that they are all.\n\nTo read it: open the files story.LANGUAGE.txt. They tell the acts in\nwords, in the order of the record, in each language that the record has\nsentences in. The words around the sentences are English. What holds for\nthe unit stands in proof.json under \"answer\".\n\nTo check it: use any program that follows the specification of format 0,\n\"Election Audit Ledger, docs/spec\", such as eal-verify or the page\nindex.html beside eal-verify.js. Which text of it the writer of this zip\nfollowed says the digest above; whoever has the files of that folder finds\nit with: LC_ALL=C; sha256sum * | sha256sum. The program needs this zip and a trust file: the\nidentity above and the keys of the log, which you must have from somebody\nelse than the one who gave you the zip. No connection is needed, and none\nof the people who made the record.\n\n  eal-verify bundle THIS.zip --trust trust.json --unit {unit}\n\nWhat is here, each file as text in UTF-8:\n\n  bundle.json      all files but this list and evidence/, with their sizes\n                   and SHA-256 digests\n  entries.jsonl    the acts, an entry a line, with their signatures\n  law.jsonl        which entries made the law, under one sealed root: none\n                   of them can be left out\n  paths.jsonl      for each entry the hashes that lead from it to the root\n                   of the whole record\n  proof.json       the signed statement of size and root hash of the whole,\n                   the seal of the state, the sheets of the unit under it,\n                   and what holds for the unit\n  evidence/        documents that these acts name, each under its SHA-256\n                   digest. A document that is not here was withheld or\n                   erased by an act, which says why, or was not supplied;\n                   the program says which\n\nWithout a program: an entry of the record is hashed as SHA-256 of a zero\nbyte and the line without its line feed. A signature is one of RFC 7515\nwith detached payload over the canonical JSON (RFC 8785) of the member\n\"act\". Paths are those of RFC 6962.\n\nWhat these acts did to the state is taken from the seal; that the seal is\ntrue, and what holds elsewhere, only the bundle of the whole record shows.\nThat the record is intact does not show that what it reports is true, or\nthat nothing was decided outside it.\n",
    checks: [
      {"asked_of":["bundle","tiles","unit"],"claim":"integrity","group":"completeness","id":"V01","pass":"Every file of the bundle has the size and the digest that bundle.json says.","supply":"The complete bundle, exported again.","title":"files match the manifest"},
      {"asked_of":["bundle","record","state","tiles","unit"],"claim":"integrity","group":"completeness","id":"V02","pass":"Every entry is in its one canonical spelling and of format 0.","supply":"A verifier that knows the format of the entries.","title":"entries in canonical form"},
      {"asked_of":["bundle","record","state","tiles","unit"],"claim":"integrity","group":"integrity","id":"V03","pass":"Entry 0 hashes to the ledger id of the trust file, every act names this ledger, and every root that signers had seen is this log's.","supply":"A bundle with entry 0.","title":"entries belong to this ledger"},
      {"asked_of":["bundle","tiles","unit"],"claim":"integrity","group":"completeness","id":"V04","pass":"Indexes run from 0 to size \u2212 1, none missing, none double.","supply":"A bundle with all entries.","title":"indexes without gap or double"},
      {"asked_of":["bundle","tiles"],"claim":"integrity","group":"integrity","id":"V05","pass":"Each entry names the leaf hash of the entry before it.","supply":"A bundle with all entries.","title":"each entry names the one before"},
      {"asked_of":["bundle","record","state","tiles","unit"],"claim":"integrity","group":"integrity","id":"V06","pass":"The root recomputed from the entries is the one in the checkpoint.","supply":"The checkpoint of this size (checkpoint.txt).","title":"Merkle root equals the checkpoint's"},
      {"asked_of":["bundle","record","state","tiles","unit"],"claim":"integrity","group":"authenticity","id":"V07","pass":"A log key of the trust file that is valid at this size signed the checkpoint.","supply":"The checkpoint of this size (checkpoint.txt).","title":"checkpoint signed by the log key"},
      {"asked_of":["bundle","state","tiles","unit"],"claim":"integrity","group":"consistency","id":"V08","pass":"The log has the same first entries as when the auditor last looked.","supply":"A trust file with last_seen: the size and root of a checkpoint kept from an earlier day.","title":"extends the checkpoint last seen"},
      {"asked_of":["bundle","record","state","tiles","unit"],"claim":"none","group":"evidence","id":"V09","pass":"Enough witnesses of the trust file's policy cosigned the checkpoint: they saw the same log.","supply":"A trust file with a witness_policy, and a bundle whose checkpoint those witnesses have cosigned; or compare checkpoints with others yourself.","title":"witnesses"},
      {"asked_of":["bundle","state","tiles","unit"],"claim":"authorship","group":"authenticity","id":"V10","pass":"Every signature is valid under the acceptance rule, over the exact bytes of its act.","supply":"A bundle whose entries have their signatures.","title":"signatures valid"},
      {"asked_of":["bundle","tiles","unit"],"claim":"authority","group":"authenticity","id":"V11","pass":"Every signer held the key, the office and the body at that index and on that day.","supply":"A bundle with all entries.","title":"signers held key, office and body"},
      {"asked_of":["bundle","tiles","unit"],"claim":"authority","group":"legality","id":"V12","pass":"Enough distinct persons signed; administration was competent, in order and within its floors.","supply":"A bundle with all entries.","title":"enough distinct persons, competent"},
      {"asked_of":["bundle","tiles"],"claim":"lifecycles","group":"legality","id":"V13","pass":"Every entry is one that the rules of the record admit, and its recorded outcome and marks are the recomputed ones.","supply":"A bundle with all entries.","title":"judgements equal the recomputed ones"},
      {"asked_of":["bundle"],"claim":"state","group":"consistency","id":"V14","pass":"Rows and sheets recomputed from the entries equal those in the bundle.","supply":"A bundle with rows.jsonl and sheets.jsonl.","title":"rows and sheets recomputed"},
      {"asked_of":["bundle","unit"],"claim":"evidence","group":"evidence","id":"V15","pass":"Every document that an act names is there and has the digest named, or an act withholds or erases it.","supply":"The documents themselves; compare their SHA-256 with the acts.","title":"evidence files"},
      {"asked_of":["bundle","tiles","unit"],"claim":"lifecycles","group":"authenticity","id":"V16","pass":"Every decision names its languages, and they are covered by valid signatures.","supply":"A bundle whose entries have their signatures.","title":"languages covered by signatures"},
      {"asked_of":["bundle","tiles","unit"],"claim":"integrity","group":"consistency","id":"V17","pass":"No entry was recorded earlier than the one before it.","supply":"A bundle with all entries.","title":"recorded times never run backwards"},
      {"asked_of":[],"claim":"none","group":"evidence","id":"V18","pass":"A printed decision says what its entry says.","supply":"The print.","title":"printed decision"},
      {"asked_of":["bundle"],"claim":"state","group":"consistency","id":"V19","pass":"Every unit covered by a run has exactly one headline a contest.","supply":"A bundle with sheets.jsonl.","title":"one headline a unit and contest"},
      {"asked_of":["bundle","record","state","tiles","unit"],"claim":"none","group":"integrity","id":"V20","pass":"The vectors built into the verifier (RFC 6962, RFC 8032, canonical form) gave the right answers at start.","supply":"Another copy of the verifier.","title":"self-test of this verifier"},
      {"asked_of":["bundle","tiles"],"claim":"none","group":"consistency","id":"V21","pass":"Every row of the tables that you gave says what the entries make at its position and on its day.","supply":"A bundle that reaches to the position of which the rows speak.","title":"rows of spreadsheets"},
      {"asked_of":["bundle"],"claim":"results","group":"consistency","id":"V22","pass":"The result of every contest, recomputed from the forms and from what stands, is the one in the bundle.","supply":"A bundle with results.jsonl.","title":"results recomputed"},
      {"asked_of":["bundle"],"claim":"custody","group":"consistency","id":"V23","pass":"The account of every unit, consignment and holder of material, recomputed from the entries, is the one in the bundle.","supply":"A bundle with accounts.jsonl.","title":"accounts recomputed"},
      {"asked_of":["bundle","tiles","unit"],"claim":"none","group":"authenticity","id":"V24","pass":"The trust file lets each key of the log sign at no size for which the log did not adopt it, and lacks none of them.","supply":"A trust file with the keys that the log adopted since, from elsewhere than the bundle.","title":"keys of the log"},
      {"asked_of":["bundle","tiles"],"claim":"state","group":"consistency","id":"V25","pass":"Every state seal tells the position, the root and the number of sheets that follow from the entries before it, and whatever was certified is sealed.","supply":"A bundle with all entries; where a certification is not sealed yet, a later bundle with the seal.","title":"state seals recomputed"},
      {"asked_of":["state","unit"],"claim":"none","group":"consistency","id":"V26","pass":"The sheets and absences of a state proof are those that the sealing entry covers.","supply":"A state proof (eal state UNIT --proof).","title":"sheets of a state proof"},
      {"asked_of":["state","unit"],"claim":"none","group":"consistency","id":"V27","pass":"The answer of a state proof follows from its sheets, and answers what was asked.","supply":"A state proof (eal state UNIT --proof).","title":"answer of a state proof"},
      {"asked_of":["bundle","unit"],"claim":"state","group":"consistency","id":"V28","pass":"The stories and README.txt say what the entries say, word for word.","supply":"A bundle with README.txt and stories.","title":"what is told in words"},
    ],
    kinds: [
      {"always":[],"cannot_show":[],"kind":"bundle","name":"a bundle"},
      {"always":["V06"],"cannot_show":[{"checks":["V10","V11","V12","V13","V16"],"words":"who signed the act, whether they could, and whether they were enough"},{"checks":["V14","V19","V22","V23","V25"],"words":"what the act did, and whether it still stands"},{"checks":["V04","V05","V08","V17"],"words":"that the log has every entry, one after the other, in the order of time, and extends what was seen before"},{"checks":["V15","V21"],"words":"the documents that the act names, and spreadsheets"},{"checks":["V24"],"words":"that the log keys of the trust file are those that the log adopted"},{"checks":["V01","V28"],"words":"files and stories: a receipt has none"}],"kind":"record","name":"a receipt"},
      {"always":["V26","V27"],"cannot_show":[{"checks":["V14","V25"],"words":"that the seal states what the entries make"},{"checks":["V11","V12","V13","V16"],"words":"who signed the acts that it lists, whether they could, and whether they were enough"},{"checks":[],"words":"that nothing was recorded about the unit after the seal"},{"checks":["V04","V05","V17"],"words":"that the log has every entry, one after the other, in the order of time"},{"checks":["V15","V19","V21","V22","V23"],"words":"what holds elsewhere, results, accounts of material, documents and spreadsheets"},{"checks":["V24"],"words":"that the log keys of the trust file are those that the log adopted"},{"checks":["V01","V28"],"words":"files and stories: a state proof has none"}],"kind":"state","name":"a state proof"},
      {"always":[],"cannot_show":[{"checks":["V14","V19","V22","V23"],"words":"that a state, results or accounts which somebody shows are those of the log: tiles hold none"},{"checks":["V15"],"words":"the documents that acts name"},{"checks":["V28"],"words":"stories: tiles hold none"}],"kind":"tiles","name":"a log as files of tiles"},
      {"always":["V26","V27"],"cannot_show":[{"checks":["V13","V14"],"words":"what the acts did to the state: that is taken from the seal"},{"checks":["V25"],"words":"that the seal states what the entries make"},{"checks":[],"words":"that nothing was recorded about the unit after the seal"},{"checks":["V05"],"words":"what stands between these entries in the log"},{"checks":["V19","V21","V22","V23"],"words":"anything about other units, results, accounts and spreadsheets"}],"kind":"unit","name":"a bundle of one unit"},
    ],
    codes: [
      {"code":"absence_differs","do":"Ask for the proof again, from another server too; verify a bundle of the log.","hostile":"Something that is there was passed off as absent.","innocent":"The file was changed on its way.","means":"What is said to be absent is not shown to be so by the sealed sheets."},
      {"code":"account_differs","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator hid what is missing, or made a balance of what has none.","innocent":"The ledger ran another version of section 13 of the specification.","means":"The account of a subject is not the one that follows from the entries."},
      {"code":"act_id_taken","do":"Compare the entry named here with another copy of the log; ask the operator for both.","hostile":"An entry was changed, removed, added or moved after it was recorded.","innocent":"Entries were copied, merged or cut wrongly.","means":"The same act stands in the log twice, or two acts have one id."},
      {"code":"administration_overtaken","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"Administration was changed after the signers had looked."},
      {"code":"already_exists","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"What is made exists already."},
      {"code":"already_founded","do":"Compare the entry named here with another copy of the log; ask the operator for both.","hostile":"An entry was changed, removed, added or moved after it was recorded.","innocent":"Entries were copied, merged or cut wrongly.","means":"A later entry founds the ledger again."},
      {"code":"answer_is_old","do":"Ask again; if it stays so, compare checkpoints with others, and verify a bundle.","hostile":"The server hides what was recorded since.","innocent":"The file was kept from an earlier day, or the server lags behind.","means":"The proof is older than what you have seen of the log, or than you asked for."},
      {"code":"authority_missing","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"Founding does not name an authority for each class."},
      {"code":"bad_balance","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A balance is not of the form that the specification gives."},
      {"code":"bad_consequence","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A consequence is not of the shape that the specification gives."},
      {"code":"bad_declaration","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A declaration is not of the shape that the specification gives."},
      {"code":"bad_field","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"The value of a field breaks its type."},
      {"code":"bad_key","do":"Get the bundle again from another place and compare the entry named here.","hostile":"Somebody changed what was recorded.","innocent":"The file was edited, cut short or damaged on its way.","means":"A key is not the name of a field."},
      {"code":"bad_member","do":"Get the bundle again from another place and compare the entry named here.","hostile":"Somebody changed what was recorded.","innocent":"The file was edited, cut short or damaged on its way.","means":"A member has the wrong type, spelling or order."},
      {"code":"bad_rule","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A rule is not of the shape that the specification gives."},
      {"code":"bad_spreadsheet","do":"Take the table as the server gave it, with its header row and the columns as_of_position and in_force_on; for a part of a log, the whole bundle.","hostile":"None: nothing was decided.","innocent":"The file is another one, or a program saved it in another form.","means":"The spreadsheet cannot be held to the entries."},
      {"code":"balance_differs","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator hid what is missing, or made a balance of what has none.","innocent":"The ledger ran another version of section 13 of the specification.","means":"A check of an account is missing, or its outcome is not the one that follows from the entries."},
      {"code":"below_floor","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"The act goes below the floors that founding set."},
      {"code":"beyond_intake","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A system signed an act with more than it may record."},
      {"code":"blocker_differs","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator hid what stands in the way of a certification, or made something up.","innocent":"The ledger ran another version of section 9 of the specification.","means":"What blocks the certification of a contest is not what follows from the entries."},
      {"code":"bucket_differs","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator hid what is missing, or made a balance of what has none.","innocent":"The ledger ran another version of section 13 of the specification.","means":"What a subject holds is not what follows from the entries."},
      {"code":"bundle_damaged","do":"Get the bundle again as the ledger exports it.","hostile":"Somebody made a file that is to confuse or to stop the verifier.","innocent":"The file is another one than meant, or was packed anew by a tool.","means":"The zip cannot be unpacked."},
      {"code":"bundle_too_large","do":"Get the bundle again as the ledger exports it.","hostile":"Somebody made a file that is to confuse or to stop the verifier.","innocent":"The file is another one than meant, or was packed anew by a tool.","means":"A file in the bundle is larger than 1 GiB, or than the zip's own list says."},
      {"code":"bundles_do_not_meet","do":"Give all of them, from the one that begins at entry 0 on, with --with; ask for the one that is missing.","hostile":"Somebody leaves out what was recorded between them.","innocent":"A bundle between them is missing, or they are in another order.","means":"The bundles do not follow each other: one must begin where the other ends."},
      {"code":"certification_contested","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"Something was certified while a contested act was open."},
      {"code":"checkpoint_malformed","do":"Check the log key of the trust file against another source, then get the checkpoint again.","hostile":"The checkpoint was made by somebody who is not the log.","innocent":"The trust file belongs to another log or an earlier key.","means":"The text of the checkpoint is not origin, size and root."},
      {"code":"clock_did_not_progress","do":"Compare the entry named here with another copy of the log; ask the operator for both.","hostile":"An entry was changed, removed, added or moved after it was recorded.","innocent":"Entries were copied, merged or cut wrongly.","means":"An entry was recorded earlier than the one before it."},
      {"code":"clock_not_allowed","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"An official ledger has a simulated clock."},
      {"code":"decision_missing","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"A ruling stands in an act without decision."},
      {"code":"decision_unexpected","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"A decision stands in an act without ruling."},
      {"code":"document_differs","do":"Keep the file; ask for the document again, and compare its SHA-256 with the act.","hostile":"Somebody put another document in the place of the one that the act names.","innocent":"The file was damaged, or saved again by a program.","means":"A document is not the one that its name says."},
      {"code":"document_held_back","do":"Do not pass it on; ask for a bundle without it, and whoever gave you this one why it is there.","hostile":"Somebody hands out what an act says must not be read.","innocent":"The bundle was put together by hand, or before the act was recorded.","means":"A document is there that an act withholds, or says was erased."},
      {"code":"document_not_named","do":"Leave it aside: it is no part of this record.","hostile":"Somebody wants a document to be read as if an act named it.","innocent":"A file was packed into the wrong bundle.","means":"No act names this document."},
      {"code":"duplicate_key","do":"Get the bundle again from another place and compare the entry named here.","hostile":"Somebody changed what was recorded.","innocent":"The file was edited, cut short or damaged on its way.","means":"An object has the same key twice."},
      {"code":"entries_missing","do":"Compare the entry named here with another copy of the log; ask the operator for both.","hostile":"An entry was changed, removed, added or moved after it was recorded.","innocent":"Entries were copied, merged or cut wrongly.","means":"The log ends before the size that the bundle states, or after it; or an entry is not there that a bundle of one unit must have."},
      {"code":"entry_not_in_log","do":"Ask for the bundle again, from another server too; verify the bundle of the whole log.","hostile":"Somebody shows an act that was never recorded, or another text of one that was.","innocent":"The file was put together wrongly.","means":"An entry of a bundle of one unit is not in the log that the checkpoint covers."},
      {"code":"entry_not_of_unit","do":"Do not read it as an act about this unit; ask for the bundle again.","hostile":"Somebody passes an act about another unit off as one about this unit.","innocent":"The file was put together wrongly.","means":"An entry is here that neither the sheets of the unit nor the law count."},
      {"code":"figure_differs","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator showed a result that was not counted, or hid what is missing from it.","innocent":"The ledger ran another version of section 12 of the specification.","means":"A figure of a result is not the one that follows from the forms that stand."},
      {"code":"file_differs","do":"Get the bundle again as the ledger exports it.","hostile":"Somebody made a file that is to confuse or to stop the verifier.","innocent":"The file is another one than meant, or was packed anew by a tool.","means":"A file of the bundle is not the one that its manifest describes."},
      {"code":"file_not_of_a_bundle","do":"Get the bundle again as the ledger exports it.","hostile":"Somebody made a file that is to confuse or to stop the verifier.","innocent":"The file is another one than meant, or was packed anew by a tool.","means":"The zip holds a file that no bundle has."},
      {"code":"file_twice","do":"Get the bundle again as the ledger exports it.","hostile":"Somebody made a file that is to confuse or to stop the verifier.","innocent":"The file is another one than meant, or was packed anew by a tool.","means":"The zip holds a file twice."},
      {"code":"fork_unproven","do":"Ask for the two checkpoints themselves and compare them.","hostile":"Somebody wants an honest log to look dishonest.","innocent":"The file was cut or is of another log than the trust file.","means":"The file does not prove that a log has two histories."},
      {"code":"form_differs","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator showed a result that was not counted, or hid what is missing from it.","innocent":"The ledger ran another version of section 12 of the specification.","means":"A result rests on a form that does not stand there, or leaves one out that does."},
      {"code":"index_out_of_order","do":"Compare the entry named here with another copy of the log; ask the operator for both.","hostile":"An entry was changed, removed, added or moved after it was recorded.","innocent":"Entries were copied, merged or cut wrongly.","means":"An index does not follow the one before: an entry is missing, double or moved."},
      {"code":"judgement_differs","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"The recorded judgement is not the one that follows from the entries."},
      {"code":"key_revoked","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A signature is by a key that was revoked or compromised before."},
      {"code":"languages_not_covered","do":"Ask the signer for the act as signed, and compare its SHA-256.","hostile":"A signature was forged, or the act was changed after it was signed.","innocent":"The bundle was damaged.","means":"The languages of a decision are not covered by valid signatures."},
      {"code":"later_not_in_log","do":"Ask for the proof again, from another server too; verify a bundle of the log.","hostile":"Somebody shows an act that was never recorded.","innocent":"The file was put together wrongly.","means":"A later act that the proof shows is not in the log that the checkpoint covers, or not later."},
      {"code":"ledger_is_closed","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"The ledger is closed."},
      {"code":"ledger_not_open","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"The ledger is not open for this."},
      {"code":"link_broken","do":"Compare the entry named here with another copy of the log; ask the operator for both.","hostile":"An entry was changed, removed, added or moved after it was recorded.","innocent":"Entries were copied, merged or cut wrongly.","means":"The hash that the next entry names is not that of this entry."},
      {"code":"log_key_differs","do":"Compare the trust file with what the log prints for `eal log vkey`, and ask the commission about the key named here.","hostile":"Somebody wants a key that was replaced, or was never adopted, to go on signing.","innocent":"The trust file was written by hand, or belongs to another time.","means":"The trust file trusts a key of the log for sizes for which the log did not adopt it."},
      {"code":"log_key_out_of_range","do":"Check the log key of the trust file against another source, then get the checkpoint again.","hostile":"The checkpoint was made by somebody who is not the log.","innocent":"The trust file belongs to another log or an earlier key.","means":"The log key is not valid at this size."},
      {"code":"missing_field","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"A field of an event is missing."},
      {"code":"missing_member","do":"Get the bundle again from another place and compare the entry named here.","hostile":"Somebody changed what was recorded.","innocent":"The file was edited, cut short or damaged on its way.","means":"An object lacks a member."},
      {"code":"missing_unit_differs","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator showed a result that was not counted, or hid what is missing from it.","innocent":"The ledger ran another version of section 12 of the specification.","means":"A unit whose result is missing is not named, or is named with another reason."},
      {"code":"mixed_administration","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"Administration stands beside other events."},
      {"code":"needs_cryptography","do":"Install the Python package cryptography, or use a computer that has it.","hostile":"None is known.","innocent":"The verifier runs on a bare Python, where it can verify but not sign.","means":"This command signs, and the library that signs is not installed."},
      {"code":"network","do":"Try again later, or from another place; ask for a bundle.","hostile":"Somebody keeps you from seeing the log.","innocent":"The server or the way to it is down.","means":"What was asked for could not be fetched."},
      {"code":"no_delegation","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"No delegation in force gives the signer this place."},
      {"code":"not_a_bundle","do":"Get the bundle again as the ledger exports it.","hostile":"Somebody made a file that is to confuse or to stop the verifier.","innocent":"The file is another one than meant, or was packed anew by a tool.","means":"The file is not a bundle: no zip, or one without entries."},
      {"code":"not_a_seal","do":"Ask for the proof again, from another server too; verify a bundle of the log.","hostile":"Somebody passes another entry off as a seal.","innocent":"The file was put together wrongly.","means":"The entry named as the seal is no state seal."},
      {"code":"not_an_object","do":"Get the bundle again from another place and compare the entry named here.","hostile":"Somebody changed what was recorded.","innocent":"The file was edited, cut short or damaged on its way.","means":"The outermost value is not an object."},
      {"code":"not_canonical","do":"Get the bundle again from another place and compare the entry named here.","hostile":"Somebody changed what was recorded.","innocent":"The file was edited, cut short or damaged on its way.","means":"The same content is not in its one canonical spelling."},
      {"code":"not_competent","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"The body has no authority for this."},
      {"code":"not_extended","do":"Compare the entry named here with another copy of the log; ask the operator for both.","hostile":"An entry was changed, removed, added or moved after it was recorded.","innocent":"Entries were copied, merged or cut wrongly.","means":"The log does not begin with the entries that were there when last seen."},
      {"code":"not_founding","do":"Compare the entry named here with another copy of the log; ask the operator for both.","hostile":"An entry was changed, removed, added or moved after it was recorded.","innocent":"Entries were copied, merged or cut wrongly.","means":"Entry 0 is not the founding of this ledger."},
      {"code":"not_json","do":"Get the bundle again from another place and compare the entry named here.","hostile":"Somebody changed what was recorded.","innocent":"The file was edited, cut short or damaged on its way.","means":"The bytes are not JSON."},
      {"code":"not_two_views","do":"Nothing: keep the larger one as the last seen.","hostile":"None.","innocent":"One log continues the other.","means":"These two do not contradict each other."},
      {"code":"not_utf8","do":"Get the bundle again from another place and compare the entry named here.","hostile":"Somebody changed what was recorded.","innocent":"The file was edited, cut short or damaged on its way.","means":"The bytes are not UTF-8, or begin with a byte order mark."},
      {"code":"note_malformed","do":"Check the log key of the trust file against another source, then get the checkpoint again.","hostile":"The checkpoint was made by somebody who is not the log.","innocent":"The trust file belongs to another log or an earlier key.","means":"The checkpoint is not a signed note."},
      {"code":"note_signature_invalid","do":"Check the log key of the trust file against another source, then get the checkpoint again.","hostile":"The checkpoint was made by somebody who is not the log.","innocent":"The trust file belongs to another log or an earlier key.","means":"A signature under the checkpoint by a known key is wrong."},
      {"code":"note_unsigned","do":"Check the log key of the trust file against another source, then get the checkpoint again.","hostile":"The checkpoint was made by somebody who is not the log.","innocent":"The trust file belongs to another log or an earlier key.","means":"No log key of the trust file signed the checkpoint."},
      {"code":"number_not_integer","do":"Get the bundle again from another place and compare the entry named here.","hostile":"Somebody changed what was recorded.","innocent":"The file was edited, cut short or damaged on its way.","means":"A number has a fraction or an exponent, or is -0."},
      {"code":"number_out_of_range","do":"Get the bundle again from another place and compare the entry named here.","hostile":"Somebody changed what was recorded.","innocent":"The file was edited, cut short or damaged on its way.","means":"An integer is outside \u00b1(2^53\u22121)."},
      {"code":"office_not_held","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A person did not hold that office in that body on that day."},
      {"code":"origin_mismatch","do":"Check the log key of the trust file against another source, then get the checkpoint again.","hostile":"The checkpoint was made by somebody who is not the log.","innocent":"The trust file belongs to another log or an earlier key.","means":"The checkpoint is of another log."},
      {"code":"other_day","do":"Ask for the proof of the day that you mean.","hostile":"Another day's answer was passed off as this one's.","innocent":"The wrong file was given.","means":"The proof is of another legal day than was asked for."},
      {"code":"other_ledger","do":"Compare the entry named here with another copy of the log; ask the operator for both.","hostile":"An entry was changed, removed, added or moved after it was recorded.","innocent":"Entries were copied, merged or cut wrongly.","means":"An entry belongs to another ledger, or entry 0 is not the one that was pinned."},
      {"code":"other_position","do":"Ask for the proof as of the position that you mean.","hostile":"An older or a later answer was passed off as this one.","innocent":"The wrong file was given, or the position is not sealed yet.","means":"The proof is of another position than was asked for."},
      {"code":"other_unit","do":"Ask for the proof of the unit that you mean.","hostile":"Another unit's answer was passed off as this one's.","innocent":"The wrong file was given.","means":"The proof is about another unit than was asked for."},
      {"code":"person_has_key","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A person holds two keys at once."},
      {"code":"person_signed_twice","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"One person signed with two keys."},
      {"code":"policy_malformed","do":"Get the policy again from whoever wrote it, and put it into the trust file unchanged.","hostile":"Somebody wants another set of witnesses to be asked.","innocent":"The policy was copied by hand, or its last line does not end.","means":"A witness policy is not of the form that the specification gives."},
      {"code":"possession_not_proven","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A key was enrolled without its own signature."},
      {"code":"quorum_not_met","do":"Ask for a proof whose checkpoint more of the witnesses have cosigned.","hostile":"The witnesses were shown another log, and so did not sign this one.","innocent":"The checkpoint was not cosigned yet.","means":"Too few witnesses of the policy have cosigned."},
      {"code":"readme_differs","do":"Do not follow it: it is not from the ledger. Read it in the specification.","hostile":"Somebody gave people other words than those that were signed.","innocent":"The story was made by a ledger of another version, or edited with good intentions.","means":"README.txt is not the text that stands in the specification."},
      {"code":"receipt_contradicts","do":"Fetch the receipt anew; show both to the operator.","hostile":"The entry is not in the log that the checkpoint is about.","innocent":"Parts of several receipts were mixed.","means":"The parts of a receipt do not belong together."},
      {"code":"result_differs","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator showed a result that was not counted, or hid what is missing from it.","innocent":"The ledger ran another version of section 12 of the specification.","means":"The result of a contest is not the one that follows from the entries."},
      {"code":"root_differs","do":"Compare the entry named here with another copy of the log; ask the operator for both.","hostile":"An entry was changed, removed, added or moved after it was recorded.","innocent":"Entries were copied, merged or cut wrongly.","means":"The root of the entries is not the one in the checkpoint."},
      {"code":"row_differs","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"A row of the bundle is not the one that follows from its entry."},
      {"code":"rule_not_met","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"A rule that refuses was not met."},
      {"code":"seal_differs","do":"Keep the bundle: it proves what was sealed. Believe no state proof that rests on this entry.","hostile":"The operator sealed a state that nobody decided, to prove it to somebody.","innocent":"The ledger sealed from tables that were wrong.","means":"A state seal does not tell the state that the entries make."},
      {"code":"seal_not_in_log","do":"Ask for the proof again, from another server too; verify a bundle of the log.","hostile":"The seal was made outside the log, for this answer alone.","innocent":"The seal and the checkpoint come from different copies of the log.","means":"The sealing entry is not in the log that the checkpoint covers."},
      {"code":"seal_position","do":"Compare the entry named here with another copy of the log; ask the operator for both.","hostile":"A seal was moved, or made for a state long past.","innocent":"Entries were copied, merged or cut wrongly.","means":"A state seal is of a position whose turn it is not."},
      {"code":"seen_missing","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"The act does not say what its signers had seen."},
      {"code":"seen_not_ours","do":"Compare the entry named here with another copy of the log; ask the operator for both.","hostile":"An entry was changed, removed, added or moved after it was recorded.","innocent":"Entries were copied, merged or cut wrongly.","means":"The signers had seen a log with another root than this one had at that size."},
      {"code":"seen_unexpected","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"The founding act says that its signers had seen something."},
      {"code":"self_test_failed","do":"Install the verifier anew from a source you trust; believe no result of this one.","hostile":"Somebody replaced the verifier or a library under it.","innocent":"The installation is broken.","means":"The verifier gave a wrong answer to a vector built into it."},
      {"code":"semantics_unknown","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"Semantics other than 1 were adopted."},
      {"code":"sheet_differs","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"The sheet of a unit is not the one that follows from the entries."},
      {"code":"sheet_missing","do":"Ask for the proof again, from another server too; verify a bundle of the log.","hostile":"What would contradict the answer was left out.","innocent":"The proof was made by another version of the program.","means":"The proof lacks a sheet on which the answer depends."},
      {"code":"sheet_not_sealed","do":"Ask for the proof again, from another server too; verify a bundle of the log.","hostile":"An act or a row was left out, added or changed.","innocent":"The file was changed on its way.","means":"Rows or acts of a key are not those that were sealed."},
      {"code":"signature_invalid","do":"Ask the signer for the act as signed, and compare its SHA-256.","hostile":"A signature was forged, or the act was changed after it was signed.","innocent":"The bundle was damaged.","means":"A signature is not valid over the bytes of its act."},
      {"code":"spreadsheet_differs","do":"Take the cell from this report, or the table again from the server; ask whoever gave you the file.","hostile":"Somebody changed the file, or the server gave out what the log does not say.","innocent":"A program wrote a day or a number in another form when the file was saved.","means":"A row of the spreadsheet says something else than the entries do at its position and on its day."},
      {"code":"spreadsheet_row_unknown","do":"Look for the row in the table as the server gives it; ask whoever gave you the file.","hostile":"Somebody added a row.","innocent":"The row is from the table of another ledger, or its id lost its leading zeros.","means":"The entries make no such row at its position and on its day."},
      {"code":"state_differs","do":"Ask for the proof again, from another server too; verify a bundle of the log.","hostile":"The server lies about the state, and shows the true rows beside it.","innocent":"The ledger ran another version of section 9 of the specification.","means":"The answer does not follow from the sealed rows."},
      {"code":"story_differs","do":"Read the entry itself, or have the story made again from the entries.","hostile":"Somebody gave people other words than those that were signed.","innocent":"The story was made by a ledger of another version, or edited with good intentions.","means":"A story tells an act otherwise than its entry, tells one that is not there, or is missing in a language."},
      {"code":"succession_too_early","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A succession was completed before its delay had passed."},
      {"code":"suspect_from_in_future","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A key is said to be suspect from a later entry on."},
      {"code":"text_not_allowed","do":"Get the bundle again from another place and compare the entry named here.","hostile":"Somebody changed what was recorded.","innocent":"The file was edited, cut short or damaged on its way.","means":"A text holds a character that is not allowed."},
      {"code":"text_not_nfc","do":"Get the bundle again from another place and compare the entry named here.","hostile":"Somebody changed what was recorded.","innocent":"The file was edited, cut short or damaged on its way.","means":"A text is not in Normalisation Form C."},
      {"code":"tile_malformed","do":"Fetch the tiles again; if it is the same, ask the operator.","hostile":"Somebody prepared the file to make readers fail.","innocent":"The copy was cut short, or is of something else.","means":"A file of the log's tiles is not what such a file is."},
      {"code":"tile_missing","do":"Fetch the tiles again, or ask for a bundle.","hostile":"Somebody withholds a part of the log.","innocent":"The copy is not complete.","means":"A file of the log's tiles is not there."},
      {"code":"tlog_proof_contradicts","do":"Compare the entry with another copy of the log; ask for a new proof.","hostile":"The entry is not the one that was recorded.","innocent":"The proof belongs to another entry.","means":"The proof leads to another root than the checkpoint states."},
      {"code":"tlog_proof_malformed","do":"Get the proof again.","hostile":"Somebody changed what was proven.","innocent":"The file was edited, cut short or damaged on its way.","means":"The file is not a proof of the form c2sp.org/tlog-proof@v1."},
      {"code":"too_deep","do":"Get the bundle again from another place and compare the entry named here.","hostile":"Somebody changed what was recorded.","innocent":"The file was edited, cut short or damaged on its way.","means":"Objects and arrays are nested too deep."},
      {"code":"too_few_persons","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"Fewer distinct persons signed than are needed."},
      {"code":"too_large","do":"Get the bundle again from another place and compare the entry named here.","hostile":"Somebody changed what was recorded.","innocent":"The file was edited, cut short or damaged on its way.","means":"A document is longer than the format allows."},
      {"code":"two_headlines","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"A sheet has two headlines for one contest."},
      {"code":"unknown_act","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"An act is not in the log."},
      {"code":"unknown_balance","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A balance is named that is not known."},
      {"code":"unknown_body","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A body is not known, or not in force on that day."},
      {"code":"unknown_consequence","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A consequence is named that was never adopted or was withdrawn."},
      {"code":"unknown_contest","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"A contest does not exist."},
      {"code":"unknown_delegation","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A delegation is not in force."},
      {"code":"unknown_document","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"A document is given free that was not withheld."},
      {"code":"unknown_election","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"An election does not exist."},
      {"code":"unknown_event_type","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"No declaration in force names this event type."},
      {"code":"unknown_field","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"An event has a field that its declaration does not know."},
      {"code":"unknown_key","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A signature, or an event, is about a key that is not enrolled or no longer in force."},
      {"code":"unknown_member","do":"Get the bundle again from another place and compare the entry named here.","hostile":"Somebody changed what was recorded.","innocent":"The file was edited, cut short or damaged on its way.","means":"An object has a member that the format does not know."},
      {"code":"unknown_person","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A person was never entered."},
      {"code":"unknown_rule","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A rule is not in force."},
      {"code":"unknown_ruleset","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A ruleset is not known."},
      {"code":"unknown_run","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"A run does not exist."},
      {"code":"unknown_succession","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A succession was not announced, or is completed."},
      {"code":"unknown_unit","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"A unit does not exist."},
      {"code":"unknown_unit_list","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"A unit list does not exist."},
      {"code":"unlisted_signer","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A person signed who is not among those asked."},
      {"code":"unreadable","do":"Get the bundle again as the ledger exports it.","hostile":"Somebody made a file that is to confuse or to stop the verifier.","innocent":"The file is another one than meant, or was packed anew by a tool.","means":"A file cannot be opened."},
      {"code":"usage","do":"Look at eal-verify --help and give the command again.","hostile":"None is known.","innocent":"A word is missing or misspelt.","means":"The command line cannot be understood."},
      {"code":"verifier_fault","do":"Get the bundle again as the ledger exports it.","hostile":"Somebody made a file that is to confuse or to stop the verifier.","innocent":"The file is another one than meant, or was packed anew by a tool.","means":"The verifier itself failed; nothing was decided."},
      {"code":"vkey_malformed","do":"Check the log key of the trust file against another source, then get the checkpoint again.","hostile":"The checkpoint was made by somebody who is not the log.","innocent":"The trust file belongs to another log or an earlier key.","means":"A verifier key is not spelled right, or is a weak key."},
      {"code":"wrong_event_version","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"The event has another version than its declaration."},
      {"code":"zip_not_plain","do":"Get the bundle again as the ledger exports it.","hostile":"Somebody made a file that is to confuse or to stop the verifier.","innocent":"The file is another one than meant, or was packed anew by a tool.","means":"The zip is encrypted, or packed in a way that a bundle is not."},
    ],
  };
})(Eal);
(function (Eal) {
  const FORBIDDEN = [
    [0x00, 0x09], [0x0b, 0x1f], [0x7f, 0x9f], [0x061c, 0x061c], [0x200e, 0x200f], [0x2028, 0x2029],
    [0x202a, 0x202e], [0x2066, 0x2069], [0xfeff, 0xfeff],
  ];
  const PLAIN = /^[\x20-\x7e\n]*$/;

  function mark(bits, [first, last], value) {
    for (let point = first; point <= last; point++) bits[point] = value;
  }

  /** One byte a code point: 1 where docs/spec 1 allows it. */
  const allowed = new Uint8Array(0x110000);
  for (const range of Eal.tables.assigned.split(' ')) {
    mark(allowed, range.split('..').map((digits) => parseInt(digits, 16)), 1);
  }
  for (const range of FORBIDDEN) mark(allowed, range, 0);

  /** The code of the rule on characters that a text breaks, or `null` (docs/spec 1). */
  Eal.textFault = function (text) {
    if (PLAIN.test(text)) return null;
    for (const character of text) {
      if (!allowed[character.codePointAt(0)]) return 'text_not_allowed';
    }
    // The second half: what follows a line feed must not compose with the letter of its escape.
    const spelled = text.replaceAll('\n', 'n');
    const isNormal = text.normalize('NFC') === text && spelled.normalize('NFC') === spelled;
    return isNormal ? null : 'text_not_nfc';
  };

  /** The number of code points. */
  Eal.pointCount = function (text) {
    let count = 0;
    for (const _ of text) count++;
    return count;
  };

  /** What may be shown: characters that move the cursor or the reading order are spelled out. */
  Eal.shown = function (text) {
    let out = '';
    for (const character of typeof text === 'string' ? text : JSON.stringify(text)) {
      const point = character.codePointAt(0);
      out += allowed[point] && point !== 10 ? character : `\\u{${point.toString(16)}}`;
    }
    return out;
  };
})(Eal);
(function (Eal) {
  const refuse = (code, found) => {
    throw new Eal.Refusal(code, found);
  };
  const NUMBER = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;
  const KEY = /^[a-z][a-z0-9_]{0,63}$/;
  const ESCAPES = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
  const LITERALS = { t: ['true', true], f: ['false', false], n: ['null', null] };

  /** Step 2 of docs/spec 1: one pass from left to right; texts and keys are looked at later. */
  class Pass {
    constructor(text, depthMax) {
      this.text = text;
      this.at = 0;
      this.depth = 0;
      this.depthMax = depthMax;
      this.texts = [];
    }

    broken() {
      refuse('not_json', `at character ${this.at}`);
    }

    space() {
      while (' \t\n\r'.includes(this.text[this.at] || 'x')) this.at++;
    }

    /** Takes one character, after white space; false if another stands there. */
    take(character) {
      this.space();
      if (this.text[this.at] !== character) return false;
      this.at++;
      return true;
    }

    whole() {
      const value = this.value();
      this.space();
      if (this.at !== this.text.length) this.broken();
      return value;
    }

    value() {
      this.space();
      const first = this.text[this.at];
      if (first === '{') return this.contained(() => this.object());
      if (first === '[') return this.contained(() => this.array());
      if (first === '"') return this.string(false);
      if (LITERALS[first]) return this.literal(...LITERALS[first]);
      return this.number();
    }

    contained(read) {
      if (++this.depth > this.depthMax) refuse('too_deep', `more than ${this.depthMax}`);
      this.at++;
      const value = read();
      this.depth--;
      return value;
    }

    literal(word, value) {
      if (!this.text.startsWith(word, this.at)) this.broken();
      this.at += word.length;
      return value;
    }

    array() {
      const items = [];
      if (this.take(']')) return items;
      do items.push(this.value());
      while (this.take(','));
      if (!this.take(']')) this.broken();
      return items;
    }

    object() {
      const members = Object.create(null);
      if (this.take('}')) return members;
      do this.member(members);
      while (this.take(','));
      if (!this.take('}')) this.broken();
      return members;
    }

    member(members) {
      this.space();
      if (this.text[this.at] !== '"') this.broken();
      const key = this.string(true);
      if (key in members) refuse('duplicate_key', key);
      if (!this.take(':')) this.broken();
      members[key] = undefined;
      members[key] = this.value();
    }

    number() {
      const run = /[-+.0-9eE]*/y;
      run.lastIndex = this.at;
      const digits = run.exec(this.text)[0];
      const parts = NUMBER.exec(digits);
      if (!parts) this.broken();
      if (parts[2] || parts[3] || digits === '-0') refuse('number_not_integer', digits.slice(0, 40));
      if (digits.length > 17 || !Number.isSafeInteger(Number(digits))) {
        refuse('number_out_of_range', digits.slice(0, 40));
      }
      this.at += digits.length;
      return Number(digits);
    }

    string(isKey) {
      let text = '';
      const plain = /[^"\\\u0000-\u001f]*/y;
      for (this.at++; ; ) {
        plain.lastIndex = this.at;
        const run = plain.exec(this.text)[0];
        text += run;
        this.at += run.length;
        const end = this.text[this.at];
        if (end === '"') break;
        if (end !== '\\') this.broken();
        text += this.escape();
      }
      this.at++;
      this.texts.push([isKey, text]);
      return text;
    }

    escape() {
      const kind = this.text[this.at + 1];
      if (kind === 'u') {
        const digits = this.text.slice(this.at + 2, this.at + 6);
        if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.broken();
        this.at += 6;
        return String.fromCharCode(parseInt(digits, 16));
      }
      if (kind === undefined || !(kind in ESCAPES)) this.broken();
      this.at += 2;
      return ESCAPES[kind];
    }
  }

  function checkTexts(texts) {
    for (const [isKey, text] of texts) {
      if (isKey && !KEY.test(text)) refuse('bad_key', Eal.shown(text).slice(0, 80));
      const fault = isKey ? null : Eal.textFault(text);
      if (fault) refuse(fault, Eal.shown(text).slice(0, 80));
    }
  }

  /** Whether a value is an object of a document. */
  Eal.isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

  /**
   * Reads a document in its one spelling (docs/spec 1).
   * Options: `max` bytes, `depth`, `canonical` (false: white space and order are free).
   * Throws `Eal.Refusal` with the first rule that is broken.
   */
  Eal.parseCanonical = function (bytes, { max = Eal.limits.entry, depth = Eal.limits.depth, canonical = true } = {}) {
    if (bytes.length > max) refuse('too_large', `${bytes.length} bytes`);
    const text = Eal.fromUtf8(bytes);
    if (text === null || text.charCodeAt(0) === 0xfeff) refuse('not_utf8');
    const pass = new Pass(text, depth);
    const value = pass.whole();
    if (!Eal.isObject(value)) refuse('not_an_object');
    checkTexts(pass.texts);
    if (canonical && Eal.encodeText(value) !== text) refuse('not_canonical', 'the same content is spelled otherwise');
    return value;
  };

  /** The canonical text of a value that `Eal.parseCanonical` can give. */
  Eal.encodeText = function (value) {
    if (Array.isArray(value)) return `[${value.map(Eal.encodeText).join(',')}]`;
    if (!Eal.isObject(value)) return JSON.stringify(value);
    const members = Object.keys(value).sort();
    return `{${members.map((key) => `${JSON.stringify(key)}:${Eal.encodeText(value[key])}`).join(',')}}`;
  };

  /** The canonical bytes of a value. */
  Eal.encode = (value) => Eal.utf8(Eal.encodeText(value));
})(Eal);
(function (Eal) {
  const ID = /^[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?$/;
  const CODE = /^[a-z][a-z0-9_]{0,63}$/;
  const HASH = /^[0-9a-f]{64}$/;
  const DAY = /^(19|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}$/;
  const INSTANT = /^[0-9-]{10}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z$/;
  const ORIGIN = /^[a-z0-9][a-z0-9./-]{0,127}$/;
  const REFERENCE = /^([^#]*)(#[1-9][0-9]{0,8})?$/;
  const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
  const EVENT_TYPE = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/;
  const isText = (value) => typeof value === 'string';

  function isDay(value) {
    if (!isText(value) || !DAY.test(value)) return false;
    const [year, month, day] = value.split('-').map(Number);
    if (month < 1 || month > 12 || day < 1) return false;
    const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    return day <= [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  }

  /** The small spellings of docs/spec 1 and 2: each says of any value whether it is one. */
  Eal.spelling = {
    isId: (value) => isText(value) && ID.test(value),
    isCode: (value) => isText(value) && CODE.test(value),
    isHash: (value) => isText(value) && HASH.test(value),
    isDay,
    isInstant: (value) => isText(value) && INSTANT.test(value) && isDay(value.slice(0, 10)),
    isOrigin: (value) => isText(value) && ORIGIN.test(value),
    isReference(value) {
      const parts = isText(value) && REFERENCE.exec(value);
      return Boolean(parts) && ID.test(parts[1]);
    },
    isLanguage: (value) => isText(value) && LANGUAGE.test(value),
    isEventType: (value) => isText(value) && value.length <= 64 && EVENT_TYPE.test(value),
    isCount: (value) => Number.isSafeInteger(value) && value >= 0,
    isKeyId: (value) => isText(value) && /^[A-Za-z0-9_-]{43}$/.test(value),
    /** Text of 1 to `max` code points without line feed. */
    isLine: (value, max = 500) =>
      isText(value) && value !== '' && !value.includes('\n') && Eal.pointCount(value) <= max,
  };
})(Eal);
(function (Eal) {
  const LEAF = Uint8Array.of(0);
  const NODE = Uint8Array.of(1);

  /** The leaf hash of an entry's bytes (RFC 6962, 2.1). */
  Eal.leafHash = (bytes) => Eal.sha256(Eal.concat(LEAF, bytes));

  /** The hash of two subtrees. */
  Eal.nodeHash = (left, right) => Eal.sha256(Eal.concat(NODE, left, right));

  /** A tree that grows; every earlier root can be asked for, from the size on at which it was taken up (`frontier`: hashes). */
  Eal.Tree = class Tree {
    constructor(size = 0, frontier = []) {
      this.levels = [[]];
      const left = [...frontier].reverse();
      for (let level = 0, count = size; count; level++, count = Math.floor(count / 2)) {
        this.levels[level] = [];
        this.levels[level].length = count;
        if (count % 2) this.levels[level][count - 1] = left.shift();
      }
    }

    get size() {
      return this.levels[0].length;
    }

    add(leaf) {
      for (let level = 0, hash = leaf; ; level++) {
        if (!this.levels[level]) this.levels.push([]);
        const row = this.levels[level];
        row.push(hash);
        if (row.length % 2) return;
        hash = Eal.nodeHash(row[row.length - 2], hash);
      }
    }

    /** The root of the first `size` leaves. */
    root(size) {
      let root = null;
      for (let level = 0, left = size; left; level++, left = Math.floor(left / 2)) {
        if (!(left % 2)) continue;
        const subtree = this.levels[level][left - 1];
        root = root ? Eal.nodeHash(subtree, root) : subtree;
      }
      return root || Eal.sha256(new Uint8Array(0));
    }
  };

  const areHashes = (proof) => proof.every((hash) => hash.length === 32);

  /** The root that an inclusion proof leads to (RFC 9162, 2.1.3.2), or `null`. Numbers are BigInt. */
  Eal.rootFromInclusion = function (leaf, index, size, proof) {
    if (index < 0n || index >= size || leaf.length !== 32 || !areHashes(proof)) return null;
    let [node, last, root] = [index, size - 1n, leaf];
    for (const hash of proof) {
      if (last === 0n) return null;
      if (node & 1n || node === last) {
        root = Eal.nodeHash(hash, root);
        while (!(node & 1n) && node) [node, last] = [node >> 1n, last >> 1n];
      } else root = Eal.nodeHash(root, hash);
      [node, last] = [node >> 1n, last >> 1n];
    }
    return last === 0n ? root : null;
  };

  /** The root of a tree of which neighbours are known from place `first` on, or `null`; `beside`: the largest subtrees that hold none of them. */
  Eal.rootFromRange = function (leaves, first, size, beside) {
    const [end, left] = [first + leaves.length, [...beside]];
    if (!leaves.length || end > size || !areHashes(beside)) return null;
    const node = (low, high) => {
      if (high <= first || low >= end) return left.shift() || null;
      if (high - low === 1) return leaves[low - first];
      let half = 1;
      while (half * 2 < high - low) half *= 2;
      const one = node(low, low + half);
      const other = one && node(low + half, high);
      return other && Eal.nodeHash(one, other);
    };
    const root = node(0, size);
    return left.length ? null : root;
  };

  /** Whether a consistency proof shows that the larger tree continues the smaller (RFC 9162, 2.1.4.2). */
  Eal.isConsistent = function (oldSize, oldRoot, newSize, newRoot, proof) {
    if (oldRoot.length !== 32 || newRoot.length !== 32 || !areHashes(proof)) return false;
    if (oldSize > newSize) return false;
    if (oldSize === newSize) return proof.length === 0 && Eal.same(oldRoot, newRoot);
    if (oldSize === 0n) return proof.length === 0 && Eal.same(oldRoot, Eal.sha256(new Uint8Array(0)));
    const isPower = (oldSize & (oldSize - 1n)) === 0n;
    const path = isPower ? [oldRoot, ...proof] : proof;
    const roots = path.length ? climbed(oldSize - 1n, newSize - 1n, path) : null;
    return roots !== null && Eal.same(roots[0], oldRoot) && Eal.same(roots[1], newRoot);
  };

  function climbed(node, last, path) {
    while (node & 1n) [node, last] = [node >> 1n, last >> 1n];
    let [older, newer] = [path[0], path[0]];
    for (const hash of path.slice(1)) {
      if (last === 0n) return null;
      if (node & 1n || node === last) {
        older = Eal.nodeHash(hash, older);
        newer = Eal.nodeHash(hash, newer);
        while (!(node & 1n) && node) [node, last] = [node >> 1n, last >> 1n];
      } else newer = Eal.nodeHash(newer, hash);
      [node, last] = [node >> 1n, last >> 1n];
    }
    return last === 0n ? [older, newer] : null;
  }
})(Eal);
(function (Eal) {
  const P = (1n << 255n) - 19n;
  const L = (1n << 252n) + 27742317777372353535851937790883648493n;
  const mod = (x) => ((x % P) + P) % P;

  function power(base, exponent) {
    let result = 1n;
    for (let e = exponent, b = mod(base); e; e >>= 1n, b = (b * b) % P) {
      if (e & 1n) result = (result * b) % P;
    }
    return result;
  }

  const D = mod(-121665n * power(121666n, P - 2n));
  const ROOT_OF_MINUS_1 = power(2n, (P - 1n) / 4n);
  const SMALL = new Set(Eal.tables.smallOrder);

  function little(bytes) {
    let value = 0n;
    for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]);
    return value;
  }

  /** The x of a point with this y and sign (RFC 8032, 5.1.3), or `null` if there is none. */
  function recovered(y, sign) {
    const u = mod(y * y - 1n);
    const v = mod(D * y * y + 1n);
    let x = mod(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n));
    const square = mod(v * x * x);
    if (square !== u) {
      if (square !== mod(-u)) return null;
      x = mod(x * ROOT_OF_MINUS_1);
    }
    if (x === 0n && sign) return null;
    return (x & 1n) === sign ? x : P - x;
  }

  /** The point `[X, Y, Z, T]` of a canonical encoding that is not of small order, or `null`. */
  function decoded(bytes) {
    if (bytes.length !== 32 || SMALL.has(Eal.hex(bytes))) return null;
    const all = little(bytes);
    const y = all & ((1n << 255n) - 1n);
    if (y >= P) return null;
    const x = recovered(y, all >> 255n);
    return x === null ? null : [x, y, 1n, mod(x * y)];
  }

  function encoded([x, y, z]) {
    const inverse = power(z, P - 2n);
    let value = mod(y * inverse) | ((mod(x * inverse) & 1n) << 255n);
    const bytes = new Uint8Array(32);
    for (let i = 0; i < 32; i++, value >>= 8n) bytes[i] = Number(value & 255n);
    return bytes;
  }

  function sum([x1, y1, z1, t1], [x2, y2, z2, t2]) {
    const a = ((y1 - x1 + P) * (y2 - x2 + P)) % P;
    const b = ((y1 + x1) * (y2 + x2)) % P;
    const c = (((2n * t1 * t2) % P) * D) % P;
    const d = (2n * z1 * z2) % P;
    const [e, f, g, h] = [b - a + P, d - c + P, d + c, b + a];
    return [(e * f) % P, (g * h) % P, (f * g) % P, (e * h) % P];
  }

  function doubled([x1, y1, z1]) {
    const a = (x1 * x1) % P;
    const b = (y1 * y1) % P;
    const h = a + b;
    const e = (h - (((x1 + y1) * (x1 + y1)) % P) + P) % P;
    const g = (a - b + P) % P;
    const f = (((2n * z1 * z1) % P) + g) % P;
    return [(e * f) % P, (g * h) % P, (f * g) % P, (e * h) % P];
  }

  const ZERO = [0n, 1n, 1n, 0n];
  const negated = ([x, y, z, t]) => [P - x, y, z, P - t];
  const BASE_Y = mod(4n * power(5n, P - 2n));
  const BASE_X = recovered(BASE_Y, 0n);
  const BASE = multiples([BASE_X, BASE_Y, 1n, mod(BASE_X * BASE_Y)]);

  function multiples(point) {
    const table = [ZERO];
    for (let i = 1; i < 16; i++) table.push(sum(table[i - 1], point));
    return table;
  }

  /** [s]B + [k]Q, four bits at a time. */
  function combined(s, k, tableOfQ) {
    let point = ZERO;
    for (let at = 252n; at >= 0n; at -= 4n) {
      for (let i = 0; i < 4; i++) point = doubled(point);
      point = sum(point, BASE[Number((s >> at) & 15n)]);
      point = sum(point, tableOfQ[Number((k >> at) & 15n)]);
    }
    return point;
  }

  Eal.ed25519 = {
    /** Whether 32 bytes are a public key that the acceptance rule of docs/spec 2 admits. */
    isKey: (bytes) => decoded(bytes) !== null,

    /** What the rule asks before any equation: canonical A, R and S, neither A nor R of small order. */
    isWellFormed(key, signature) {
      if (signature.length !== 64 || little(signature.subarray(32)) >= L) return false;
      return decoded(key) !== null && decoded(signature.subarray(0, 32)) !== null;
    },

    /** The whole rule, by own arithmetic: [S]B = R + [k]A, cofactorless. */
    verify(key, message, signature) {
      if (!Eal.ed25519.isWellFormed(key, signature)) return false;
      const r = signature.subarray(0, 32);
      const k = little(Eal.sha512(Eal.concat(r, key, message))) % L;
      const point = combined(little(signature.subarray(32)), k, multiples(negated(decoded(key))));
      return Eal.same(encoded(point), r);
    },
  };
})(Eal);
(function (Eal) {
  const P = BigInt('0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff');
  const N = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
  const B = BigInt('0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b');
  const GX = BigInt('0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296');
  const GY = BigInt('0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5');
  const mod = (x) => ((x % P) + P) % P;
  const big = (bytes) => BigInt('0x' + Eal.hex(bytes));

  function inverse(value, modulus) {
    let [a, b, x, y] = [((value % modulus) + modulus) % modulus, modulus, 1n, 0n];
    while (a > 1n) {
      const q = b / a;
      [a, b, x, y] = [b - q * a, a, y - q * x, x];
      if (a === 0n) return 0n;
    }
    return ((x % modulus) + modulus) % modulus;
  }

  function isOnCurve(x, y) {
    return x < P && y < P && mod(y * y - (x * x * x - 3n * x + B)) === 0n;
  }

  // Jacobian coordinates; Z = 0 is the point at infinity.
  const INFINITY = [1n, 1n, 0n];

  function doubled([x, y, z]) {
    if (z === 0n || y === 0n) return INFINITY;
    const zz = mod(z * z);
    const m = mod(3n * (x - zz) * (x + zz));
    const yy = mod(y * y);
    const s = mod(4n * x * yy);
    const x3 = mod(m * m - 2n * s);
    return [x3, mod(m * (s - x3) - 8n * yy * yy), mod(2n * y * z)];
  }

  function sum(one, other) {
    if (one[2] === 0n) return other;
    if (other[2] === 0n) return one;
    const [z1, z2] = [mod(one[2] * one[2]), mod(other[2] * other[2])];
    const [u1, u2] = [mod(one[0] * z2), mod(other[0] * z1)];
    const [s1, s2] = [mod(one[1] * z2 * other[2]), mod(other[1] * z1 * one[2])];
    if (u1 === u2) return s1 === s2 ? doubled(one) : INFINITY;
    const h = mod(u2 - u1);
    const r = mod(s2 - s1);
    const hh = mod(h * h);
    const hhh = mod(h * hh);
    const v = mod(u1 * hh);
    const x = mod(r * r - hhh - 2n * v);
    return [x, mod(r * (v - x) - s1 * hhh), mod(h * one[2] * other[2])];
  }

  function multiples(point) {
    const table = [INFINITY];
    for (let i = 1; i < 16; i++) table.push(sum(table[i - 1], point));
    return table;
  }
  const BASE = multiples([GX, GY, 1n]);

  function combined(a, b, tableOfQ) {
    let point = INFINITY;
    for (let at = 252n; at >= 0n; at -= 4n) {
      for (let i = 0; i < 4; i++) point = doubled(point);
      point = sum(point, BASE[Number((a >> at) & 15n)]);
      point = sum(point, tableOfQ[Number((b >> at) & 15n)]);
    }
    return point;
  }

  Eal.p256 = {
    /** Whether 64 bytes x‖y are a point of the curve. */
    isKey: (bytes) => bytes.length === 64 && isOnCurve(big(bytes.subarray(0, 32)), big(bytes.subarray(32))),

    /** Whether r and s of r‖s are in 1..n−1. */
    isWellFormed(key, signature) {
      if (signature.length !== 64 || !Eal.p256.isKey(key)) return false;
      const [r, s] = [big(signature.subarray(0, 32)), big(signature.subarray(32))];
      return r > 0n && r < N && s > 0n && s < N;
    },

    /** ECDSA with SHA-256 by own arithmetic (FIPS 186-5, 6.4.2); either s is accepted. */
    verify(key, message, signature) {
      if (!Eal.p256.isWellFormed(key, signature)) return false;
      const [r, s] = [big(signature.subarray(0, 32)), big(signature.subarray(32))];
      const w = inverse(s, N);
      const hash = big(Eal.sha256(message));
      const q = multiples([big(key.subarray(0, 32)), big(key.subarray(32)), 1n]);
      const [x, , z] = combined((hash * w) % N, (r * w) % N, q);
      if (z === 0n) return false;
      const inverted = inverse(z, P);
      return mod(x * inverted * inverted) % N === r;
    },
  };
})(Eal);
(function (Eal) {
  // ML-DSA-44, verification only (FIPS 204). Names in capitals are those of the standard.
  const Q = 8380417;
  const [K, L, TAU, D] = [4, 4, 39, 13];
  const [GAMMA1, GAMMA2, BETA, OMEGA] = [1 << 17, (Q - 1) / 88, 78, 80];
  const [KEY_BYTES, SIGNATURE_BYTES, CHALLENGE_BYTES, Z_BYTES] = [1312, 2420, 32, 576];
  const times = (a, b) => Number((BigInt(a) * BigInt(b)) % BigInt(Q));

  /** a·b mod Q with numbers below Q, without BigInt: the halves of b stay below 2^53. */
  const product = (a, b) => ((((a * (b >> 12)) % Q) * 4096) % Q + a * (b & 4095)) % Q;

  // -- SHAKE (FIPS 202): lanes as BigInt; the inputs here are short -------------------------
  const ALL = (1n << 64n) - 1n;
  const turned = (x, n) => ((x << n) | (x >> (64n - n))) & ALL;

  function roundConstants() {
    const constants = [];
    for (let round = 0, lfsr = 1; round < 24; round++) {
      let value = 0n;
      for (let j = 0; j < 7; j++) {
        if (lfsr & 1) value |= 1n << BigInt((1 << j) - 1);
        lfsr = lfsr & 128 ? ((lfsr << 1) ^ 0x171) & 255 : lfsr << 1;
      }
      constants.push(value);
    }
    return constants;
  }
  const RC = roundConstants();

  function permuted(lanes) {
    let a = lanes;
    for (const constant of RC) {
      const c = [0, 1, 2, 3, 4].map((x) => a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20]);
      const d = c.map((_, x) => c[(x + 4) % 5] ^ turned(c[(x + 1) % 5], 1n));
      a = chi(rhoPi(a.map((lane, i) => lane ^ d[i % 5])));
      a[0] ^= constant;
    }
    return a;
  }

  function rhoPi(a) {
    const b = a.slice();
    let [x, y] = [1, 0];
    for (let t = 0, lane = a[1]; t < 24; t++) {
      [x, y] = [y, (2 * x + 3 * y) % 5];
      const next = a[x + 5 * y];
      b[x + 5 * y] = turned(lane, BigInt((((t + 1) * (t + 2)) / 2) % 64));
      lane = next;
    }
    return b;
  }

  function chi(b) {
    return b.map((lane, i) => {
      const row = i - (i % 5);
      return lane ^ (~b[row + ((i + 1) % 5)] & ALL & b[row + ((i + 2) % 5)]);
    });
  }

  /** A SHAKE that was given its input, and is read on: `take(n)`. */
  function shake(rate, ...parts) {
    const input = Eal.concat(...parts);
    const padded = new Uint8Array(Math.ceil((input.length + 1) / rate) * rate);
    padded.set(input);
    padded[input.length] ^= 0x1f;
    padded[padded.length - 1] ^= 0x80;
    let lanes = Array(25).fill(0n);
    const view = new DataView(padded.buffer);
    for (let at = 0; at < padded.length; at += rate) {
      for (let i = 0; i < rate / 8; i++) lanes[i] ^= view.getBigUint64(at + 8 * i, true);
      lanes = permuted(lanes);
    }
    let waiting = [];
    const squeeze = () => {
      const block = new DataView(new ArrayBuffer(rate));
      for (let i = 0; i < rate / 8; i++) block.setBigUint64(8 * i, lanes[i], true);
      lanes = permuted(lanes);
      return Array.from(new Uint8Array(block.buffer));
    };
    return (count) => {
      while (waiting.length < count) waiting = waiting.concat(squeeze());
      return Uint8Array.from(waiting.splice(0, count));
    };
  }
  const shake128 = (...parts) => shake(168, ...parts);
  const shake256 = (...parts) => shake(136, ...parts);

  // -- polynomials ---------------------------------------------------------------------------
  function zetas() {
    const found = [];
    for (let i = 0; i < 256; i++) {
      const turnedBits = parseInt(i.toString(2).padStart(8, '0').split('').reverse().join(''), 2);
      let value = 1;
      for (let n = 0; n < turnedBits; n++) value = times(value, 1753);
      found.push(value);
    }
    return found;
  }
  const ZETAS = zetas();

  /** Algorithm 41, in place. */
  function ntt(w) {
    let m = 0;
    for (let half = 128; half >= 1; half >>= 1) {
      for (let start = 0; start < 256; start += 2 * half) {
        const zeta = ZETAS[++m];
        for (let j = start; j < start + half; j++) {
          const t = product(zeta, w[j + half]);
          w[j + half] = (w[j] - t + Q) % Q;
          w[j] = (w[j] + t) % Q;
        }
      }
    }
    return w;
  }

  /** Algorithm 42, in place. */
  function inverseNtt(w) {
    let m = 256;
    for (let half = 1; half < 256; half <<= 1) {
      for (let start = 0; start < 256; start += 2 * half) {
        const zeta = Q - ZETAS[--m];
        for (let j = start; j < start + half; j++) {
          const t = w[j];
          w[j] = (t + w[j + half]) % Q;
          w[j + half] = product(zeta, (t - w[j + half] + Q) % Q);
        }
      }
    }
    return w.map((x) => product(8347681, x));
  }

  /** Algorithm 30: coefficients below Q from three bytes each. */
  function rejected(rho, s, r) {
    const take = shake128(rho, Uint8Array.of(s, r));
    const a = [];
    while (a.length < 256) {
      const [x, y, z] = take(3);
      const value = x | (y << 8) | ((z & 127) << 16);
      if (value < Q) a.push(value);
    }
    return a;
  }

  /** Algorithm 29: τ coefficients of ±1. */
  function challenge(seed) {
    const take = shake256(seed);
    const c = Array(256).fill(0);
    const signs = new DataView(take(8).buffer).getBigUint64(0, true);
    for (let i = 256 - TAU; i < 256; i++) {
      let j = take(1)[0];
      while (j > i) j = take(1)[0];
      c[i] = c[j];
      c[j] = (signs >> BigInt(i + TAU - 256)) & 1n ? Q - 1 : 1;
    }
    return c;
  }

  function unpacked(bytes, bits) {
    const values = [];
    for (let at = 0, word = 0, have = 0; at < bytes.length; at++) {
      word |= bytes[at] << have;
      have += 8;
      for (; have >= bits; have -= bits, word >>>= bits) values.push(word & ((1 << bits) - 1));
    }
    return values;
  }

  /** Algorithm 21: the hints, or `null` if they are spelled otherwise. */
  function hints(bytes) {
    const found = Array.from({ length: K }, () => Array(256).fill(0));
    let at = 0;
    for (let i = 0; i < K; i++) {
      const end = bytes[OMEGA + i];
      if (end < at || end > OMEGA) return null;
      for (const first = at; at < end; at++) {
        if (at > first && bytes[at - 1] >= bytes[at]) return null;
        found[i][bytes[at]] = 1;
      }
    }
    return bytes.subarray(at, OMEGA).some(Boolean) ? null : found;
  }

  /** Algorithm 40: the high bits of r, corrected by a hint. */
  function usedHint(hint, r) {
    let low = r % (2 * GAMMA2);
    if (low > GAMMA2) low -= 2 * GAMMA2;
    let high = (r - low) / (2 * GAMMA2);
    if (r - low === Q - 1) [high, low] = [0, low - 1];
    return hint ? (high + (low > 0 ? 1 : 43)) % 44 : high;
  }

  function packedHighs(rows) {
    const bytes = [];
    for (const row of rows) {
      for (let i = 0; i < 256; i += 4) {
        const word = row[i] | (row[i + 1] << 6) | (row[i + 2] << 12) | (row[i + 3] << 18);
        bytes.push(word & 255, (word >> 8) & 255, word >> 16);
      }
    }
    return Uint8Array.from(bytes);
  }

  /** One row of A·z − c·t1·2^d, high bits with hints. */
  function row(rho, i, zs, c, t1, hint) {
    const scaled = ntt(t1.map((x) => product(x, 1 << D)));
    const all = scaled.map((x, n) => (Q - product(c[n], x)) % Q);
    for (let j = 0; j < L; j++) {
      const a = rejected(rho, j, i);
      for (let n = 0; n < 256; n++) all[n] = (all[n] + product(a[n], zs[j][n])) % Q;
    }
    return inverseNtt(all).map((x, n) => usedHint(hint[n], x));
  }

  /** z of a signature, coefficients mod Q; `null` if one is too large. */
  function masks(signature) {
    const zs = [];
    for (let j = 0; j < L; j++) {
      const from = CHALLENGE_BYTES + j * Z_BYTES;
      const z = unpacked18(signature.subarray(from, from + Z_BYTES)).map((x) => GAMMA1 - x);
      if (z.some((x) => Math.abs(x) >= GAMMA1 - BETA)) return null;
      zs.push(z.map((x) => (x + Q) % Q));
    }
    return zs;
  }

  function unpacked18(bytes) {
    const values = [];
    for (let i = 0; i < bytes.length; i += 9) {
      for (let k = 0; k < 4; k++) {
        const at = i + ((18 * k) >> 3);
        const word = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
        values.push((word >> (18 * k) % 8) & 0x3ffff);
      }
    }
    return values;
  }

  Eal.mldsa44 = {
    isKey: (bytes) => bytes.length === KEY_BYTES,

    /** Algorithm 3 with an empty context: the message itself is signed. */
    verify(key, message, signature) {
      if (key.length !== KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
      const seed = signature.subarray(0, CHALLENGE_BYTES);
      const zs = masks(signature);
      const hint = hints(signature.subarray(CHALLENGE_BYTES + L * Z_BYTES));
      if (!zs || !hint) return false;
      const [rho, c] = [key.subarray(0, 32), ntt(challenge(seed))];
      zs.forEach(ntt);
      const t1 = (i) => unpacked(key.subarray(32 + 320 * i, 352 + 320 * i), 10);
      const rows = [0, 1, 2, 3].map((i) => row(rho, i, zs, c, t1(i), hint[i]));
      const mu = shake256(shake256(key)(64), Uint8Array.of(0, 0), message)(64);
      return Eal.same(shake256(mu, packedHighs(rows))(CHALLENGE_BYTES), seed);
    },
  };
})(Eal);
(function (Eal) {
  const ALGORITHMS = { Ed25519: Eal.ed25519, ES256: Eal.p256 };
  const subtle = globalThis.crypto && globalThis.crypto.subtle;

  /** Whether `{alg, public}` is a key in its one spelling (docs/spec 2). */
  Eal.isKey = function (value) {
    if (!Eal.isObject(value) || Object.keys(value).sort().join() !== 'alg,public') return false;
    if (!Eal.knows(ALGORITHMS, value.alg) || typeof value.public !== 'string') return false;
    const bytes = Eal.fromBase64url(value.public);
    return bytes !== null && ALGORITHMS[value.alg].isKey(bytes);
  };

  /** The RFC 7638 thumbprint of a key, 43 characters. */
  Eal.keyId = function (key) {
    const members =
      key.alg === 'Ed25519'
        ? `{"crv":"Ed25519","kty":"OKP","x":"${key.public}"}`
        : `{"crv":"P-256","kty":"EC","x":"${coordinate(key, 0)}","y":"${coordinate(key, 32)}"}`;
    return Eal.base64url(Eal.sha256(Eal.utf8(members)));
  };

  const coordinate = (key, from) => Eal.base64url(Eal.fromBase64url(key.public).subarray(from, from + 32));

  /** One verdict by own arithmetic. */
  Eal.verifyPlainly = (alg, key, message, signature) => ALGORITHMS[alg].verify(key, message, signature);

  const IMPORTED = new Map();
  const nodeCrypto = typeof require === 'function' ? require('node:crypto') : null;

  function jwk(alg, key) {
    if (alg === 'Ed25519') return { kty: 'OKP', crv: 'Ed25519', x: Eal.base64url(key) };
    const [x, y] = [key.subarray(0, 32), key.subarray(32)].map(Eal.base64url);
    return { kty: 'EC', crv: 'P-256', x, y };
  }

  /** The key as the platform has it; made once. */
  function imported(alg, key) {
    const name = alg + Eal.hex(key);
    if (!IMPORTED.has(name)) {
      const kind = alg === 'Ed25519' ? { name: 'Ed25519' } : { name: 'ECDSA', namedCurve: 'P-256' };
      const made = nodeCrypto
        ? nodeCrypto.createPublicKey({ key: jwk(alg, key), format: 'jwk' })
        : subtle.importKey('jwk', jwk(alg, key), kind, false, ['verify']);
      IMPORTED.set(name, made);
    }
    return IMPORTED.get(name);
  }

  async function byPlatform(alg, key, message, signature) {
    if (nodeCrypto) {
      const options = { key: imported(alg, key), dsaEncoding: 'ieee-p1363' };
      return nodeCrypto.verify(alg === 'Ed25519' ? null : 'sha256', message, options, signature);
    }
    const kind = alg === 'Ed25519' ? { name: 'Ed25519' } : { name: 'ECDSA', hash: 'SHA-256' };
    return subtle.verify(kind, await imported(alg, key), signature, message);
  }

  // Signatures at which libraries differ, each with the verdict of the acceptance rule: keys and R of mixed order,
  // some right only after multiplying by the cofactor (c2sp.org/CCTV), and one high s of P-256.
  const DIFFERENCES = [
    ['Ed25519', 'ef75b20e7540e3dff77404193652ba2bd13df99c1508eee1515e27ae25f28076', '65643235353139766563746f72732035', 'b62cf890de42c413b11b1411c9f01f1c4d77aa87ef182258d1251f69af2a350640657f1cb030f12543549bbabd848dc6403d354e7c99c4d0dcee9f63c9033b00', true],
    ['Ed25519', '10eb7c3acfb2bed3e0d6ab89bf5a3d6afddd1176ce4812e38d9fd485058fdb1f', '65643235353139766563746f72732035', 'b62cf890de42c413b11b1411c9f01f1c4d77aa87ef182258d1251f69af2a350608f32d206a7c0b7efa9a59e66546e8f1f599ef843fb502c9cc3c4ae8b7c11e05', true],
    ['Ed25519', 'dd1483c5304d412c1f29547640a5c2950222ee8931b7ed1c72602b7afa7024e0', '65643235353139766563746f7273203134', 'b62cf890de42c413b11b1411c9f01f1c4d77aa87ef182258d1251f69af2a35063cb743a485cffaa684d0d66a5ae347d17a5638e90dc2be541023114a5961f805', true],
    ['Ed25519', '10eb7c3acfb2bed3e0d6ab89bf5a3d6afddd1176ce4812e38d9fd485058fdb1f', '65643235353139766563746f7273', '36684ea91032ba5b1dbab2d02f4debc74c3327f2b3802e2e4d371aa42b12b56bbbfd00bd9c259d8d222d15e67a3d8228585050dbb9b9585be20d8fadc721da03', true],
    ['Ed25519', '10eb7c3acfb2bed3e0d6ab89bf5a3d6afddd1176ce4812e38d9fd485058fdb1f', '65643235353139766563746f72732032', 'b797b156efcd45a4e2454d2fd0b21438b3ccd80d4c7fd1d1b2c8e55bd4ed4a94732d9e0279fe001d90327efa319816e3e4506b78432b8b4e1f2fdc4b960d700f', true],
    ['Ed25519', '10eb7c3acfb2bed3e0d6ab89bf5a3d6afddd1176ce4812e38d9fd485058fdb1f', '65643235353139766563746f72732033', 'b62cf890de42c413b11b1411c9f01f1c4d77aa87ef182258d1251f69af2a3506030b03796b78f7afeadfccaedc9d09ce6d487d1ece1f16b1ae2b59b7e5c40603', false],
    ['Ed25519', 'dd1483c5304d412c1f29547640a5c2950222ee8931b7ed1c72602b7afa7024e0', '65643235353139766563746f7273', 'b62cf890de42c413b11b1411c9f01f1c4d77aa87ef182258d1251f69af2a35061fc409b236539503e78560d6183d748c8a6d3e635e87c9397531394f3cb3f902', false],
    ['Ed25519', 'ef75b20e7540e3dff77404193652ba2bd13df99c1508eee1515e27ae25f28076', '65643235353139766563746f72732033', '36684ea91032ba5b1dbab2d02f4debc74c3327f2b3802e2e4d371aa42b12b56b2d471882773a677af1e3824e757a33f8ddf7bbeaf3d28a09595eb8daa0d74a03', false],
    ['Ed25519', 'ef75b20e7540e3dff77404193652ba2bd13df99c1508eee1515e27ae25f28076', '65643235353139766563746f7273203131', 'b797b156efcd45a4e2454d2fd0b21438b3ccd80d4c7fd1d1b2c8e55bd4ed4a9426cc293b14d304864a4cd689cbcc23cb13fcb1098f9c434cc9ca7439c9cf2505', false],
    ['Ed25519', '10eb7c3acfb2bed3e0d6ab89bf5a3d6afddd1176ce4812e38d9fd485058fdb1f', '65643235353139766563746f7273203130', '36684ea91032ba5b1dbab2d02f4debc74c3327f2b3802e2e4d371aa42b12b56bc02e2b9e63e385c058bf62b14b3a2b29ccefe8e38ddb536bc3f9865320a3d801', false],
    ['Ed25519', '10eb7c3acfb2bed3e0d6ab89bf5a3d6afddd1176ce4812e38d9fd485058fdb1f', '65643235353139766563746f72732039', 'b797b156efcd45a4e2454d2fd0b21438b3ccd80d4c7fd1d1b2c8e55bd4ed4a94639734cf989e314e9e049fc01a3864d191fed8f231b12fee6fa50aaadba44b0e', false],
    ['ES256', '04aaec73635726f213fb8a9e64da3b8632e41495a944d0045b522eba7240fad587d9315798aaa3a5ba01775787ced05eaaf7b4e09fc81d6d1aa546e8365d525d', '4d7367', '530bd6b0c9af2d69ba897f6b5fb59695cfbf33afe66dbadcf5b8d2a2a6538e23d85e489cb7a161fd55ededcedbf4cc0c0987e3e3f0f242cae934c72caa3f43e9', true],
    ['ES256', '04aaec73635726f213fb8a9e64da3b8632e41495a944d0045b522eba7240fad587d9315798aaa3a5ba01775787ced05eaaf7b4e09fc81d6d1aa546e8365d525d', '4d736700', '530bd6b0c9af2d69ba897f6b5fb59695cfbf33afe66dbadcf5b8d2a2a6538e23d85e489cb7a161fd55ededcedbf4cc0c0987e3e3f0f242cae934c72caa3f43e9', false],
  ];
  let trusted = null;

  /** Whether the platform's own Ed25519 and P-256 give the verdicts of docs/spec; asked once. */
  Eal.platformIsTrusted = function () {
    trusted = trusted || tried();
    return trusted;
  };

  async function tried() {
    if (!subtle && !nodeCrypto) return false;
    try {
      for (const [alg, key, message, signature, verdict] of DIFFERENCES) {
        const parts = [key, message, signature].map(Eal.unhex);
        if ((await byPlatform(alg, ...parts)) !== verdict) return false;
      }
      return true;
    } catch {
      return false;
    }
  }

  /** Whether a signature of 64 bytes is valid under the acceptance rule of docs/spec 2. */
  Eal.verify = async function (alg, key, message, signature) {
    if (!ALGORITHMS[alg].isWellFormed(key, signature)) return false;
    if (!(await Eal.platformIsTrusted())) return Eal.verifyPlainly(alg, key, message, signature);
    return byPlatform(alg, key, message, signature);
  };
})(Eal);
(function (Eal) {
  const refuse = (code, found) => {
    throw new Eal.Refusal(code, found);
  };
  const NAME = /^[^\s+\u0000-\u001f]+$/u;
  const SIZE = /^(0|[1-9][0-9]{0,18})$/;
  const SIZE_MAX = (1n << 63n) - 1n;
  /** Types of verifier keys (docs/spec 11.1), with the length of their public keys. */
  const KEY_BYTES = { 1: 32, 4: 32, 6: 1312 };
  const SIGNATURE_BYTES = { 1: 64, 4: 72, 6: 2428 };

  function keyIdOf(name, typed) {
    return Eal.sha256(Eal.concat(Eal.utf8(name), Uint8Array.of(10), typed)).subarray(0, 4);
  }

  /**
   * Reads `NAME+HEX8+BASE64`: `{name, id, type, key, text}`; `types` that are taken.
   * `isPointNeeded`: an Ed25519 key must be one that the acceptance rule admits.
   */
  Eal.parseVkey = function (text, types = [1, 6], isPointNeeded = true) {
    const parts = typeof text === 'string' ? /^([^+]+)\+([0-9a-f]{8})\+(.+)$/s.exec(text) : null;
    const typed = parts && NAME.test(parts[1]) ? Eal.fromBase64(parts[3]) : null;
    if (!typed || !types.includes(typed[0]) || typed.length !== KEY_BYTES[typed[0]] + 1) {
      refuse('vkey_malformed', Eal.shown(text).slice(0, 80));
    }
    const [, name, digits] = parts;
    const key = typed.subarray(1);
    const isPoint = typed[0] === 6 || !isPointNeeded || Eal.ed25519.isKey(key);
    if (!isPoint || Eal.hex(keyIdOf(name, typed)) !== digits) refuse('vkey_malformed', digits);
    return { name, id: digits, type: typed[0], key, text };
  };

  function signatureLine(line) {
    const parts = /^\u2014 ([^ ]+) ([^ ]+)$/u.exec(line);
    const bytes = parts && NAME.test(parts[1]) ? Eal.fromBase64(parts[2]) : null;
    if (!bytes || bytes.length < 5) refuse('note_malformed', 'a signature line');
    return { name: parts[1], id: Eal.hex(bytes.subarray(0, 4)), bytes: bytes.subarray(4) };
  }

  /** Reads a signed note (c2sp.org/signed-note): `{text, lines: [{name, id, bytes}]}`. */
  Eal.parseNote = function (bytes) {
    if (bytes.length > Eal.limits.note) refuse('note_malformed', `${bytes.length} bytes`);
    const all = Eal.fromUtf8(bytes);
    if (all === null || /[\u0000-\u0009\u000b-\u001f]/.test(all)) refuse('note_malformed', 'not text');
    const split = all.lastIndexOf('\n\n');
    if (split < 0 || !all.endsWith('\n') || split + 2 >= all.length) refuse('note_malformed', 'no signatures');
    const lines = all.slice(split + 2, -1).split('\n');
    if (lines.length > Eal.limits.noteLines) refuse('note_malformed', `${lines.length} signatures`);
    return { text: all.slice(0, split + 1), lines: lines.map(signatureLine) };
  };

  /** Reads the text of a checkpoint: `{origin, size (BigInt), root (bytes)}`. */
  Eal.parseCheckpoint = function (text) {
    const lines = text.split('\n');
    const root = lines.length === 4 && lines[3] === '' ? Eal.fromBase64(lines[2]) : null;
    const isGood = root && root.length === 32 && Eal.spelling.isOrigin(lines[0]) && SIZE.test(lines[1]);
    if (!isGood || BigInt(lines[1]) > SIZE_MAX) refuse('checkpoint_malformed', Eal.shown(text).slice(0, 80));
    return { origin: lines[0], size: BigInt(lines[1]), root };
  };

  const named = (text) => {
    const bytes = Eal.utf8(text);
    return bytes.length > 255 ? null : Eal.concat(Uint8Array.of(bytes.length), bytes);
  };

  /** What a line with a time signs under ML-DSA-44 (docs/spec 11.1), or `null` for no checkpoint. */
  function subtreeMessage(name, time, text) {
    const stated = Eal.attempt(() => Eal.parseCheckpoint(text)).value;
    if (!stated || !named(name) || !named(stated.origin)) return null;
    const head = Eal.concat(Eal.utf8('subtree/v1\n\u0000'), named(name), Eal.putU64(time), named(stated.origin));
    return Eal.concat(head, Eal.putU64(0n), Eal.putU64(stated.size), stated.root);
  }

  /** Whether a line by this key is right over this text. */
  async function isRight(vkey, line, text) {
    if (line.bytes.length !== SIGNATURE_BYTES[vkey.type]) return false;
    if (vkey.type === 1) return Eal.verify('Ed25519', vkey.key, Eal.utf8(text), line.bytes);
    const time = Eal.u64(line.bytes, 0);
    if (time < 1n || time > SIZE_MAX) return false;
    const signature = line.bytes.subarray(8);
    if (vkey.type === 4) {
      const message = Eal.utf8(`cosignature/v1\ntime ${time}\n${text}`);
      return Eal.verify('Ed25519', vkey.key, message, signature);
    }
    const message = subtreeMessage(vkey.name, time, text);
    return message !== null && Eal.mldsa44.verify(vkey.key, message, signature);
  }

  /**
   * Tries every line of a known key: `{verified: [vkey…], wrong: [vkey…], tried}`.
   * Lines of unknown keys are left alone.
   */
  Eal.tryLines = async function (note, known) {
    const found = { verified: [], wrong: [], tried: 0 };
    for (const line of note.lines) {
      const vkey = known.find((key) => key.name === line.name && key.id === line.id);
      if (!vkey) continue;
      found.tried++;
      const list = (await isRight(vkey, line, note.text)) ? found.verified : found.wrong;
      if (!list.includes(vkey)) list.push(vkey);
    }
    return found;
  };

  /** The keys of a log that signed a note; refuses one with a wrong line of a known key, or with none. */
  Eal.noteSigners = async function (note, known) {
    const { verified, wrong } = await Eal.tryLines(note, known);
    if (wrong.length) refuse('note_signature_invalid', `${wrong[0].name}+${wrong[0].id}`);
    if (!verified.length) refuse('note_unsigned', note.lines.map((line) => `${line.name}+${line.id}`).join(' '));
    return verified;
  };

  const isValidAt = (size) => (key) => BigInt(key.from_size) <= size && (key.until_size === null || size < BigInt(key.until_size));

  /**
   * The checkpoint of a note whose signature counts for this trust file (docs/spec 3):
   * `{origin, size, root, text, signers}`; throws `Eal.Refusal`.
   */
  Eal.trustedCheckpoint = async function (bytes, trust) {
    const note = Eal.parseNote(bytes);
    const stated = Eal.parseCheckpoint(note.text);
    const verified = await Eal.noteSigners(note, trust.keys.map((key) => key.vkey));
    const signers = trust.keys.filter((key) => verified.includes(key.vkey));
    if (stated.origin !== trust.ledger.origin) refuse('origin_mismatch', stated.origin);
    const ofOrigin = signers.filter((key) => key.vkey.name === stated.origin);
    if (!ofOrigin.length) refuse('origin_mismatch', signers[0].vkey.name);
    if (!ofOrigin.some(isValidAt(stated.size))) refuse('log_key_out_of_range', String(stated.size));
    return { ...stated, note, signers };
  };
})(Eal);
(function (Eal) {
  const refuse = (found) => {
    throw new Eal.Refusal('policy_malformed', found);
  };
  const MAX = { lines: 1024, log: 64, witness: 64, group: 64 };

  class Policy {
    constructor(isPointNeeded) {
      this.isPointNeeded = isPointNeeded;
      this.witnesses = new Map();
      this.groups = new Map();
      this.logs = [];
      this.keys = { log: new Set(), witness: new Set() };
      this.members = new Set();
      this.quorum = undefined;
    }

    vkey(kind, text) {
      const types = kind === 'log' ? [1, 6] : [4, 6];
      const read = Eal.attempt(() => Eal.parseVkey(text, types, this.isPointNeeded));
      if (read.refusal) refuse(`the key of a ${kind}`);
      const public_ = Eal.hex(read.value.key);
      if (this.keys[kind].has(public_)) refuse('a key twice');
      this.keys[kind].add(public_);
      if (this.keys[kind].size > MAX[kind]) refuse(`more than ${MAX[kind]} of ${kind}`);
      return read.value;
    }

    define(name) {
      if (name === 'none' || this.witnesses.has(name) || this.groups.has(name)) refuse(`the name ${name}`);
      return name;
    }

    line([word, ...rest]) {
      const bounds = { log: [1, 2], witness: [2, 3], group: [3, Infinity], quorum: [1, 1] }[word];
      if (!bounds || rest.length < bounds[0] || rest.length > bounds[1]) refuse(`a line ${word}`);
      this[word === 'quorum' ? 'setQuorum' : `add_${word}`](...rest);
    }

    add_log(text) {
      this.logs.push(this.vkey('log', text));
    }

    add_witness(name, text) {
      this.define(name);
      this.witnesses.set(name, this.vkey('witness', text));
    }

    add_group(name, least, ...members) {
      this.define(name);
      for (const member of members) {
        if (!this.witnesses.has(member) && !this.groups.has(member)) refuse(`the member ${member}`);
        if (this.members.has(member)) refuse(`${member} in two groups`);
        this.members.add(member);
      }
      const words = { all: members.length, any: 1 };
      const count = Object.hasOwn(words, least) ? words[least] : /^[1-9][0-9]{0,3}$/.test(least) ? Number(least) : 0;
      if (count < 1 || count > members.length) refuse(`${least} of ${members.length}`);
      this.groups.set(name, { least: count, members });
      if (this.groups.size > MAX.group) refuse('too many groups');
    }

    setQuorum(name) {
      if (this.quorum !== undefined) refuse('a second quorum');
      if (name !== 'none' && !this.witnesses.has(name) && !this.groups.has(name)) refuse(`the quorum ${name}`);
      this.quorum = name;
    }
  }

  /** Reads a policy (c2sp.org/tlog-policy, docs/spec 11.3): `{witnesses, groups, quorum}`. */
  Eal.parsePolicy = function (bytes, isPointNeeded = true) {
    if (bytes.length > Eal.limits.policy) refuse(`${bytes.length} bytes`);
    if (bytes.some((octet) => octet === 127 || (octet < 32 && octet !== 9 && octet !== 10))) refuse('a control character');
    if (bytes[bytes.length - 1] !== 10) refuse('the last line does not end');
    // One character an octet: keys and words are ASCII, and names only need to be told apart.
    const lines = Array.from(bytes, (octet) => String.fromCharCode(octet)).join('').slice(0, -1).split('\n');
    if (lines.length > MAX.lines) refuse(`${lines.length} lines`);
    const policy = new Policy(isPointNeeded);
    for (const line of lines) {
      const words = line.split(/[ \t]+/).filter(Boolean);
      if (words.length && !words[0].startsWith('#')) policy.line(words);
    }
    if (policy.quorum === undefined) refuse('no quorum');
    return policy;
  };

  /** Whether the witnesses with these keys meet a policy. */
  Eal.meetsPolicy = function (policy, verified) {
    const names = new Set();
    for (const [name, vkey] of policy.witnesses) if (verified.includes(vkey)) names.add(name);
    for (const [name, { least, members }] of policy.groups) {
      if (members.filter((member) => names.has(member)).length >= least) names.add(name);
    }
    return policy.quorum === 'none' || names.has(policy.quorum);
  };
})(Eal);
(function (Eal) {
  const refuse = (code, found) => {
    throw new Eal.Refusal(code, found);
  };

  /** Compares two texts by code point; `null` comes first. */
  Eal.compare = function (one, other) {
    if (one === other) return 0;
    if (one === null || other === null) return one === null ? -1 : 1;
    const [a, b] = [Eal.utf8(one), Eal.utf8(other)];
    for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i] - b[i];
    return a.length - b.length;
  };

  /** A test of a value, with the code of the refusal if it has the wrong shape. */
  const f = {
    nullOr: (test) => (value) => value === null || test(value),
    oneOf: (...words) => (value) => words.includes(value),
    isFlag: (value) => typeof value === 'boolean',
    isInteger: (value) => Number.isSafeInteger(value),
    atLeast: (least) => (value) => Number.isSafeInteger(value) && value >= least,
    line: (max) => (value) => Eal.spelling.isLine(value, max),

    /** An array of `least` to `most` items that pass, in strictly growing order of their keys. */
    listOf(test, { least = 0, most = 256, by = null } = {}) {
      return (value) => {
        if (!Array.isArray(value) || value.length < least || value.length > most) return false;
        if (!value.every(test)) return false;
        return !by || value.every((item, n) => n === 0 || grows(by(value[n - 1]), by(item)));
      };
    },

    /** An object with exactly these members; which fault is told first is that of docs/spec 2. */
    members(fields) {
      const names = Object.keys(fields);
      return (value) => {
        if (!Eal.isObject(value)) return false;
        for (const name of Object.keys(value)) if (!Object.hasOwn(fields, name)) refuse('unknown_member', name);
        for (const name of names) if (!(name in value)) refuse('missing_member', name);
        for (const name of names) if (!fields[name](value[name])) refuse('bad_member', name);
        return true;
      };
    },
  };

  function grows(before, after) {
    for (let i = 0; i < before.length; i++) {
      const order = Eal.compare(before[i], after[i]);
      if (order) return order < 0;
    }
    return false;
  }

  /** Small builders of tests of shape; `members` throws, the others say false. */
  Eal.form = f;
})(Eal);
(function (Eal) {
  const { isHash, isOrigin, isCount } = Eal.spelling;
  const f = Eal.form;
  const isCheck = (value) => typeof value === 'string' && /^V[0-9]{2}$/.test(value);

  const isLogKey = f.members({
    from_size: isCount,
    until_size: f.nullOr(isCount),
    vkey: () => true,
  });

  const isTrust = f.members({
    format: f.oneOf(0),
    last_seen: f.nullOr(f.members({ root: isHash, size: isCount })),
    ledger: f.members({ id: isHash, origin: isOrigin }),
    log_keys: f.listOf(isLogKey, { least: 1 }),
    required_checks: f.listOf(isCheck, { by: (id) => [id] }),
    witness_policy: f.nullOr((value) => typeof value === 'string'),
  });

  /**
   * Reads a trust file (docs/spec 10): its members, with `keys` (log keys whose `vkey` is read) and `policy`
   * (read, or `null`). White space and the order of members are free.
   */
  Eal.parseTrust = function (bytes) {
    const trust = Eal.parseCanonical(bytes, { canonical: false });
    isTrust(trust);
    const keys = trust.log_keys.map((key) => ({ ...key, vkey: Eal.parseVkey(key.vkey) }));
    const text = trust.witness_policy;
    if (text !== null && Eal.pointCount(text) > Eal.limits.policyPoints) {
      throw new Eal.Refusal('policy_malformed', 'too long');
    }
    const policy = text === null ? null : Eal.parsePolicy(Eal.utf8(text));
    return { ...trust, keys, policy };
  };
})(Eal);
(function (Eal) {
  const { isId, isCode, isHash, isDay, isInstant, isOrigin, isLanguage, isEventType, isCount, isKeyId } = Eal.spelling;
  const f = Eal.form;
  const refuse = (found) => {
    throw new Eal.Refusal('bad_member', found);
  };
  const isText = f.line(64);
  const isLine = f.line(500);
  const itself = (value) => [value];

  const isSigner = f.members({ body: isId, in_place_of: f.nullOr(isId), office: isCode, person: isId });

  const isEvent = f.members({
    fields: Eal.isObject,
    occurred: f.nullOr(Eal.isObject),
    type: isEventType,
    version: f.atLeast(1),
  });

  const isAttestation = f.members({
    body: isId,
    compared_by: f.listOf(isId, { by: itself }),
    document: f.nullOr(isHash),
    grade: f.oneOf('original', 'certified_copy', 'gazette', 'official_site', 'press', 'hearsay'),
  });

  const isBasis = f.members({ instrument: isId, point: f.nullOr(isText), version: f.nullOr(isText) });
  const isVotes = f.members(
    Object.fromEntries(['absent', 'abstained', 'against', 'for'].map((name) => [name, f.nullOr(isCount)])),
  );
  const isMember = f.members({ person: isId, vote: f.nullOr(f.oneOf('for', 'against', 'abstained', 'absent')) });

  const isRemedyShape = f.members({
    addressee: f.nullOr(isLine),
    count: f.nullOr(isCount),
    instrument: f.nullOr(isId),
    point: f.nullOr(isText),
    start: f.nullOr(f.oneOf('decision', 'publication', 'service')),
    unit: f.nullOr(f.oneOf('hours', 'days', 'working_days')),
  });

  function isRemedy(value) {
    if (!isRemedyShape(value)) return false;
    if ((value.count === null) !== (value.unit === null)) refuse('remedy: count and unit');
    if (value.instrument === null && value.point !== null) refuse('remedy: point without instrument');
    return true;
  }

  const isDecisionShape = f.members({
    agenda: f.nullOr(isLine),
    annexes: f.listOf(f.members({ document: isHash, name: isLine }), { by: (annex) => [annex.name] }),
    authentic: f.listOf(isLanguage, { by: itself }),
    effective_on: f.nullOr(isDay),
    languages: f.listOf(isLanguage, { least: 1, by: itself }),
    legal_basis: f.listOf(isBasis, { by: (basis) => [basis.instrument, basis.point, basis.version] }),
    members: f.nullOr(f.listOf(isMember, { by: (member) => [member.person] })),
    number: f.nullOr(isText),
    reasons: f.nullOr(isHash),
    remedy: f.nullOr(isRemedy),
    result: f.oneOf('adopted', 'not_adopted', 'deferred', 'no_quorum'),
    session: f.nullOr(isText),
    votes: f.nullOr(isVotes),
  });

  /** No vote is cast by more members than its number, nor are more present than voted (docs/spec 2). */
  function agree(members, votes) {
    for (const word of ['absent', 'abstained', 'against', 'for']) {
      const cast = members.filter((member) => member.vote === word).length;
      if (votes[word] !== null && cast > votes[word]) refuse(`members: more ${word} than votes`);
    }
    const given = [votes.for, votes.against, votes.abstained];
    const present = members.filter((member) => member.vote !== 'absent').length;
    if (!given.includes(null) && present > given.reduce((sum, count) => sum + count, 0)) refuse('members: more than votes');
  }

  function isDecision(value) {
    if (!isDecisionShape(value)) return false;
    if (!value.authentic.every((language) => value.languages.includes(language))) refuse('authentic');
    if (value.members && value.votes) agree(value.members, value.votes);
    return true;
  }

  const isActShape = f.members({
    act_id: isId,
    attestation: f.nullOr(isAttestation),
    body: isId,
    day: isDay,
    decision: f.nullOr(isDecision),
    events: f.listOf(isEvent, { least: 1 }),
    format: f.oneOf(0),
    ledger: f.members({ id: f.nullOr(isHash), origin: isOrigin }),
    seen: f.nullOr(f.members({ root: isHash, size: f.atLeast(1) })),
    signers: f.listOf(isSigner, { most: 40, by: (signer) => [signer.person] }),
  });

  /** Section 14.2: `signers` is empty exactly where the one event is a seal. */
  function isSignedAsDue(act) {
    const seals = act.events.filter((event) => event.type === 'state.sealed');
    if (seals.length === 0) return act.signers.length > 0;
    const isBare = act.attestation === null && act.decision === null && act.seen === null && seals[0].occurred === null;
    return act.events.length === 1 && act.signers.length === 0 && isBare;
  }

  function isAct(value) {
    if (!isActShape(value)) return false;
    if (!isSignedAsDue(value)) refuse('signers');
    const registry = value.attestation ? value.attestation.body : value.body;
    if (value.signers.some((signer) => signer.body !== registry)) refuse(`signers: a body other than ${registry}`);
    const persons = new Set(value.signers.map((signer) => signer.person));
    const compared = value.attestation ? value.attestation.compared_by : [];
    if (!compared.every((person) => persons.has(person))) refuse('compared_by: not a signer');
    return true;
  }

  const isSignature = f.members({
    key: isKeyId,
    signature(value) {
      const bytes = typeof value === 'string' ? Eal.fromBase64url(value) : null;
      return bytes !== null && bytes.length === 64;
    },
  });

  const isEntry = f.members({
    act: isAct,
    format: f.oneOf(0),
    index: isCount,
    judgement: Eal.isObject,
    previous: f.nullOr(isHash),
    recorded_at: isInstant,
    signatures: f.listOf(isSignature, { least: 1, most: 40, by: (line) => [line.key] }),
  });

  /** Reads an entry (docs/spec 2 and 3): `{entry, actBytes}`; throws `Eal.Refusal`. */
  Eal.parseEntry = function (bytes) {
    const entry = Eal.parseCanonical(bytes, { max: Eal.limits.entry });
    isEntry(entry);
    const actBytes = Eal.encode(entry.act);
    if (actBytes.length > Eal.limits.act) throw new Eal.Refusal('too_large', `an act of ${actBytes.length} bytes`);
    return { entry, actBytes };
  };

  const field = (value, name) => (Eal.isObject(value) ? value[name] : undefined);
  const listed = (value) => (Array.isArray(value) ? value : []);

  /** The keys that the administration events of an act offer (docs/spec 4), whatever becomes of it. */
  Eal.keysOffered = function (act) {
    const offered = [];
    for (const event of act.events) {
      const { fields } = event;
      if (event.type === 'ledger.founded') {
        offered.push(...listed(fields.persons).map((person) => field(person, 'key')), fields.recorder_key);
      }
      if (event.type === 'key.enrolled') offered.push(fields.key);
      if (event.type === 'succession.announced') {
        offered.push(...listed(fields.entering).map((person) => field(person, 'key')));
      }
    }
    return offered.filter(Eal.isKey);
  };
})(Eal);
(function (Eal) {
  const refuse = (found) => {
    throw new Eal.Refusal('bundle_damaged', found);
  };
  const LENGTH_BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
  const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
  const DISTANCE_BASE = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
  const DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
  const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

  /** The code of these lengths: how many codes a length has, and the symbols in order. */
  function huffman(lengths, mayBeIncomplete) {
    const counts = new Uint16Array(16);
    for (const length of lengths) counts[length]++;
    const starts = new Uint16Array(16);
    let left = 1;
    for (let bits = 1; bits < 16; bits++) {
      left = 2 * left - counts[bits];
      if (left < 0) refuse('too many codes');
      if (bits < 15) starts[bits + 1] = starts[bits] + counts[bits];
    }
    const isSingle = lengths.length - counts[0] <= 1 && counts[1] <= 1;
    if (left > 0 && !(mayBeIncomplete && isSingle)) refuse('too few codes');
    const symbols = new Uint16Array(lengths.length);
    lengths.forEach((length, symbol) => {
      if (length) symbols[starts[length]++] = symbol;
    });
    counts[0] = 0;
    return { counts, symbols };
  }

  /** A stream of RFC 1951, unpacked to at most `max` bytes. */
  class Inflater {
    constructor(input, max) {
      [this.input, this.at, this.word, this.have] = [input, 0, 0, 0];
      [this.out, this.size, this.max] = [new Uint8Array(Math.min(max, 65536)), 0, max];
    }

    bits(count) {
      while (this.have < count) {
        if (this.at >= this.input.length) refuse('the packed data ends');
        this.word |= this.input[this.at++] << this.have;
        this.have += 8;
      }
      const value = this.word & ((1 << count) - 1);
      this.word >>>= count;
      this.have -= count;
      return value;
    }

    symbol({ counts, symbols }) {
      for (let bits = 1, code = 0, first = 0, index = 0; bits < 16; bits++) {
        code |= this.bits(1);
        if (code - counts[bits] < first) return symbols[index + code - first];
        index += counts[bits];
        first = (first + counts[bits]) << 1;
        code <<= 1;
      }
      return refuse('no such code');
    }

    get isFull() {
      return this.size >= this.max;
    }

    put(byte) {
      if (this.size === this.out.length) {
        const more = new Uint8Array(Math.min(this.max, 2 * this.size));
        more.set(this.out);
        this.out = more;
      }
      this.out[this.size++] = byte;
    }

    stored() {
      [this.word, this.have] = [0, 0];
      const [size, inverse] = [this.bits(16), this.bits(16)];
      if (size !== (~inverse & 0xffff)) refuse('a stored block');
      for (let i = 0; i < size && !this.isFull; i++) this.put(this.bits(8));
    }

    tables() {
      const [literals, distances, codes] = [this.bits(5) + 257, this.bits(5) + 1, this.bits(4) + 4];
      if (literals > 286 || distances > 30) refuse('too many symbols');
      const sizes = Array(19).fill(0);
      for (let i = 0; i < codes; i++) sizes[ORDER[i]] = this.bits(3);
      const lengths = this.lengths(huffman(sizes, false), literals + distances);
      if (!lengths[256]) refuse('no end of block');
      return [huffman(lengths.slice(0, literals), true), huffman(lengths.slice(literals), true)];
    }

    lengths(table, count) {
      const lengths = [];
      while (lengths.length < count) {
        const symbol = this.symbol(table);
        if (symbol < 16) lengths.push(symbol);
        else this.repeat(lengths, symbol);
      }
      return lengths.length === count ? lengths : refuse('too many lengths');
    }

    repeat(lengths, symbol) {
      if (symbol === 16 && !lengths.length) refuse('nothing to repeat');
      const value = symbol === 16 ? lengths[lengths.length - 1] : 0;
      const times = { 16: () => 3 + this.bits(2), 17: () => 3 + this.bits(3), 18: () => 11 + this.bits(7) }[symbol]();
      for (let i = 0; i < times; i++) lengths.push(value);
    }

    packed([literals, distances]) {
      while (!this.isFull) {
        const symbol = this.symbol(literals);
        if (symbol === 256) return;
        if (symbol < 256) this.put(symbol);
        else this.copy(symbol - 257, distances);
      }
    }

    copy(kind, distances) {
      if (kind > 28) refuse('a length');
      const length = LENGTH_BASE[kind] + this.bits(LENGTH_BITS[kind]);
      const far = this.symbol(distances);
      if (far > 29) refuse('a distance');
      const distance = DISTANCE_BASE[far] + this.bits(DISTANCE_BITS[far]);
      if (distance > this.size) refuse('a distance before the beginning');
      for (let i = 0; i < length && !this.isFull; i++) this.put(this.out[this.size - distance]);
    }

    all() {
      for (let isLast = 0; !isLast && !this.isFull; ) {
        isLast = this.bits(1);
        const kind = this.bits(2);
        if (kind === 0) this.stored();
        else if (kind === 1) this.packed(FIXED);
        else if (kind === 2) this.packed(this.tables());
        else refuse('a block');
      }
      return this.out.subarray(0, this.size);
    }
  }

  const fixedLengths = Array.from({ length: 288 }, (_, n) => (n < 144 ? 8 : n < 256 ? 9 : n < 280 ? 7 : 8));
  const FIXED = [huffman(fixedLengths, false), huffman(Array(30).fill(5).concat(5, 5), false)];

  /** Unpacks deflated bytes (RFC 1951), stopping at `max`; refuses with `bundle_damaged`. */
  Eal.inflate = (input, max) => new Inflater(input, max).all();
})(Eal);
(function (Eal) {
  const refuse = (code, found) => {
    throw new Eal.Refusal(code, found);
  };
  const END = 0x06054b50;
  const CENTRAL = 0x02014b50;
  const LOCAL = 0x04034b50;
  const END_BYTES = 22;
  const FLAGS_REFUSED = 0b1001;

  const viewOf = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

  /** Where the list of a zip ends: the last record of that kind whose comment fills the file. */
  function endOf(view) {
    for (let at = view.byteLength - END_BYTES; at >= Math.max(0, view.byteLength - END_BYTES - 65535); at--) {
      if (view.getUint32(at, true) === END && at + END_BYTES + view.getUint16(at + 20, true) === view.byteLength) return at;
    }
    return refuse('not_a_bundle', 'no zip');
  }

  function listed(bytes, view, at) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL) refuse('not_a_bundle', 'a broken zip');
    const sizes = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const next = at + 46 + sizes[0] + sizes[1] + sizes[2];
    if (next > bytes.length) refuse('not_a_bundle', 'a broken zip');
    return {
      name: bytes.subarray(at + 46, at + 46 + sizes[0]),
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      unpacked: view.getUint32(at + 24, true),
      local: view.getUint32(at + 42, true),
      next,
    };
  }

  /** The list of a zip, in its order; `isKnown` says of a name whether it may be there. */
  function contents(bytes, isKnown) {
    const view = viewOf(bytes);
    const end = endOf(view);
    const [size, start] = [view.getUint32(end + 12, true), view.getUint32(end + 16, true)];
    if (start + size > end) refuse('not_a_bundle', 'a broken zip');
    const files = new Map();
    for (let at = end - size; at < end; ) {
      const file = listed(bytes, view, at);
      const name = Array.from(file.name, (octet) => String.fromCharCode(octet)).join('');
      admit(file, name, isKnown, files);
      files.set(name, { ...file, local: file.local + end - size - start });
      at = file.next;
    }
    return files;
  }

  function admit(file, name, isKnown, files) {
    if (!isKnown(name)) refuse('file_not_of_a_bundle', Eal.shown(name));
    if (files.has(name)) refuse('file_twice', name);
    if (file.flags & FLAGS_REFUSED || ![0, 8].includes(file.method)) refuse('zip_not_plain', name);
    if (file.unpacked > (Eal.documentOf(name) ? Eal.limits.documentUnpacked : Eal.limits.fileUnpacked)) refuse('bundle_too_large', `${name}: ${file.unpacked} bytes`);
  }

  function unpacked(bytes, file) {
    const view = viewOf(bytes);
    const at = file.local;
    if (at + 30 > bytes.length || view.getUint32(at, true) !== LOCAL) refuse('bundle_damaged', 'a header');
    const nameSize = view.getUint16(at + 26, true);
    if (!Eal.same(bytes.subarray(at + 30, at + 30 + nameSize), file.name)) refuse('bundle_damaged', 'names that differ');
    const from = at + 30 + nameSize + view.getUint16(at + 28, true);
    // What is cut short is unpacked as far as it goes: V01 says what is missing.
    const data = bytes.subarray(from, from + file.packed);
    return file.method === 0 ? data.subarray(0, file.unpacked) : Eal.inflate(data, file.unpacked);
  }

  /** The files of a zip that may hold only names that are known, as a map in the order of its list (docs/spec 10). */
  Eal.unzip = function (bytes, isKnown) {
    const files = contents(bytes, isKnown);
    return new Map(Array.from(files, ([name, file]) => [name, unpacked(bytes, file)]));
  };
})(Eal);
(function (Eal) {
  const f = Eal.form;
  const { isHash, isOrigin, isCount } = Eal.spelling;
  const refuse = (code, found) => {
    throw new Eal.Refusal(code, found);
  };

  /** The files of a bundle besides `bundle.json`, in their order (docs/spec 10). */
  Eal.BUNDLE_FILES = ['entries.jsonl', 'checkpoint.txt', 'rows.jsonl', 'sheets.jsonl', 'results.jsonl', 'accounts.jsonl', 'before.json', 'law.jsonl', 'paths.jsonl', 'proof.json', 'README.txt'];
  const MANIFEST = 'bundle.json';
  const isFile = (name) => Eal.BUNDLE_FILES.includes(name) || Eal.languageOf(name) !== null;
  const isKnown = (name) => name === MANIFEST || isFile(name) || Eal.documentOf(name) !== null;
  const placeOf = (name) => `${String((Eal.BUNDLE_FILES.indexOf(name) + 100) % 100).padStart(2, '0')}${name}`;

  /** The language of a story, by the name of its file; null for other files. */
  Eal.languageOf = function (name) {
    const found = /^story\.([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\.txt$/.exec(name);
    return found ? found[1] : null;
  };

  /** The digest that the name of a document in a bundle says; null for other files (docs/spec 15.4). */
  Eal.documentOf = function (name) {
    const found = /^evidence\/([0-9a-f]{64})$/.exec(name);
    return found ? found[1] : null;
  };

  /** A line of `entries.jsonl` as long as this is given up. */
  const LINE_BYTES_MAX = 2 ** 24;
  const CUT_OFF = Uint8Array.of(255);

  const isListed = f.members({ bytes: isCount, name: (name) => typeof name === 'string' && isFile(name), sha256: isHash });
  const isManifest = f.members({
    files: f.listOf(isListed, { least: 1, by: (file) => [placeOf(file.name)] }),
    format: f.oneOf(0),
    ledger: f.members({ id: isHash, origin: isOrigin }),
    size: isCount,
  });

  /** The lines of a file; what no line feed ends is a line that was cut off, told by a byte FF. */
  Eal.linesOf = function (bytes) {
    const lines = [];
    let from = 0;
    while (from < bytes.length) {
      const end = bytes.indexOf(10, from);
      const isCut = end < 0;
      const line = isCut ? Eal.concat(bytes.subarray(from), CUT_OFF) : bytes.subarray(from, end);
      if (line.length >= LINE_BYTES_MAX) refuse('bundle_too_large', 'a line that does not end');
      lines.push(line);
      from = isCut ? bytes.length : end + 1;
    }
    return lines;
  };

  /** One entry of the record; its index is one more than that of the line before where it is refused, or its link holds. */
  function entryOf(line, position, before, base) {
    const read = Eal.attempt(() => Eal.parseEntry(line));
    const entry = read.value ? read.value.entry : null;
    // What the first entry of a bundle that goes on names is the hash of one that is not here.
    const isLinked = before ? entry && entry.previous === before.leaf : base === 0 && entry && entry.previous === null;
    return {
      position,
      index: entry === null || isLinked ? (before ? before.index + 1 : base) : entry.index,
      line,
      text: entry ? Eal.fromUtf8(line) : null,
      entry,
      act: entry ? entry.act : null,
      actBytes: entry ? read.value.actBytes : null,
      actDigest: entry ? Eal.hex(Eal.sha256(read.value.actBytes)) : null,
      refused: read.refusal ? read.refusal.code : null,
      why: read.refusal ? read.refusal.found : '',
      leaf: Eal.hex(Eal.leafHash(line)),
      previous: entry ? entry.previous : null,
    };
  }

  function entriesOf(bytes, base) {
    const entries = [];
    for (const line of Eal.linesOf(bytes)) {
      entries.push(entryOf(line, entries.length, entries[entries.length - 1], base));
    }
    return entries;
  }

  const WHOLE_ONLY = ['checkpoint.txt', 'rows.jsonl', 'sheets.jsonl', 'results.jsonl', 'accounts.jsonl', 'before.json'];

  /** The files are those of a whole bundle, or those of a bundle of one unit. */
  function unitOrWhole(files) {
    const isUnit = files.has('proof.json');
    for (const name of ['law.jsonl', 'paths.jsonl']) {
      if (isUnit && !files.has(name)) refuse('not_a_bundle', `proof.json without ${name}`);
      if (!isUnit && files.has(name)) refuse('file_not_of_a_bundle', `${name} without proof.json`);
    }
    const strange = WHOLE_ONLY.find((name) => isUnit && files.has(name));
    if (strange) refuse('file_not_of_a_bundle', `${strange} beside proof.json`);
  }

  /**
   * Reads a bundle: `{ledger, size, listed, files}`; throws `Eal.Refusal` for what is none.
   * Nothing of the entries is looked at.
   */
  Eal.parseBundle = function (bytes) {
    const unzipped = Eal.unzip(bytes, isKnown);
    for (const needed of [MANIFEST, 'entries.jsonl']) {
      if (!unzipped.has(needed)) refuse('not_a_bundle', `no ${needed}`);
    }
    unitOrWhole(unzipped);
    const manifest = Eal.parseCanonical(unzipped.get(MANIFEST));
    isManifest(manifest);
    unzipped.delete(MANIFEST);
    return { ledger: manifest.ledger, size: manifest.size, listed: manifest.files, files: Object.fromEntries(unzipped) };
  };

  /** The record of a bundle that was read, as claims look at it (README.md); `before`: what the log was before its entries. */
  Eal.recordOf = async function (bundle, trust, before = { frontier: [], keys: [], size: 0 }) {
    const entries = entriesOf(bundle.files['entries.jsonl'], before.size);
    const grown = () => new Eal.Tree(before.size, before.frontier.map(Eal.unhex));
    const tree = grown();
    for (const entry of entries) tree.add(Eal.unhex(entry.leaf));
    const record = {
      ...bundle,
      trust,
      entries,
      tree,
      base: before.size,
      grown,
      logSize: before.size + entries.length,
      rootAt: (size) => Eal.hex(tree.root(size)),
      offered: offers(entries, before.keys),
      law: null,
      subject: {},
    };
    record.checkpoint = await Eal.checkpointOf(record);
    record.signatures = await signaturesOf(record);
    return record;
  };

  /** The checkpoint as far as it can be read: `{note, stated, signers, refusal}`, or `null`. */
  Eal.checkpointOf = async function (record) {
    const bytes = record.files['checkpoint.txt'];
    if (!bytes) return null;
    const note = Eal.attempt(() => Eal.parseNote(bytes));
    const stated = note.value ? Eal.attempt(() => Eal.parseCheckpoint(note.value.text)) : note;
    const found = { note: note.value || null, stated: stated.value || null, signers: [], refusal: stated.refusal || null };
    if (found.refusal) return found;
    try {
      found.signers = (await Eal.trustedCheckpoint(bytes, record.trust)).signers;
    } catch (error) {
      if (!(error instanceof Eal.Refusal)) throw error;
      found.refusal = error;
    }
    return found;
  };

  function offers(entries, keys) {
    const offered = new Map(keys.map((key) => [Eal.keyId(key), { alg: key.alg, public: key.public, position: -1 }]));
    for (const { act, position } of entries) {
      for (const key of act ? Eal.keysOffered(act) : []) {
        const kid = Eal.keyId(key);
        if (!offered.has(kid)) offered.set(kid, { alg: key.alg, public: key.public, position });
      }
    }
    return offered;
  }

  /** Whether a signature line of an entry is right over the bytes of its act (docs/spec 2). */
  Eal.isActSigned = function (key, kid, line, actBytes) {
    const head = Eal.base64url(Eal.encode({ alg: key.alg, kid, typ: 'eal-act+jws' }));
    const message = Eal.utf8(`${head}.${Eal.base64url(actBytes)}`);
    const [raw, signature] = [key.public, line.signature].map(Eal.fromBase64url);
    return Eal.verify(key.alg, raw, message, signature);
  };

  const VERDICTS = new Map();
  const VERDICTS_MAX = 100000;

  /** The verdict on a signature line; found once a process, so that many bundles of one log cost little. */
  async function verdict(key, kid, line, entry) {
    const name = `${entry.actDigest}.${kid}.${line.signature}`;
    if (VERDICTS.size > VERDICTS_MAX) VERDICTS.clear();
    if (!VERDICTS.has(name)) VERDICTS.set(name, await Eal.isActSigned(key, kid, line, entry.actBytes));
    return VERDICTS.get(name);
  }

  async function signaturesOf(record) {
    const all = [];
    for (const entry of record.entries) {
      const lines = [];
      for (const line of entry.entry ? entry.entry.signatures : []) {
        const key = record.offered.get(line.key);
        const isKnown = key && key.position <= entry.position;
        lines.push({ kid: line.key, ok: isKnown ? await verdict(key, line.key, line, entry) : null });
      }
      all.push(lines);
    }
    return all;
  }
})(Eal);
(function (Eal) {
  const f = Eal.form;
  const { isHash, isCount } = Eal.spelling;
  const refuse = (code, found) => {
    throw new Eal.Refusal(code, found);
  };
  const isText = (value) => typeof value === 'string';

  const isReceipt = f.members({
    checkpoint: isText,
    entry: isText,
    format: f.oneOf(0),
    inclusion: f.listOf(isHash, { most: 63 }),
    index: isCount,
    size: isCount,
  });

  /** Reads a receipt (docs/spec 3): its members, canonical. */
  Eal.parseReceipt = function (bytes) {
    const receipt = Eal.parseCanonical(bytes, { max: Eal.limits.receipt });
    isReceipt(receipt);
    return receipt;
  };

  const PROOF = /^c2sp\.org\/tlog-proof@v1\n(?:extra ([^\n]*)\n)?index (0|[1-9][0-9]{0,18})\n((?:[^\n]+\n)*)\n([^]*)$/;

  /** Reads a proof in a file (docs/spec 11.5): `{index, proof, note}`. */
  Eal.parseTlogProof = function (bytes) {
    const malformed = () => refuse('tlog_proof_malformed');
    const text = bytes.length <= 2 * Eal.limits.note ? Eal.fromUtf8(bytes) : null;
    const parts = text === null ? null : PROOF.exec(text);
    if (!parts || (parts[1] !== undefined && Eal.fromBase64(parts[1]) === null)) malformed();
    const proof = parts[3].split('\n').slice(0, -1).map(Eal.fromBase64);
    if (proof.length > 63 || proof.some((hash) => !hash || hash.length !== 32)) malformed();
    return { index: BigInt(parts[2]), proof, note: Eal.utf8(parts[4]) };
  };

  /** The checkpoint that a proof in a file leads to; throws `Eal.Refusal`. */
  Eal.checkTlogProof = async function (bytes, leaf, trust) {
    const { index, proof, note } = Eal.parseTlogProof(bytes);
    const checkpoint = await Eal.trustedCheckpoint(note, trust);
    const root = Eal.rootFromInclusion(leaf, index, checkpoint.size, proof);
    if (!root || !Eal.same(root, checkpoint.root)) refuse('tlog_proof_contradicts');
    const tried = trust.policy ? await Eal.tryLines(checkpoint.note, [...trust.policy.witnesses.values()]) : null;
    if (tried && (tried.wrong.length || !Eal.meetsPolicy(trust.policy, tried.verified))) refuse('quorum_not_met');
    return { ...checkpoint, index };
  };
})(Eal);
// Bundles of one log that each go on where another ends, read as one. Source: docs/spec section 10.
(function (Eal) {
  const f = Eal.form;
  const { isHash, isCount } = Eal.spelling;
  const BEFORE_BYTES_MAX = 2 ** 24;
  const ALONG = ['entries.jsonl', 'rows.jsonl'];

  const isBefore = f.members({
    format: f.oneOf(0),
    frontier: f.listOf(isHash, { least: 1, most: 63 }),
    keys: f.listOf((key) => Eal.isKey(key), { most: 2 ** 17 }),
    root: isHash,
    size: f.atLeast(1),
  });

  const refuse = (code, found) => {
    throw new Eal.Refusal(code, found);
  };

  const ones = (size) => size.toString(2).replaceAll('0', '').length;

  /** Reads `before.json`: `{frontier, keys, root, size}`; its hashes give its root. */
  Eal.parseBefore = function (bytes) {
    const before = Eal.parseCanonical(bytes, { max: BEFORE_BYTES_MAX });
    isBefore(before);
    const root = before.frontier.map(Eal.unhex).reduceRight((right, left) => Eal.nodeHash(left, right));
    if (before.frontier.length !== ones(before.size) || Eal.hex(root) !== before.root) {
      refuse('bad_member', 'before.json: the hashes are not those of a tree of this size and root');
    }
    return before;
  };

  const beginsAt = (bundle) => (bundle.files['before.json'] ? Eal.parseBefore(bundle.files['before.json']).size : 0);

  function joined(earlier, later) {
    const before = Eal.parseBefore(later.files['before.json'] || new Uint8Array(0));
    const isSame = ['id', 'origin'].every((name) => earlier.ledger[name] === later.ledger[name]);
    if (!isSame) refuse('bundles_do_not_meet', 'of two ledgers');
    if (earlier.size !== before.size) refuse('bundles_do_not_meet', `one ends at ${earlier.size}, the next begins at ${before.size}`);
    const files = { ...later.files };
    delete files['before.json'];
    for (const name of Object.keys(earlier.files)) {
      if (Eal.documentOf(name) !== null && !files[name]) files[name] = earlier.files[name];
    }
    for (const name of ALONG) {
      if (earlier.files[name] && files[name]) files[name] = Eal.concat(earlier.files[name], files[name]);
      else delete files[name];
    }
    const befores = [...(earlier.befores || []), before];
    return { ...later, befores, files, first: before.size, parts: [...(earlier.parts || [earlier]), later] };
  }

  /** Several bundles as one, in whatever order they are given; throws `Eal.Refusal` where they do not meet. */
  Eal.joinBundles = function (bundles) {
    if (bundles.some((bundle) => bundle.files['proof.json'])) refuse('bundles_do_not_meet', 'a bundle of one unit stands for itself');
    const begun = bundles.map((bundle) => ({ bundle, at: beginsAt(bundle) })).sort((a, b) => a.at - b.at);
    if (begun[0].at > 0) refuse('bundles_do_not_meet', 'none of them begins at entry 0');
    return begun.map((one) => one.bundle).reduce(joined);
  };

  /** Which files of which part V01 looks at: those that are used. */
  Eal.usedOf = function ({ files, listed, parts }) {
    if (!parts) return [{ files, listed, isUsed: () => true }];
    const last = parts.length - 1;
    return parts.map((part, n) => ({ ...part, isUsed: (name) => (n === last ? name !== 'before.json' : ALONG.includes(name)) }));
  };
})(Eal);
(function (Eal) {
  const f = Eal.form;
  const { isHash, isId, isDay, isOrigin, isCount } = Eal.spelling;
  const isText = (value) => typeof value === 'string';
  /** Text that is not empty: a key, an entry, a note. */
  const isKey = (value) => isText(value) && value !== '';
  const isPath = f.listOf(isHash, { most: 63 });
  const PROOF_BYTES_MAX = 16777216;
  const DEPTH_MAX = 64;

  const isPlaced = f.members({ entry: isKey, inclusion: isPath, index: isCount });
  /** The columns of the rows that are placed on keys (docs/spec 8.3), besides `ordinal`, `since`, `table`. */
  const COLUMNS = {
    act: 'act body contested_margin day digest kind number persons',
    law: 'doc id kind',
    subject: 'key kind name parent type',
    member: 'list unit',
    status: 'day event field subject value',
    amount: 'bucket day event high holder how low material why',
    figure: 'contest covers day event figures form level part parts run unit',
    effect: 'act awaits body channels contests data event from_day id object run selections target until_day verb what',
    effect_unit: 'effect further sign unit',
  };

  function isRow(value) {
    if (!Eal.isObject(value) || !Eal.knows(COLUMNS, value.table)) return false;
    const names = [...COLUMNS[value.table].split(' '), 'ordinal', 'since', 'table'].sort();
    return Object.keys(value).sort().join(' ') === names.join(' ') && [value.ordinal, value.since].every(Number.isSafeInteger);
  }
  const isAct = f.members({ leaf: isHash, rows: f.listOf(isRow, { least: 1, most: Infinity }) });
  const isSheet = f.members({ acts: f.listOf(isAct, { least: 1, most: Infinity }), index: isCount, key: isKey, path: isPath });
  const isNeighbour = f.nullOr(
    f.members({ acts: f.atLeast(1), chain: isHash, index: isCount, key: isKey, path: isPath }),
  );
  const byKey = { most: Infinity, by: (one) => [one.key] };

  const isAnswer = f.members({
    amounts: Array.isArray,
    contested: f.nullOr(Array.isArray),
    day: isDay,
    headlines: Array.isArray,
    polls: Array.isArray,
    position: isCount,
    unit: isId,
  });

  const isProof = f.members({
    absent: f.listOf(f.members({ after: isNeighbour, before: isNeighbour, key: isKey }), byKey),
    answer: isAnswer,
    checkpoint: isKey,
    extends: f.nullOr(f.members({ path: isPath, size: f.atLeast(1) })),
    format: f.oneOf(0),
    founding: isKey,
    later: f.listOf(isPlaced, { most: Infinity }),
    ledger: f.members({ id: isHash, origin: isOrigin }),
    seal: isPlaced,
    sheets: f.listOf(isSheet, byKey),
    size: f.atLeast(1),
    until: isCount,
  });

  const refuse = (found) => {
    throw new Eal.Refusal('bad_member', found);
  };

  /** Whether rows stand in order of ordinal, those of an act under one `since`. */
  function isInOrder({ rows }) {
    return rows.every((row, n) => n === 0 || (row.since === rows[0].since && row.ordinal > rows[n - 1].ordinal));
  }

  /** Reads a state proof (docs/spec 14.3); throws `Eal.Refusal`. */
  Eal.parseStateProof = function (bytes) {
    // A line feed at the end of a file is the shell's.
    const end = bytes[bytes.length - 1] === 10 ? bytes.length - 1 : bytes.length;
    const proof = Eal.parseCanonical(bytes.subarray(0, end), { max: PROOF_BYTES_MAX, depth: DEPTH_MAX });
    isProof(proof);
    const keys = [...proof.sheets, ...proof.absent].map((one) => one.key);
    if (new Set(keys).size < keys.length) refuse('a key twice');
    if (!proof.sheets.every((sheet) => sheet.acts.every(isInOrder))) refuse('rows out of order');
    const firsts = proof.sheets.map((sheet) => sheet.acts.map(({ rows }) => rows[0].since));
    if (firsts.some((of) => of.some((since, n) => n > 0 && since <= of[n - 1]))) refuse('acts out of order');
    if (proof.later.some((one, n) => n > 0 && one.index <= proof.later[n - 1].index)) refuse('later');
    if (proof.until > proof.size || proof.until < proof.answer.position) refuse('until');
    if (proof.extends && proof.extends.size > proof.size) refuse('extends');
    return proof;
  };

  /** The sheet of a key in canonical form, from its acts and rows (docs/spec 14.1). */
  Eal.sheetOf = function ({ acts, key }) {
    let chain = new Uint8Array(32);
    for (const { leaf, rows } of acts) {
      const lines = rows.map((row) => `${Eal.encodeText(row)}\n`).join('');
      chain = Eal.sha256(Eal.concat(chain, Eal.unhex(leaf), Eal.utf8(lines)));
    }
    return { acts: acts.length, chain: Eal.hex(chain), key };
  };

  /** Whether a sheet is leaf `index` of a state with this root and so many sheets. */
  Eal.isSealed = function (sheet, { index, path }, sealed) {
    const leaf = Eal.leafHash(Eal.encode(sheet));
    const root = Eal.rootFromInclusion(leaf, BigInt(index), BigInt(sealed.sheets), path.map(Eal.unhex));
    return root !== null && Eal.hex(root) === sealed.root;
  };

  const stands = ({ acts, chain, key, ...place }, sealed) => Eal.isSealed({ acts, chain, key }, place, sealed);

  /** Whether a key has no sheet: the two that stand next to each other around its place are sealed. */
  Eal.isAbsent = function ({ after, before, key }, sealed) {
    if (!before && !after) return sealed.sheets === 0;
    if (before && (!stands(before, sealed) || Eal.compare(before.key, key) >= 0)) return false;
    if (after && (!stands(after, sealed) || Eal.compare(key, after.key) >= 0)) return false;
    if (!before) return after.index === 0;
    return after ? after.index === before.index + 1 : before.index === sealed.sheets - 1;
  };

  const actOf = (reference) => `act:${reference.split('#')[0]}`;
  const CITING = ['bar', 'certify', 'date', 'lift', 'narrow', 'order_run', 'widen'];

  function followed(row) {
    const keys = [];
    if (CITING.includes(row.verb)) keys.push(`act:${row.act}`);
    if (row.verb === 'order_run') {
      keys.push(`run:${row.run}`);
      if (row.data && row.data.basis) keys.push(actOf(row.data.basis));
    }
    if (row.verb === 'widen') keys.push(actOf(row.target));
    return keys;
  }

  /** The keys that an answer about a unit needs, with the rows of their sheets (docs/spec 14.3). */
  Eal.neededKeys = function (unit, rowsOf) {
    const needed = new Set();
    const open = [['law:suspect', ''], [`unit:${unit}`, 'both']];
    while (open.length) {
      const [key, way] = open.pop();
      if (needed.has(key) && !way) continue;
      const isNew = !needed.has(key);
      needed.add(key);
      for (const row of rowsOf(key)) {
        if (row.table === 'effect' && isNew) open.push(...followed(row).map((one) => [one, '']));
        if (row.table === 'subject' && way) open.push(...related(row, key, way));
      }
    }
    return needed;
  };

  /** The units next above (from the unit itself) and next below, with the way to go on. */
  function related(row, key, way) {
    const found = [];
    if (row.key === key && row.parent && way !== 'down') found.push([row.parent, 'up']);
    if (row.parent === key && row.kind === 'unit' && way !== 'up') found.push([row.key, 'down']);
    return found;
  }
})(Eal);
// The files of a bundle of one unit. Source: docs/spec section 10.
(function (Eal) {
  const f = Eal.form;
  const { isHash, isCount } = Eal.spelling;
  const LINES_MAX = 1000000;
  const LINE_BYTES_MAX = 2 ** 24;
  const isPath = f.listOf(isHash, { most: 126 });
  const isHead = f.members({ first: isCount, path: isPath });
  const isSheet = f.members({
    acts: (value) => f.listOf(isCount, { least: 1, most: LINES_MAX })(value) && value.every((one, n) => n === 0 || value[n - 1] < one),
    chain: isHash,
    key: (value) => typeof value === 'string' && value !== '',
  });
  const isPlaced = f.members({ inclusion: isPath, index: isCount, seen: f.nullOr(isPath) });

  const refuse = (code, found) => {
    throw new Eal.Refusal(code, found);
  };

  function linesOf(bytes, shapeAt) {
    const lines = Eal.linesOf(bytes);
    const read = lines.slice(0, LINES_MAX).map((line, n) => {
      const value = Eal.parseCanonical(line, { max: LINE_BYTES_MAX });
      shapeAt(n)(value);
      return value;
    });
    if (lines.length > LINES_MAX) refuse('too_large', `more than ${LINES_MAX} lines`);
    return read;
  }

  function inOrder(values, before) {
    if (values.some((value, n) => n > 0 && !before(values[n - 1], value))) refuse('bad_member', 'lines out of order');
  }

  /** Reads `law.jsonl`: `{first, path, sheets}`. */
  Eal.parseLaw = function (bytes) {
    const [head, ...sheets] = linesOf(bytes, (n) => (n === 0 ? isHead : isSheet));
    inOrder(sheets.map((sheet) => sheet.key), (a, b) => Eal.compare(a, b) < 0);
    if (!sheets.length) refuse('missing_member', 'law.jsonl: no sheet');
    return { first: head.first, path: head.path.map(Eal.unhex), sheets };
  };

  /** Reads `paths.jsonl`: a line an entry, by index. */
  Eal.parsePaths = function (bytes) {
    const paths = linesOf(bytes, () => isPlaced);
    inOrder(paths.map((one) => one.index), (a, b) => a < b);
    return paths;
  };
})(Eal);
// Small words that every later part uses: order, days, names of keys.
// Source: docs/spec sections 5, 6, 7 (calendar), 9 (legal day).
(function (Eal) {
  /** Order of two texts by code point: negative, 0 or positive. */
  function order(a, b) {
    if (a === b) return 0;
    const length = Math.min(a.length, b.length);
    for (let n = 0; n < length; n += 1) {
      const [x, y] = [a.charCodeAt(n), b.charCodeAt(n)];
      if (x !== y) return weight(x) - weight(y);
    }
    return a.length - b.length;
  }

  // UTF-16 puts surrogates before U+E000; code points do not.
  function weight(unit) {
    return unit >= 0xd800 && unit < 0xe000 ? unit + 0x2000 : unit >= 0xe000 ? unit - 0x800 : unit;
  }

  /** Order of two texts or nulls, null first. */
  function orderNull(a, b) {
    if (a === null || b === null) return (a === null ? 0 : 1) - (b === null ? 0 : 1);
    return order(a, b);
  }

  /** Order of two values by several keys; a key is a text, a number or null (null first). */
  function orderBy(...keys) {
    return (a, b) => {
      for (const key of keys) {
        const [x, y] = [key(a), key(b)];
        const both = typeof x === 'number' && typeof y === 'number';
        const found = both ? x - y : orderNull(x, y);
        if (found !== 0) return found;
      }
      return 0;
    };
  }

  /** The texts, each once, by code point. */
  function sorted(texts) {
    return [...new Set(texts)].sort(order);
  }

  /** Whether `items` is sorted by `compare` and holds nothing twice. */
  function ascends(items, compare = order) {
    return items.every((item, n) => n === 0 || compare(items[n - 1], item) < 0);
  }

  const MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

  function leap(year) {
    return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  }

  /** The number of days of a month (1–12). */
  function daysOfMonth(year, month) {
    return month === 2 && leap(year) ? 29 : MONTHS[month - 1];
  }

  /** Days since 1970-01-01 of a day. */
  function dayNumber(day) {
    const [year, month, date] = day.split('-').map(Number);
    return Date.UTC(year, month - 1, date) / 86400000;
  }

  /** The day of a number; never later than 2199-12-31 (section 7). */
  function dayOf(number) {
    const last = dayNumber('2199-12-31');
    return new Date(Math.min(number, last) * 86400000).toISOString().slice(0, 10);
  }

  /** The day `count` days after a day. */
  function addDays(day, count) {
    return dayOf(dayNumber(day) + count);
  }

  /** The same day of the month `count` months later, or its last day. */
  function addMonths(day, count) {
    const [year, month, date] = day.split('-').map(Number);
    const months = year * 12 + (month - 1) + count;
    const [y, m] = [Math.floor(months / 12), (months % 12) + 1];
    if (y > 2199) return '2199-12-31';
    const two = (number) => String(number).padStart(2, '0');
    return `${y}-${two(m)}-${two(Math.min(date, daysOfMonth(y, m)))}`;
  }

  const WEEK = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

  /** The name of the day of the week. */
  function weekday(day) {
    return WEEK[(((dayNumber(day) + 4) % 7) + 7) % 7];
  }

  /** The legal end of a day as an instant, by the offsets of a ruleset (null: UTC); section 9. */
  function endOfDay(day, offsets) {
    const midnight = (dayNumber(day) + 1) * 1440;
    const ends = (offsets || []).map((offset) => [offset.from, instantOf(midnight - offset.minutes)]);
    if (ends.length === 0) return instantOf(midnight);
    const past = ends.filter(([from, end]) => from <= end);
    return past.length > 0 ? past[past.length - 1][1] : ends[0][1];
  }

  function instantOf(minutes) {
    return `${new Date(minutes * 60000).toISOString().slice(0, 19)}.000000Z`;
  }

  /** An instant so many hours later. */
  function laterBy(instant, hours) {
    return instantOf(Date.parse(`${instant.slice(0, 16)}Z`) / 60000 + hours * 60);
  }

  /** Whether a day lies in `from` ≤ day < `until` (null = open). */
  function within(day, from, until) {
    return (from === null || from <= day) && (until === null || day < until);
  }

  /** The act of a reference `ACT` or `ACT#N`. */
  function actOf(reference) {
    return reference.split('#')[0];
  }

  const NAMED = { unit: 'unit', contest: 'contest', run: 'run', election: 'election', act: 'decision' };

  /** The kind of subject that a field type names (`unit`, `subject:KIND`, `act` …), or null. */
  function kindOf(type) {
    const bare = type.replace(/^list:/, '').replace(/\?$/, '');
    if (bare.startsWith('subject:')) return bare.slice(8);
    return NAMED[bare] || null;
  }

  /** The later of two rows in order of (since, ordinal): negative when `a` comes first. */
  function inOrder(a, b) {
    return a.since - b.since || a.ordinal - b.ordinal;
  }

  Object.assign(Eal, {
    order, orderNull, orderBy, sorted, ascends, dayNumber, dayOf,
    addDays, addMonths, weekday, endOfDay, laterBy, within, actOf, kindOf, inOrder,
  });
})(Eal);
// Intervals {low, high, why}: low a BigInt, high a BigInt or null (no bound). Section 12.1.
(function (Eal) {
  const MOST = 2n ** 53n - 1n;

  /** What nobody stated: 0 or more. */
  function unknown(why) {
    return { low: 0n, high: null, why };
  }

  /** The interval of a quantity as written in an act or a row; of a disputed one its hull. */
  function ofQuantity(quantity) {
    if (quantity.disputed === undefined) return interval(quantity.low, quantity.high, quantity.why);
    const lows = quantity.disputed.map((one) => BigInt(one.low));
    const highs = quantity.disputed.map((one) => one.high);
    const high = highs.includes(null) ? null : greatest(highs.map(BigInt));
    return { low: least(lows), high, why: 'disputed' };
  }

  /** An interval of two numbers (high may be null). */
  function interval(low, high, why = null) {
    return { low: BigInt(low), high: high === null ? null : BigInt(high), why };
  }

  function least(numbers) {
    return numbers.reduce((a, b) => (b < a ? b : a));
  }

  function greatest(numbers) {
    return numbers.reduce((a, b) => (b > a ? b : a));
  }

  /** Whether it is one number. */
  function exact(one) {
    return one.high !== null && one.low === one.high;
  }

  /** The sum of intervals; its `why` is the common one of all terms that are not exact. */
  function sum(terms) {
    let [low, high] = [0n, 0n];
    for (const term of terms) {
      low += term.low;
      high = high === null || term.high === null ? null : high + term.high;
    }
    const whys = new Set(terms.filter((term) => !exact(term)).map((term) => term.why));
    const why = whys.size === 0 ? null : whys.size === 1 ? [...whys][0] : 'several';
    return { low, high, why };
  }

  /** An interval a whole number of times. */
  function times(one, factor) {
    const by = BigInt(factor);
    return { low: one.low * by, high: one.high === null ? null : one.high * by, why: one.why };
  }

  /** Whether two intervals have a number in common. */
  function meet(a, b) {
    return (a.high === null || b.low <= a.high) && (b.high === null || a.low <= b.high);
  }

  function writtenBounds(one) {
    const low = Number(one.low > MOST ? MOST : one.low);
    const high = one.high === null || one.high > MOST ? null : Number(one.high);
    return { low, high };
  }

  /** As a document of section 12 writes it: `{high, low, why}`. */
  function written(one) {
    const { low, high } = writtenBounds(one);
    const why = low === high ? null : one.why === null ? 'several' : one.why;
    return { high, low, why };
  }

  /** As a check of section 13 writes it: `{high, low}`. */
  function bounds(one) {
    const { low, high } = writtenBounds(one);
    return { high, low };
  }

  Eal.intervals = { unknown, ofQuantity, interval, exact, sum, times, meet, written, bounds, least, greatest };
})(Eal);
// Field types and the check of a value against its type. Source: docs/spec section 5.
(function (Eal) {
  const { isId, isCode, isHash, isDay, isInstant, isReference, isLanguage } = Eal.spelling;
  const isText = (value) => typeof value === 'string';
  const isCount = (value, least = 0) => Number.isSafeInteger(value) && value >= least;
  const isList = (value, least, most) =>
    Array.isArray(value) && value.length >= least && value.length <= most;

  /** Whether a value is a text of `least` to `most` code points, with line feeds only if allowed. */
  function isLine(value, least, most, feeds = false) {
    if (!isText(value) || (!feeds && value.includes('\n'))) return false;
    const count = Eal.pointCount(value);
    return count >= least && count <= most;
  }

  /** Whether a value is an object with exactly these members. */
  function hasMembers(value, names) {
    if (!Eal.isObject(value)) return false;
    const own = Object.keys(value);
    return own.length === names.length && names.every((name) => Object.hasOwn(value, name));
  }

  function isBounds(value) {
    if (!isCount(value.low) || !(value.high === null || isCount(value.high, value.low))) return false;
    return value.why === null ? value.low === value.high : isCode(value.why);
  }

  function isClaim(value) {
    const members = ['high', 'low', 'source', 'why'];
    return hasMembers(value, members) && isLine(value.source, 1, 200) && isBounds(value);
  }

  /** Whether a value is a quantity. */
  function isQuantity(value) {
    if (hasMembers(value, ['disputed'])) return isList(value.disputed, 2, 9) && value.disputed.every(isClaim);
    return hasMembers(value, ['high', 'low', 'why']) && isBounds(value);
  }

  /** Whether a value is a `when`. */
  function isWhen(value) {
    if (!hasMembers(value, ['at', 'earliest', 'latest', 'why'])) return false;
    const { at, earliest, latest, why } = value;
    if (!(at === null || isInstant(at)) || !(why === null || isCode(why))) return false;
    if (![earliest, latest].every((day) => day === null || isDay(day))) return false;
    return earliest === null || latest === null || earliest <= latest;
  }

  function isFigure(value) {
    if (!hasMembers(value, ['measure', 'selection', 'value'])) return false;
    const selection = value.selection === null || isId(value.selection);
    return isCode(value.measure) && selection && isQuantity(value.value);
  }

  function isFigures(value) {
    if (!isList(value, 1, 500) || !value.every(isFigure)) return false;
    return Eal.ascends(value, Eal.orderBy((one) => one.measure, (one) => one.selection));
  }

  function isSorted(value, least, is) {
    return isList(value, least, 65535) && value.every(is) && Eal.ascends(value);
  }

  const BOX = ['channels', 'contests', 'further', 'lists', 'selections', 'units'];

  function isBox(value) {
    if (!hasMembers(value, BOX)) return false;
    const { channels, contests, further, lists, selections, units } = value;
    if (!isSorted(channels, 0, isCode) || !isSorted(selections, 0, isId)) return false;
    if (!isSorted(contests, 1, isId) || !isSorted(units, 0, isId) || !isSorted(lists, 0, isId)) return false;
    if (further === null) return units.length + lists.length > 0;
    return hasMembers(further, ['count', 'within']) && isQuantity(further.count) && isId(further.within);
  }

  function isRange(value) {
    if (!hasMembers(value, ['first', 'last', 'prefix'])) return false;
    const { first, last, prefix } = value;
    return isCount(first) && isCount(last, first) && (prefix === null || isLine(prefix, 1, 20));
  }

  function follows(before, { first, prefix }) {
    return before.prefix === prefix ? first > before.last : Eal.orderNull(before.prefix, prefix) < 0;
  }

  /** Whether a value is serial numbers. */
  function isNumbers(value) {
    if (!hasMembers(value, ['ranges', 'why']) || !isList(value.ranges, 0, 500)) return false;
    const { ranges, why } = value;
    if (!ranges.every(isRange) || !(why === null ? ranges.length > 0 : isCode(why))) return false;
    return ranges.every((range, n) => n === 0 || follows(ranges[n - 1], range));
  }

  function isItem(value) {
    if (!hasMembers(value, ['id', 'name', 'parent', 'type'])) return false;
    const parent = value.parent === null || isId(value.parent);
    return isId(value.id) && parent && isLine(value.name, 1, 500) && isCode(value.type);
  }

  const SHAPES = {
    text: (value) => isLine(value, 1, 500),
    long_text: (value) => isLine(value, 1, 8000, true),
    id: isId,
    code: isCode,
    hash: isHash,
    day: isDay,
    instant: isInstant,
    reference: isReference,
    count: (value) => isCount(value),
    flag: (value) => typeof value === 'boolean',
    body: isId,
    person: isId,
    unit: isId,
    contest: isId,
    run: isId,
    election: isId,
    act: isId,
    quantity: isQuantity,
    when: isWhen,
    figures: isFigures,
    numbers: isNumbers,
    scope: (value) => isList(value, 1, 50) && value.every(isBox),
    items: (value) => isList(value, 1, 1000) && value.every(isItem),
  };

  /** A type taken apart: `{base, list, nullable}`, or null when it is no type. */
  function parseType(type) {
    if (!isText(type)) return null;
    const nullable = type.endsWith('?');
    const list = type.startsWith('list:');
    const base = type.slice(list ? 5 : 0, nullable ? -1 : undefined);
    const kind = base.startsWith('subject:') ? base.slice(8) : null;
    const named = ['unit', 'contest', 'run', 'election', 'poll', 'count', 'decision'];
    if (kind !== null ? !isCode(kind) || named.includes(kind) : !Object.hasOwn(SHAPES, base)) return null;
    return { base, list, nullable };
  }

  function fits(base, value, of) {
    if (base.startsWith('subject:')) return isId(value);
    return SHAPES[base](value) && (base !== 'code' || of === null || of.includes(value));
  }

  function unknownIn(box, known) {
    const units = box.further === null ? box.units : [...box.units, box.further.within];
    if (box.contests.some((id) => !known.subject(`contest:${id}`))) return 'unknown_contest';
    if (units.some((id) => !known.subject(`unit:${id}`))) return 'unknown_unit';
    return box.lists.some((id) => !known.subject(`unit_list:${id}`)) ? 'unknown_unit_list' : null;
  }

  function unknownCode(base, value, known) {
    if (base === 'body') return known.body(value) ? null : 'unknown_body';
    if (base === 'person') return known.person(value) ? null : 'unknown_person';
    if (['unit', 'contest', 'run', 'election'].includes(base)) {
      return known.subject(`${base}:${value}`) ? null : `unknown_${base}`;
    }
    if (base !== 'scope') return null;
    return value.map((box) => unknownIn(box, known)).find((code) => code !== null) || null;
  }

  /**
   * The code for a value that breaks its type, or null.
   * `known` answers `body(id)`, `person(id)` (ever entered) and `subject(key)` (created earlier).
   */
  function fieldProblem(field, value, known) {
    const { base, list, nullable } = parseType(field.type);
    if (value === null) return nullable ? null : 'bad_field';
    const values = list ? value : [value];
    if (list && !isList(value, 1, 1000)) return 'bad_field';
    if (values.some((one) => !fits(base, one, field.of))) return 'bad_field';
    return values.map((one) => unknownCode(base, one, known)).find((code) => code !== null) || null;
  }

  /** The *day* of an event: that of its `occurred`, else the act's. */
  function dayOfEvent(event, act) {
    const when = event.occurred;
    return (when && (when.earliest || when.latest)) || act.day;
  }

  Eal.shapes = {
    isText, isId, isCode, isHash, isReference, isLanguage, isCount, isList, isLine, hasMembers,
    isQuantity, isWhen, isSorted, isFlag: SHAPES.flag,
  };
  Object.assign(Eal, { parseType, fieldProblem, dayOfEvent });
})(Eal);
// Declarations: what `declaration.adopted` may adopt. Source: docs/spec sections 5 and 6.
(function (Eal) {
  const { isCode, isLanguage, isList, isLine, isSorted, hasMembers, isCount } = Eal.shapes;

  const OBJECTS = [
    'call', 'candidates', 'register', 'voting', 'count', 'result', 'certification', 'mandate', 'decision',
  ];
  const CREATED = [
    'unit', 'unit_list', 'election_event', 'election', 'contest', 'round', 'selection', 'seat',
    'consignment', 'container', 'seal', 'complaint',
  ];
  const BARS = ['annul', 'exclude', 'stay', 'cannot_establish', 'hold_back'];
  const TITLES = ['conferred', 'accepted', 'refused', 'suspended', 'lost', 'restored', 'extended'];
  const METHODS = ['dhondt', 'droop', 'hare', 'sainte_lague'];
  const SEALS = ['put', 'found', 'off', 'open', 'missing'];
  const CODES = null;

  // An argument: the field types it admits, whether it may be left out, whether a null field leaves
  // the effect (or, where optional, the argument) out, and the codes of a literal.
  const types = (...names) => ({ types: names });
  const literal = (codes) => ({ literal: codes });
  const maybe = (argument) => ({ ...argument, optional: true, nullable: true });
  const orNull = (argument) => ({ ...argument, nullable: true });
  const coded = (codes = CODES) => ({ types: ['code'], codes });

  const SUBJECT = ['unit', 'contest', 'run', 'subject:KIND'];
  const HOLDER = ['unit', 'subject:KIND'];
  const LISTED = ['list:unit', 'list:subject:KIND'];
  const TARGET = ['reference', 'act'];

  const EFFECTS = {
    create: {
      what: literal(CREATED),
      id: maybe({ types: ['id'], strict: true }),
      name: maybe(types('text', 'id')),
      parent: maybe(types('unit', 'contest', 'election', 'subject:KIND')),
      type: maybe(coded()),
      items: maybe({ types: ['items'], strict: true }),
    },
    move: {
      of: literal(CODES), field: coded(), to: coded(), from: { optional: true, array: true },
      scope: { types: ['scope'], optional: true }, run: { types: ['run'], optional: true },
      subject: { types: [...SUBJECT, 'act'], optional: true, nullable: true },
    },
    amount: {
      holder: orNull(types(...HOLDER, ...LISTED)), material: coded(), bucket: coded(),
      quantity: orNull(types('quantity')), how: literal(['add', 'is']),
    },
    transfer: {
      material: coded(), quantity: types('quantity'), from: types(...HOLDER), from_bucket: coded(),
      to: types(...HOLDER), to_bucket: coded(),
    },
    number: {
      holder: orNull(types(...HOLDER)), material: coded(), numbers: orNull(types('numbers')),
      from: maybe(types(...HOLDER)), quantity: maybe(types('quantity')),
    },
    seal: {
      on: orNull(types(...HOLDER)), how: coded(SEALS), seals: maybe(types('subject:seal', 'list:subject:seal')),
    },
    figure: {
      form: types('id'), contest: types('contest'), unit: types('unit'), run: types('run'),
      level: coded(), figures: orNull(types('figures')), covers: maybe(types('scope')),
      part: maybe(types('count')), parts: maybe(types('list:reference')),
    },
    bar: {
      what: coded(BARS), object: coded(OBJECTS), scope: types('scope'), run: types('run'),
      from: maybe(types('day')), until: maybe(types('day')),
      works: { literal: ['from_now', 'from_beginning'], optional: true },
    },
    lift: { target: orNull(types(...TARGET)), until: maybe(types('day')) },
    widen: { target: orNull(types(...TARGET)), scope: types('scope') },
    narrow: { target: orNull(types(...TARGET)), scope: types('scope') },
    order_run: {
      run: types('id'), scope: types('scope'), replaces: maybe(types('run')),
      basis: maybe(types(...TARGET)),
    },
    date: { run: types('run'), scope: maybe(types('scope')), day: maybe(types('day')) },
    certify: { what: coded(), scope: types('scope'), run: types('run') },
    allocate: {
      contest: types('contest'), method: coded(METHODS), seats: types('count'),
      threshold_numerator: maybe(types('count')), threshold_denominator: maybe(types('count')),
      threshold_base: maybe(coded()), exempt: maybe(types('list:subject:KIND')),
    },
    title: {
      seat: types('id', 'subject:seat'), holder: orNull(types('text', 'id')), status: coded(TITLES),
    },
    due: {
      item: coded(), about: orNull(types(...SUBJECT, 'act')), owner: maybe(types('body')),
      by: maybe(types('day')),
    },
    done: { item: coded(), about: orNull(types(...SUBJECT, 'act')) },
    link: { relation: coded(), to: orNull(types(...TARGET)) },
    note: {},
  };

  const BY_KIND = {
    finding: ['create', 'move', 'amount', 'transfer', 'number', 'seal', 'figure', 'due', 'done', 'link', 'note'],
    ruling: Object.keys(EFFECTS),
    filing: ['create', 'move', 'due', 'done', 'link', 'note'],
    statement: ['link', 'note'],
  };

  function admits(argument, field) {
    const { base, list, nullable } = Eal.parseType(field.type);
    if (nullable && (!argument.nullable || argument.strict)) return false;
    const bare = list ? `list:${base}` : base;
    const general = bare.replace(/subject:[a-z0-9_]+$/, 'subject:KIND');
    if (!argument.types.includes(bare) && !argument.types.includes(general)) return false;
    if (!argument.codes || base !== 'code') return true;
    return field.of !== null && field.of.every((code) => argument.codes.includes(code));
  }

  function argumentGood(argument, value, fields) {
    if (argument.array) return isList(value, 1, 256) && value.every(isCode);
    if (typeof value !== 'string') return false;
    if (value.startsWith('$')) {
      const field = fields.get(value.slice(1));
      return argument.types !== undefined && field !== undefined && admits(argument, field);
    }
    const codes = argument.literal === undefined ? argument.codes : argument.literal;
    if (argument.literal === undefined && !argument.types.includes('code')) return false;
    return codes ? codes.includes(value) : isCode(value);
  }

  function createGood(effect) {
    if (effect.items === undefined) return effect.id !== undefined && effect.what !== 'unit_list';
    const rest = ['name', 'parent', 'type'].filter((name) => effect[name] !== undefined);
    if (effect.what === 'unit_list') return effect.id !== undefined && rest.every((name) => name === 'name');
    return ['unit', 'selection'].includes(effect.what) && effect.id === undefined && rest.length === 0;
  }

  function parentGood(effect, fields) {
    if (effect.what !== 'unit' || effect.parent === undefined) return true;
    return Eal.kindOf(fields.get(effect.parent.slice(1)).type) === 'unit';
  }

  function moveGood(effect, fields) {
    const placed = ['poll', 'count'].includes(effect.of);
    const has = (name) => effect[name] !== undefined;
    if (placed) return has('scope') && has('run') && !has('subject');
    if (has('scope') || has('run') || !has('subject')) return false;
    return Eal.kindOf(fields.get(effect.subject.slice(1)).type) === effect.of;
  }

  function effectGood(effect, kind, fields) {
    if (!Eal.isObject(effect)) return false;
    const known = Eal.knows(EFFECTS, effect.do) ? EFFECTS[effect.do] : null;
    if (known === null || !BY_KIND[kind].includes(effect.do)) return false;
    const names = Object.keys(effect).filter((name) => name !== 'do');
    if (!names.every((name) => Eal.knows(known, name))) return false;
    if (!Object.keys(known).every((name) => known[name].optional || names.includes(name))) return false;
    if (!names.every((name) => argumentGood(known[name], effect[name], fields))) return false;
    if (effect.do === 'create') return createGood(effect) && parentGood(effect, fields);
    return effect.do !== 'move' || moveGood(effect, fields);
  }

  function fieldGood(field) {
    if (!hasMembers(field, ['name', 'of', 'type']) || !isCode(field.name)) return false;
    const type = Eal.parseType(field.type);
    if (type === null) return false;
    return field.of === null || (type.base === 'code' && isSorted(field.of, 1, isCode));
  }

  /** Whether a value is the `says` of a declaration, rule or consequence. */
  function saysGood(says) {
    if (!isList(says, 1, 256)) return false;
    const one = (said) =>
      hasMembers(said, ['language', 'text']) && isLanguage(said.language) && isLine(said.text, 1, 500);
    return says.every(one) && Eal.ascends(says, Eal.orderBy((said) => said.language));
  }

  const MEMBERS = ['effects', 'fields', 'kind', 'name', 'says', 'version'];

  /** Whether a value is a declaration that may be adopted; `reserved`: names of section 4. */
  function declarationGood(value, reserved) {
    if (!hasMembers(value, MEMBERS) || !Eal.knows(BY_KIND, value.kind)) return false;
    const { effects, fields, kind, name, says, version } = value;
    if (!Eal.spelling.isEventType(name) || reserved.has(name)) return false;
    if (!isCount(version, 1) || !isList(fields, 0, 65535) || !fields.every(fieldGood)) return false;
    if (!Eal.ascends(fields, Eal.orderBy((field) => field.name)) || !saysGood(says)) return false;
    const named = new Map(fields.map((field) => [field.name, field]));
    return isList(effects, 0, 16) && effects.every((effect) => effectGood(effect, kind, named));
  }

  Object.assign(Eal, { declarationGood, saysGood, BAR_OBJECTS: OBJECTS, effectNames: Object.keys(EFFECTS) });
})(Eal);
// The shapes of rules, consequences, balances. Source: docs/spec sections 7 and 13.
(function (Eal) {
  const { isCode, isId, isList, isLine, isSorted, hasMembers, isCount } = Eal.shapes;

  const UNITS = ['hours', 'days', 'working_days', 'weeks', 'months'];
  const OBJECTS = Eal.BAR_OBJECTS;
  const isOneOf = (...codes) => (value) => codes.includes(value);
  const isFlag = (value) => typeof value === 'boolean';
  const isSome = (is) => (value) => isSorted(value, 1, is);
  const isAny = (is) => (value) => isSorted(value, 0, is);
  const { isEventType, isDay } = Eal.spelling;
  const isDayOrNull = (value) => value === null || isDay(value);

  function isCite(value) {
    if (!hasMembers(value, ['instrument', 'point'])) return false;
    return isId(value.instrument) && (value.point === null || isLine(value.point, 1, 64));
  }

  const byInstrument = Eal.orderBy((one) => one.instrument, (one) => one.point);

  function isCites(value, least = 0) {
    return isList(value, least, 65535) && value.every(isCite) && Eal.ascends(value, byInstrument);
  }

  const COMPUTED = [
    'ballots_destroyed', 'ballots_missing', 'ballots_not_counted', 'registered', 'lead', 'in_box',
    'invalid', 'valid', 'voted',
  ];

  function isNamedQuantity(value) {
    if (value === null) return true;
    if (!hasMembers(value, ['kind', 'name'])) return false;
    if (value.kind === 'field') return isCode(value.name);
    return value.kind === 'computed' && COMPUTED.includes(value.name);
  }

  const isMoment = (...names) => (value) => value === null || names.includes(value);
  const isWindow = isMoment('polling_day', 'opening', 'closing', 'certification');

  const PARAMETERS = {
    body: { bodies: isSome(isId) },
    level: { levels: isSome(isCode) },
    size: { units_max: (value) => isCount(value) },
    window: { not_before: isWindow, not_after: isWindow },
    majority: {
      base: isOneOf('present', 'members'), numerator: (value) => isCount(value, 1),
      denominator: (value) => isCount(value, 1), strict: isFlag, counted: isOneOf('claimed', 'signed'),
    },
    quorum: { persons_min: (value) => isCount(value, 1), counted: isOneOf('claimed', 'signed') },
    offices: { offices: isSome(isCode) },
    citations: { cites: (value) => isCites(value, 1) },
    incompatible_roles: { offices: (value) => isSorted(value, 2, isCode) },
    deadline: {
      count: (value) => isCount(value) && value <= 36500,
      start: isOneOf('polling_day', 'order', 'decision', 'publication', 'service', 'finality'),
      unit: isOneOf(...UNITS),
    },
    in_person: { offices: isAny(isCode) },
    outcome_test: {
      formula: isOneOf('affected_exceeds_margin', 'affected_reaches_margin', 'may_have_influenced', 'per_se'),
      affected: isNamedQuantity, margin: isNamedQuantity,
      numerator: (value) => isCount(value, 1), denominator: (value) => isCount(value, 1),
      conclusion: (value) => value === null || isCode(value),
    },
    blockers: { blockers: isSome(isOneOf('open_items', 'undated_run', 'run_not_counted', 'contested')) },
  };

  const APPLIES = ['bodies', 'effects', 'events', 'objects', 'what'];

  function isApplies(value) {
    if (!hasMembers(value, APPLIES) || !isSorted(value.bodies, 0, isId)) return false;
    const effect = isOneOf(...Eal.effectNames);
    if (!isSorted(value.effects, 0, effect) || !isSorted(value.events, 0, isEventType)) return false;
    return isSorted(value.objects, 0, isOneOf(...OBJECTS)) && isSorted(value.what, 0, isCode);
  }

  function parametersGood(test, parameters) {
    if (!Eal.knows(PARAMETERS, test)) return false;
    const wanted = PARAMETERS[test];
    if (!hasMembers(parameters, Object.keys(wanted))) return false;
    return Object.keys(wanted).every((name) => wanted[name](parameters[name]));
  }

  const RULE = [
    'applies_to', 'cites', 'from', 'id', 'outcome', 'parameters', 'ruleset', 'says', 'test', 'until',
  ];

  /** Whether a value is a rule (section 7). */
  function ruleGood(value) {
    if (!hasMembers(value, RULE) || !isId(value.id) || !isId(value.ruleset)) return false;
    if (!isDayOrNull(value.from) || !isDayOrNull(value.until)) return false;
    if (!['refuse', 'mark', 'void', 'not_assessed'].includes(value.outcome)) return false;
    if (!isApplies(value.applies_to) || !isCites(value.cites) || !Eal.saysGood(value.says)) return false;
    return parametersGood(value.test, value.parameters);
  }

  const ON_EFFECTS = ['bar', 'certify', 'date', 'lift', 'order_run', 'title'];

  function isOn(value) {
    if (!hasMembers(value, ['bodies', 'effects', 'objects', 'what']) || !isSorted(value.bodies, 0, isId)) return false;
    if (!isSorted(value.effects, 1, isOneOf(...ON_EFFECTS))) return false;
    return isSorted(value.objects, 0, isOneOf(...OBJECTS)) && isSorted(value.what, 0, isCode);
  }

  function isEnded(value) {
    if (!hasMembers(value, ['effects', 'life']) || !isSorted(value.life, 0, isCode)) return false;
    return isSorted(value.effects, 0, isOneOf(...ON_EFFECTS, 'link'));
  }

  const CONSEQUENCE = [
    'cites', 'count', 'ended_by', 'from', 'id', 'item', 'kind', 'on', 'owner', 'ruleset', 'says',
    'start', 'unit', 'until',
  ];
  const STARTS = ['decision', 'order', 'polling_day', 'publication', 'service', 'finality'];

  function clockGood({ count, unit, kind, start }) {
    if (!STARTS.includes(start)) return false;
    if (count === null || unit === null) return count === null && unit === null && kind === 'owed';
    return isCount(count) && count <= 36500 && UNITS.includes(unit);
  }

  /** Whether a value is a consequence (section 7, *By law*). */
  function consequenceGood(value) {
    if (!hasMembers(value, CONSEQUENCE) || !isId(value.id) || !isId(value.ruleset)) return false;
    if (!isDayOrNull(value.from) || !isDayOrNull(value.until)) return false;
    if (!['owed', 'happens'].includes(value.kind) || !isCode(value.item)) return false;
    if (!(value.owner === null || isId(value.owner)) || !clockGood(value)) return false;
    if (!isOn(value.on) || !isEnded(value.ended_by)) return false;
    return isCites(value.cites) && Eal.saysGood(value.says);
  }

  function isTerm(value, material, kind) {
    if (!hasMembers(value, ['bucket', 'factor', 'measure', 'of', 'where'])) return false;
    if (!isCount(value.factor, 1) || !['here', 'below'].includes(value.where)) return false;
    if (value.bucket !== null) {
      const told = isCode(value.bucket) && value.measure === null && material !== null;
      if (value.of === 'before_repeat') return told && kind === 'unit' && value.where === 'here';
      return told && ['now', 'in', 'out'].includes(value.of);
    }
    const told = isCode(value.measure) && kind === 'unit' && value.where === 'here';
    return told && [null, 'selections', 'replaced'].includes(value.of);
  }

  function isSubjects(value) {
    if (!hasMembers(value, ['kind', 'types']) || !isSorted(value.types, 0, isCode)) return false;
    return ['unit', 'consignment', 'container'].includes(value.kind);
  }

  const BALANCE = ['cites', 'id', 'left', 'material', 'relation', 'right', 'ruleset', 'says', 'subjects'];

  /** Whether a value is a balance (section 13). */
  function balanceGood(value) {
    if (!hasMembers(value, BALANCE) || !isId(value.id) || !isId(value.ruleset)) return false;
    if (!isSubjects(value.subjects) || !(value.material === null || isCode(value.material))) return false;
    const side = (terms, least) =>
      isList(terms, least, 20) && terms.every((term) => isTerm(term, value.material, value.subjects.kind));
    if (!side(value.left, 1) || !side(value.right, 0)) return false;
    if (!['equals', 'at_most'].includes(value.relation)) return false;
    return isCites(value.cites) && Eal.saysGood(value.says);
  }

  Object.assign(Eal, { ruleGood, consequenceGood, balanceGood });
})(Eal);
// Law: the latest row of each (kind, id), and what is read from it. Source: docs/spec section 4.
(function (Eal) {
  const LAST = '2199-12-31';

  /** Law as it stands: `set` adds a row; a `fork` may be changed without changing this one. */
  class Law {
    constructor(rows = new Map()) {
      this.rows = rows; // kind → Map(id → {doc, since})
      this.read = new Map(); // what was sorted or looked up since the last change
    }

    /** A copy that may be written. */
    fork() {
      return new Law(new Map([...this.rows].map(([kind, ids]) => [kind, new Map(ids)])));
    }

    /** The document in force, or null. */
    get(kind, id) {
      const row = this.row(kind, id);
      return row ? row.doc : null;
    }

    /** The latest row `{doc, since}`, withdrawn or not, or undefined. */
    row(kind, id) {
      const ids = this.rows.get(kind);
      return ids && ids.get(id);
    }

    /** Sets a row. */
    set(kind, id, doc, since) {
      if (!this.rows.has(kind)) this.rows.set(kind, new Map());
      this.rows.get(kind).set(id, { doc, since });
      this.read.clear();
    }

    once(name, read) {
      if (!this.read.has(name)) this.read.set(name, read());
      return this.read.get(name);
    }

    /** All documents in force of a kind, by id. */
    all(kind) {
      return this.once(kind, () => this.listed(kind));
    }

    listed(kind) {
      const ids = [...(this.rows.get(kind) || new Map())].filter(([, row]) => row.doc !== null);
      return ids.sort(([a], [b]) => Eal.order(a, b)).map(([, row]) => row.doc);
    }

    /** `ledger/ledger`, or null before founding. */
    get ledger() {
      return this.get('ledger', 'ledger');
    }

    /** Whether a body is in force on a day. */
    bodyOn(id, day) {
      const body = this.get('body', id);
      return body !== null && (body.until === null || day < body.until);
    }

    /** Whether a person holds an office (null: any) in a body (null: any) on a day. */
    holds(person, office, body, day) {
      return this.offices(day).some(
        (one) =>
          one.person === person &&
          (office === null || one.office === office) &&
          (body === null || one.body === body),
      );
    }

    /** The offices held on a day. */
    offices(day) {
      return this.once(`offices ${day}`, () => this.officesOn(day));
    }

    officesOn(day) {
      return this.all('office').filter((one) => Eal.within(day, one.from, one.until));
    }

    /** The persons who hold an office of a body on a day, sorted. */
    roster(body, day) {
      return Eal.sorted(this.offices(day).filter((one) => one.body === body).map((one) => one.person));
    }

    /** Whether a delegation in force gives an office of a body from one person to another. */
    delegates(giver, taker, office, body, day) {
      return this.all('delegation').some(
        (one) =>
          one.giver === giver && one.taker === taker && one.office === office && one.body === body &&
          Eal.within(day, one.from, one.until),
      );
    }

    /** The rulesets in force on a day, by id. */
    rulesets(day) {
      return this.once(`rulesets ${day}`, () => this.rulesetsOn(day));
    }

    rulesetsOn(day) {
      return this.all('ruleset').filter((one) => Eal.within(day, one.from, one.until));
    }

    /** The documents of a kind (rule, consequence, balance) that are law on a day, by id. */
    lawful(kind, day) {
      const inForce = new Set(this.rulesets(day).map((one) => one.ruleset));
      return this.all(kind).filter((one) => {
        const own = one.from === undefined || Eal.within(day, one.from, one.until);
        return own && inForce.has(one.ruleset);
      });
    }

    /** The key `{alg, person, public, revoked, suspect_from}` ever enrolled under an id, or null. */
    key(id) {
      return this.get('key', id);
    }

    /** The id of the key that a person holds, neither revoked nor replaced, or null. */
    keyOf(person) {
      for (const [id, { doc }] of this.rows.get('key') || []) {
        if (doc.person === person && doc.revoked === null) return id;
      }
      return null;
    }

    /** The milestone that an adopted decision of a body awaits on a day; null: none. */
    awaits(body, day) {
      for (const ruleset of this.rulesets(day)) {
        const found = ruleset.gives_effect.find((one) => one.body === body);
        if (found) return found.milestone === 'adoption' ? null : found.milestone;
      }
      return null;
    }

    /** The legal end of a day, as an instant (section 9). */
    endOf(day) {
      const [first] = this.rulesets(day);
      return Eal.endOfDay(day, first ? first.offsets : null);
    }

    /** The legal day of an instant: the first day whose end is later. */
    legalDay(instant) {
      let number = Eal.dayNumber(instant.slice(0, 10)) - 2;
      while (this.endOf(Eal.dayOf(number)) <= instant) number += 1;
      return Eal.dayOf(number);
    }

    /**
     * The term of a clock that starts on a day (section 7, *Calendar*): its latest day, and the
     * instant at which it is over, by the calendar of a ruleset (null: no holidays, UTC).
     */
    term(start, count, unit, ruleset) {
      const offsets = ruleset === null ? null : ruleset.offsets;
      if (unit === 'hours') return hoursFrom(start, count, offsets);
      const day = latestDay(start, count, unit, ruleset);
      return { at: Eal.endOfDay(day, offsets), day };
    }
  }

  function latestDay(start, count, unit, ruleset) {
    if (unit === 'days') return Eal.addDays(start, count);
    if (unit === 'weeks') return Eal.addDays(start, 7 * count);
    if (unit === 'months') return Eal.addMonths(start, count);
    return workingDay(start, count, ruleset);
  }

  function hoursFrom(start, count, offsets) {
    const over = Eal.laterBy(Eal.endOfDay(start, offsets), count);
    let day = start;
    while (Eal.endOfDay(day, offsets) < over && day < LAST) day = Eal.addDays(day, 1);
    const end = Eal.endOfDay(day, offsets);
    return { at: over < end ? over : end, day };
  }

  function workingDay(start, count, ruleset) {
    const { holidays, weekend } = ruleset === null ? { holidays: [], weekend: [] } : ruleset;
    const last = Eal.dayNumber(LAST);
    let [number, left] = [Eal.dayNumber(start), count];
    while (left > 0 && number < last) {
      number += 1;
      const day = Eal.dayOf(number);
      if (!weekend.includes(Eal.weekday(day)) && !holidays.includes(day)) left -= 1;
    }
    return Eal.dayOf(number);
  }

  Eal.Law = Law;
})(Eal);
// State: the rows of section 8.3, found by what is asked of them. Rows are only ever added; an entry
// that turns out to be inadmissible is taken back whole. Source: docs/spec section 8.
(function (Eal) {
  const NOTHING = [];

  /** Rows of state, with the ways to find them. */
  class Tables {
    constructor() {
      this.indices = new Map();
      this.journal = [];
      this.acts = new Map(); // act id → row
    }

    /** The rows under a key of an index, in order of (since, ordinal). */
    find(index, key) {
      const found = this.indices.get(index);
      return (found && found.get(key)) || NOTHING;
    }

    /** The keys of an index. */
    keys(index) {
      const found = this.indices.get(index);
      return found ? [...found.keys()].filter((key) => found.get(key).length > 0) : [];
    }

    /** The only or first row under a key, or null. */
    first(index, key) {
      return this.find(index, key)[0] || null;
    }

    push(index, key, row) {
      if (!this.indices.has(index)) this.indices.set(index, new Map());
      const keys = this.indices.get(index);
      if (!keys.has(key)) keys.set(key, []);
      keys.get(key).push(row);
      this.journal.push(keys.get(key));
    }

    /** Adds rows; each has `table`, `since`, `ordinal` and its columns. */
    add(rows) {
      for (const row of rows) INDEXED[row.table](this, row);
    }

    /** What was added since stays. */
    keep() {
      this.journal = [];
    }

    /** What was added since `keep` is taken back. */
    undo() {
      while (this.journal.length > 0) this.journal.pop().pop();
    }

    /** The act row of an act, or null. */
    act(id) {
      return this.first('act', id);
    }

    /** Whether a subject was created; a form exists when it has stated figures. */
    exists(key) {
      if (this.find('subject', key).length > 0) return true;
      return key.startsWith('form:') && this.find('figure.form', key.slice(5)).length > 0;
    }

    /** The row of a subject, or null. */
    subject(key) {
      return this.first('subject', key);
    }

    /** Ids of subjects of a kind, by id. */
    ids(kind) {
      return this.find('subject.kind', kind).map((row) => row.key.slice(kind.length + 1)).sort(Eal.order);
    }

    /** The unit above, or null. */
    parent(unit) {
      const row = this.subject(`unit:${unit}`);
      return row && row.parent ? row.parent.slice(5) : null;
    }

    /** The unit and those above it, from it to the root. */
    path(unit) {
      const path = [];
      for (let at = unit; at !== null; at = this.parent(at)) path.push(at);
      return path;
    }

    /** The units next below a unit. */
    children(unit) {
      return this.find('subject.parent', `unit:${unit}`)
        .filter((row) => row.kind === 'unit')
        .map((row) => row.key.slice(5));
    }

    /** All units below a unit, at any depth. */
    below(unit) {
      const found = [];
      const open = [...this.children(unit)];
      while (open.length > 0) {
        const next = open.pop();
        found.push(next);
        open.push(...this.children(next));
      }
      return found;
    }

    /** The units of a list. */
    members(list) {
      return this.find('member', list).map((row) => row.unit);
    }

    /** The units of a box: those named, then the members of its lists. */
    unitsOf(box) {
      return [...box.units, ...box.lists.flatMap((list) => this.members(list))];
    }

    /** Status rows of a field of a subject. */
    statuses(subject, field) {
      return this.find('status', `${subject} ${field}`);
    }

    /** The event ids or acts that a target, `ACT` or `ACT#N`, stands for: its effect rows. */
    effectsOf(reference) {
      return this.find(reference.includes('#') ? 'effect.event' : 'effect.act', reference);
    }
  }

  function placed(tables, row) {
    const [kind, rest] = [row.subject.split(':')[0], row.subject.slice(row.subject.indexOf(':') + 1)];
    if (kind !== 'poll' && kind !== 'count') return;
    const [contest, unit, run] = rest.split('/');
    tables.push('status.placed', `${contest} ${run} ${row.field}`, { unit, day: row.day });
  }

  const INDEXED = {
    act(tables, row) {
      tables.push('act', row.act, row);
      tables.push('act.index', row.since, row);
    },
    law() {},
    seal() {},
    subject(tables, row) {
      tables.push('subject', row.key, row);
      tables.push('subject.kind', row.kind, row);
      if (row.parent !== null) tables.push('subject.parent', row.parent, row);
    },
    member(tables, row) {
      tables.push('member', row.list, row);
    },
    status(tables, row) {
      tables.push('status', `${row.subject} ${row.field}`, row);
      placed(tables, row);
    },
    amount(tables, row) {
      tables.push('amount', row.holder, row);
      tables.push('amount.bucket', `${row.holder} ${row.material} ${row.bucket}`, row);
    },
    figure(tables, row) {
      tables.push('figure.form', row.form, row);
      tables.push('figure.contest', row.contest, row);
    },
    effect(tables, row) {
      tables.push('effect', row.verb, row);
      tables.push('effect.event', row.event, row);
      tables.push('effect.act', row.act, row);
      if (row.target !== null) tables.push('effect.target', `${row.verb} ${row.target}`, row);
    },
    effect_unit(tables, row) {
      tables.push('effect_unit', row.effect, row);
    },
    touch(tables, row) {
      tables.push('touch', row.key, row);
      tables.push('touch.index', row.since, row);
    },
    signing(tables, row) {
      tables.push('signing', row.key, row);
      tables.push('signing.index', row.since, row);
    },
  };

  Eal.Tables = Tables;
})(Eal);
// When an effect is in force, and what it covers. Source: docs/spec section 6, *Reading effects*.
(function (Eal) {
  /** Order of status rows: (day, since, ordinal). */
  const byDay = (a, b) => Eal.order(a.day, b.day) || Eal.inOrder(a, b);

  /** What holds on a legal day, of the rows that the tables have now. */
  class Moment {
    constructor(tables, law, day) {
      this.tables = tables;
      this.law = law;
      this.day = day;
      this.seen = new Map();
    }

    once(name, read) {
      if (!this.seen.has(name)) this.seen.set(name, read());
      return this.seen.get(name);
    }

    /** The same rows on another day. */
    on(day) {
      if (day === this.day) return this;
      return this.once(`on ${day}`, () => new Moment(this.tables, this.law, day));
    }

    /** The day on which an act reached a milestone, or null (section 7, *Calendar*). */
    reached(act, milestone) {
      const life = this.tables.statuses(`decision:${act}`, 'life').filter((row) => row.day <= this.day);
      const rows = [...life].sort(byDay);
      const after = rows.map((row) => row.value).lastIndexOf('withdrawn') + 1;
      const found = rows.slice(after).find((row) => row.value === milestone);
      return found ? found.day : null;
    }

    /** Whether an effect row is in force. */
    inForce(effect) {
      return this.once(`in ${effect.id}`, () => this.readInForce(effect));
    }

    readInForce(effect) {
      if (!Eal.within(this.day, effect.from_day, effect.until_day)) return false;
      if (effect.awaits !== null && this.reached(effect.act, effect.awaits) === null) return false;
      return !this.lifted(effect.act, effect.event, effect.since);
    }

    /** Whether a lift in force, later than `since`, aims at an act or event. */
    lifted(act, event, since) {
      const lifts = [...this.aimed('lift', act), ...this.aimed('lift', event)];
      return lifts.some((lift) => lift.since > since && this.inForce(lift));
    }

    /** Effect rows with a verb that aim at a reference. */
    aimed(verb, reference) {
      return this.tables.find('effect.target', `${verb} ${reference}`);
    }

    /** The effect rows of a verb that are in force, in order. */
    all(verb) {
      return this.once(`all ${verb}`, () =>
        this.tables.find('effect', verb).filter((effect) => this.inForce(effect)));
    }

    /** All unit rows in the scope of an effect: its own, then those of what widens and narrows it. */
    unitRows(effect) {
      return this.once(`rows ${effect.id}`, () => {
        const sources = [effect, ...this.changes(effect)].sort(Eal.inOrder);
        return sources.map((one) => [one, this.tables.find('effect_unit', one.id)]);
      });
    }

    changes(effect) {
      if (!['bar', 'order_run', 'certify'].includes(effect.verb)) return [];
      const found = ['widen', 'narrow'].flatMap((verb) =>
        [effect.act, effect.event].flatMap((one) => this.aimed(verb, one)));
      return found.filter((one) => this.inForce(one));
    }

    /** For a contest among an effect's own: unit → `+` or `-`, as the latest row on it decides. */
    signs(effect, contest) {
      return this.once(`signs ${effect.id} ${contest}`, () => {
        const signs = new Map();
        if (!effect.contests.includes(contest)) return signs;
        for (const [source, rows] of this.unitRows(effect)) {
          if (!source.contests.includes(contest)) continue;
          for (const row of rows) if (row.further === null) signs.set(row.unit, row.sign);
        }
        return signs;
      });
    }

    /** Whether the scope of an effect covers a contest and unit. */
    covers(effect, contest, unit) {
      const signs = this.signs(effect, contest);
      if (signs.size === 0) return false;
      for (const at of this.tables.path(unit)) {
        if (signs.has(at)) return signs.get(at) === '+';
      }
      return false;
    }

    /** Whether the scope of an effect covers a unit for some contest of its own. */
    coversSome(effect, unit) {
      return effect.contests.some((contest) => this.covers(effect, contest, unit));
    }

    /** Units below a `further` of an effect that names a contest: those of `within`. */
    furtherWithin(effect, contest) {
      if (!effect.contests.includes(contest)) return [];
      return this.unitRows(effect)
        .filter(([source]) => source.contests.includes(contest))
        .flatMap(([, rows]) => rows.filter((row) => row.further !== null).map((row) => row.unit));
    }
  }

  Eal.byDay = byDay;
  Eal.Moment = Moment;
})(Eal);
// Views of a moment: status, amounts, dates, standing, runs, headlines. Source: docs/spec sections 8.3, 9.
(function (Eal) {
  const { interval } = Eal.intervals;
  const INITIAL = { polling: 'planned', count: 'not_counted' };

  /** The latest status row of a subject among its own and, for polls and counts, its ancestors'. */
  function latestStatus(tables, subject, field, day) {
    let latest = null;
    for (const key of keysAbove(tables, subject)) {
      for (const row of tables.statuses(key, field)) {
        if (day !== null && row.day > day) continue;
        if (latest === null || Eal.byDay(row, latest) > 0) latest = row;
      }
    }
    return latest;
  }

  function keysAbove(tables, subject) {
    const kind = subject.slice(0, subject.indexOf(':'));
    if (kind !== 'poll' && kind !== 'count') return [subject];
    const [contest, unit, run] = subject.slice(kind.length + 1).split('/');
    return tables.path(unit).map((at) => `${kind}:${contest}/${at}/${run}`);
  }

  /** The value of a status, whatever its day (`day` null) or on a day; without row the initial one. */
  function statusOf(tables, subject, field, day) {
    const row = latestStatus(tables, subject, field, day);
    return row ? row.value : INITIAL[field] || 'none';
  }

  /** The running interval of a bucket after a row. */
  function applied(before, row) {
    const [low, high] = [BigInt(row.low), row.high === null ? null : BigInt(row.high)];
    if (row.how === 'is') return { low, high };
    if (row.how === 'add') {
      return { low: before.low + low, high: before.high === null || high === null ? null : before.high + high };
    }
    const floor = (number) => (number < 0n ? 0n : number);
    return {
      low: high === null ? 0n : floor(before.low - high),
      high: before.high === null ? null : floor(before.high - low),
    };
  }

  const STANDINGS = [
    ['annul', 'annulled'], ['cannot_establish', 'cannot_establish'], ['exclude', 'excluded'],
    ['hold_back', 'held_back'], ['stay', 'stayed'],
  ];
  const STANDING_OBJECTS = new Set(['voting', 'count', 'result', 'call']);

  Object.assign(Eal.Moment.prototype, {
    /** The status of a subject at this moment. */
    status(subject, field) {
      return statusOf(this.tables, subject, field, this.day);
    },

    /** Polling status of (contest, unit, run). */
    polling(contest, unit, run) {
      return this.status(`poll:${contest}/${unit}/${run}`, 'polling');
    },

    /** Count status of (contest, unit, run). */
    counting(contest, unit, run) {
      return this.status(`count:${contest}/${unit}/${run}`, 'count');
    },

    /** The rows of a bucket that count, in order. */
    bucketRows(holder, material, bucket) {
      const rows = this.tables.find('amount.bucket', `${holder} ${material} ${bucket}`);
      return rows.filter((row) => row.day <= this.day);
    },

    /** The amount of a bucket as an interval, or null if no row tells it. */
    amount(holder, material, bucket) {
      const rows = this.bucketRows(holder, material, bucket);
      if (rows.length === 0) return null;
      const total = rows.reduce(applied, interval(0, 0));
      const reasons = rows.map((row) => row.why).filter((why) => why !== null);
      return { ...total, why: reasons.length > 0 ? reasons[reasons.length - 1] : null };
    },

    /** The buckets of a holder of which a row counts: `[material, bucket]`, sorted. */
    buckets(holder) {
      const rows = this.tables.find('amount', holder).filter((row) => row.day <= this.day);
      const named = new Map(rows.map((row) => [`${row.material} ${row.bucket}`, [row.material, row.bucket]]));
      return [...named.values()].sort(Eal.orderBy((one) => one[0], (one) => one[1]));
    },

    /** The latest `date` effect in force of a run, without scope or (unit not null) covering the unit. */
    dateEffect(run, unit) {
      const rows = this.all('date').filter(
        (effect) =>
          effect.run === run &&
          (effect.contests.length === 0 || (unit !== null && this.coversSome(effect, unit))),
      );
      return rows.length > 0 ? rows[rows.length - 1] : null;
    },

    /** The date of a run for a unit, or null. */
    date(run, unit) {
      const effect = this.dateEffect(run, unit);
      return effect ? effect.data.day : null;
    },

    /** The bars in force of a run (null: any) that cover a contest and unit, in order. */
    bars(contest, unit, run) {
      return this.all('bar').filter(
        (effect) => (run === null || effect.run === run) && this.covers(effect, contest, unit));
    },

    /** The standing of (contest, unit, run). */
    standing(contest, unit, run) {
      const bars = this.bars(contest, unit, run).filter((bar) => STANDING_OBJECTS.has(bar.object));
      const found = STANDINGS.find(([what]) => bars.some((bar) => bar.what === what));
      return found ? found[1] : 'stands';
    },

    /** The `order_run` rows in force that cover (contest, unit), each run once, in order. */
    orders(contest, unit) {
      return this.once(`orders ${contest} ${unit}`, () => {
        const seen = new Set();
        return this.all('order_run').filter((effect) => {
          if (seen.has(effect.run) || !this.covers(effect, contest, unit)) return false;
          seen.add(effect.run);
          return true;
        });
      });
    },

    /** The runs of (contest, unit), in order. */
    runs(contest, unit) {
      return this.orders(contest, unit).map((effect) => effect.run);
    },

    /** Whether an order lost its basis. */
    withoutBasis(order) {
      const { basis } = order.data;
      if (basis === null) return false;
      const made = this.tables.effectsOf(basis).filter(
        (effect) => effect.verb !== 'link' && effect.verb !== 'remedy' && effect.event !== order.event && effect.from_day <= this.day);
      return made.length > 0 && !made.some((effect) => this.inForce(effect));
    },

    /** Whether the parts of (contest, unit) with a last run differ. */
    partsDiffer(contest, unit, run) {
      if (this.tables.children(unit).length === 0) return false;
      const below = new Set(this.tables.below(unit));
      const told = this.tables
        .find('status.placed', `${contest} ${run} polling`)
        .filter((row) => row.day <= this.day)
        .map((row) => row.unit);
      const above = new Set(this.tables.path(unit));
      if (!told.some((at) => above.has(at)) && told.some((at) => below.has(at))) return true;
      return [...this.all('bar'), ...this.all('order_run')].some((effect) =>
        [...this.signs(effect, contest)].some(([at, sign]) => sign === '+' && below.has(at)));
    },

    /** The headline of (contest, unit). */
    headline(contest, unit) {
      const runs = this.runs(contest, unit);
      if (runs.length === 0) return { annulled: [], code: 'no_vote_called', count: null, day: null, run: null };
      const run = runs[runs.length - 1];
      const annulled = runs.slice(0, -1).filter((one) => this.standing(contest, unit, one) === 'annulled');
      const [day, count] = [this.date(run, unit), this.counting(contest, unit, run)];
      return { annulled, code: this.headlineCode(contest, unit, runs, day, count), count, day, run };
    },

    headlineCode(contest, unit, runs, day, count) {
      const run = runs[runs.length - 1];
      const certified = this.all('certify').some(
        (effect) => effect.what === 'result' && effect.run === run && this.covers(effect, contest, unit));
      if (certified) return 'certified';
      const standing = this.standing(contest, unit, run);
      if (standing !== 'stands') return standing;
      if (this.partsDiffer(contest, unit, run)) return 'in_parts';
      const polling = this.polling(contest, unit, run);
      const ahead = polling === 'planned' || polling === 'ready';
      if (ahead && runs.length > 1) return day === null ? 'repeat_undated' : 'repeat_dated';
      if (ahead) return day === null ? 'undated' : polling;
      return polling === 'closed' && count !== 'not_counted' ? count : polling;
    },

    /** The acts that are contested, affirmed or not (section 4.1), sorted. */
    contestedActs() {
      return this.once('contested', () => {
        const lost = new Map();
        for (const [key, { doc, since }] of this.law.rows.get('key') || []) {
          if (doc.suspect_from === null) continue;
          for (const row of this.tables.find('signing', key)) {
            if (!row.counted || row.since < doc.suspect_from || row.since >= since) continue;
            lost.set(row.since, (lost.get(row.since) || 0) + 1);
          }
        }
        const rows = [...lost].map(([index, count]) => [this.tables.first('act.index', index), count]);
        return Eal.sorted(rows.filter(([act, count]) => count > act.contested_margin).map(([act]) => act.act));
      });
    },

    /** The contested acts that are neither affirmed nor lifted, sorted. */
    contested() {
      return this.contestedActs().filter((act) => {
        const since = this.tables.act(act).since;
        if (this.law.get('affirmed', act) !== null) return false;
        return !this.aimed('lift', act).some((lift) => lift.since > since && this.inForce(lift));
      });
    },
  });

  Object.assign(Eal, { statusOf, applied });
})(Eal);
// By law, open items, sheets. Source: docs/spec section 9.
(function (Eal) {
  const nullLast = (text) => (text === null ? '~' : text);

  function admitted(list, value) {
    return list.length === 0 || (value !== null && list.includes(value));
  }

  /** Whether an effect row is one of those a consequence follows from. */
  function follows(on, effect) {
    return (
      on.effects.includes(effect.verb) && admitted(on.what, effect.what) &&
      admitted(on.objects, effect.object) && admitted(on.bodies, effect.body)
    );
  }

  const MILESTONES = { publication: 'published', service: 'served', finality: 'final' };

  Object.assign(Eal.Moment.prototype, {
    /** The effect rows that a consequence is attached to, the first of each event. */
    attached(consequence) {
      const first = new Map();
      const rows = consequence.on.effects.flatMap((verb) => this.all(verb)).sort(Eal.inOrder);
      for (const effect of rows) {
        if (!follows(consequence.on, effect) || first.has(effect.event)) continue;
        const { day } = this.tables.act(effect.act);
        const ruleset = this.law.get('ruleset', consequence.ruleset);
        const lawful = ruleset !== null && Eal.within(day, ruleset.from, ruleset.until);
        if (lawful && Eal.within(day, consequence.from, consequence.until)) first.set(effect.event, effect);
      }
      return [...first.values()];
    },

    /** The day from which a consequence of an effect is counted, or null. */
    startOf(consequence, effect) {
      const { start } = consequence;
      if (start === 'decision') return this.tables.act(effect.act).day;
      if (MILESTONES[start]) return this.reached(effect.act, MILESTONES[start]);
      if (effect.run === null) return null;
      if (start === 'order') return this.orderDay(effect.run);
      const [first] = this.tables.find('effect_unit', effect.id).filter((row) => row.further === null);
      return this.date(effect.run, first ? first.unit : null);
    },

    /** The act day of the latest `order_run` in force of a run, or null. */
    orderDay(run) {
      const orders = this.all('order_run').filter((one) => one.run === run);
      return orders.length > 0 ? this.tables.act(orders[orders.length - 1].act).day : null;
    },

    /** The latest `due` or `done` row in force under a key `ITEM/ABOUT`, or null. */
    duty(key) {
      const rows = [...this.aimed('due', key), ...this.aimed('done', key)];
      const inForce = rows.filter((row) => this.inForce(row)).sort(Eal.inOrder);
      return inForce.length > 0 ? inForce[inForce.length - 1] : null;
    },

    /** Whether what a consequence says of an effect is ended at this moment. */
    ended(consequence, effect) {
      const { effects, life } = consequence.ended_by;
      const decision = `decision:${effect.act}`;
      if (['life', 'execution'].some((field) => life.includes(this.status(decision, field)))) return true;
      const others = effects.flatMap((verb) => this.all(verb)).filter(
        (one) => one.event !== effect.event && one.since >= effect.since);
      const aims = [effect.act, effect.event];
      if (others.some((one) => one.verb !== 'order_run' && aims.includes(one.target))) return true;
      if (effect.run === null) return false;
      return this.replaced(effect, others.filter(
        (one) => (one.verb === 'order_run' ? one.target : one.run) === effect.run));
    },

    replaced(effect, others) {
      if (others.length === 0) return false;
      return effect.contests.every((contest) =>
        [...this.signs(effect, contest)].every(
          ([unit, sign]) => sign !== '+' || this.togetherCover(others, contest, unit)));
    },

    togetherCover(effects, contest, unit) {
      if (effects.some((one) => this.covers(one, contest, unit))) return true;
      const children = this.tables.children(unit);
      return children.length > 0 && children.every((child) => this.togetherCover(effects, contest, child));
    },

    /** What follows by law, each with the effect that it follows from. */
    byLaw() {
      return this.once('by law', () => {
        const found = this.law.all('consequence').flatMap((consequence) =>
          this.attached(consequence).map((effect) => [effect, this.consequence(consequence, effect)]));
        const remedies = this.all('remedy').map((effect) => [effect, this.remedy(effect)]);
        const keys = [(one) => nullLast(one[1].by), (one) => one[1].since, (one) => one[1].rule, (one) => one[1].event];
        return [...found, ...remedies].filter(([, shown]) => shown !== null).sort(Eal.orderBy(...keys));
      });
    },

    consequence(law, effect) {
      const start = this.startOf(law, effect);
      const ruleset = this.law.get('ruleset', law.ruleset);
      const counted = start !== null && law.count !== null;
      const term = counted ? this.law.term(start, law.count, law.unit, ruleset) : { at: null, day: null };
      const happens = law.kind === 'happens';
      if (happens && (term.day === null || term.day >= this.day)) return null;
      const about = effect.run === null ? `decision:${effect.act}` : `run:${effect.run}`;
      const duty = this.duty(`${law.item}/${about}`);
      if (duty !== null && duty.verb === 'done' && duty.since >= effect.since) return null;
      if (this.on(happens ? term.day : this.day).ended(law, effect)) return null;
      const { instead, isPast } = this.lastDay(duty, term);
      return {
        about, at: term.at, by: term.day, event: effect.event, instead, item: law.item,
        kind: happens ? 'happened' : 'owed', overdue: !happens && isPast,
        owner: law.owner === null ? effect.body : law.owner, rule: law.id, since: effect.since,
      };
    },

    /** Another day that somebody set, if so, and whether the day that counts is past. */
    lastDay(duty, term) {
      const instead = duty !== null && duty.verb === 'due' ? { by: duty.data.by, event: duty.event } : null;
      const last = instead === null ? term.day : instead.by;
      return { instead, isPast: last !== null && last < this.day };
    },

    /** What follows from a remedy that a decision states: it runs, or is over. */
    remedy(effect) {
      const about = `decision:${effect.act}`;
      const duty = this.duty(`remedy/${about}`);
      if ((duty !== null && duty.verb === 'done') || this.status(about, 'life') === 'final') return null;
      const { count, start, unit } = effect.data;
      const from = start === 'decision' ? effect.from_day : MILESTONES[start] ? this.reached(effect.act, MILESTONES[start]) : null;
      const [ruleset = null] = this.law.rulesets(effect.from_day);
      const term = from === null ? { at: null, day: null } : this.law.term(from, count, unit, ruleset);
      const { instead, isPast } = this.lastDay(duty, term);
      return {
        about, at: term.at, by: term.day, event: effect.act, instead, item: isPast ? 'remedy_expired' : 'remedy',
        kind: isPast ? 'happened' : 'runs', overdue: false, owner: effect.body, rule: `act:${effect.act}`, since: effect.since,
      };
    },

    /** The units at which an order is asked for a date, in order; null stands for the whole. */
    places(order) {
      const units = (effect) =>
        this.tables.find('effect_unit', effect.id).filter((row) => row.further === null).map((row) => row.unit);
      const own = units(order);
      const contest = order.contests[0];
      const scope = this.unitRows(order)
        .filter(([source]) => source.contests.includes(contest))
        .flatMap(([source]) => units(source));
      const dates = this.all('date').filter((one) => one.run === order.run).flatMap(units);
      const others = Eal.sorted([...scope, ...dates].filter((unit) => !own.includes(unit)));
      const covered = [...own, ...others].filter((unit) => this.covers(order, contest, unit));
      return own.length === 0 ? [null, ...covered] : covered;
    },

    undatedItem(order) {
      for (const unit of this.places(order)) {
        const effect = this.dateEffect(order.run, unit);
        if (effect !== null && effect.data.day !== null) continue;
        const polling = unit === null ? 'planned' : this.polling(order.contests[0], unit, order.run);
        if (polling !== 'planned' && polling !== 'ready') continue;
        const by = effect || order;
        return {
          about: `run:${order.run}`, by: null, day: by.from_day, item: 'undated_run',
          owner: order.body, rule: 'by_nature', since: by.since,
        };
      }
      return null;
    },

    undatedRuns() {
      const found = new Map();
      for (const order of this.all('order_run')) {
        const item = found.has(order.run) ? null : this.undatedItem(order);
        if (item !== null) found.set(order.run, item);
      }
      return [...found.values()];
    },

    /** What is due and not done, sorted. */
    dueItems() {
      const keys = this.tables.keys('effect.target').filter((key) => key.startsWith('due '));
      const rows = keys.map((key) => this.duty(key.slice(4)));
      const due = rows.filter((row) => row !== null && row.verb === 'due').map((row) => ({
        about: row.target.slice(row.target.indexOf('/') + 1), by: row.data.by, day: row.from_day,
        item: row.target.slice(0, row.target.indexOf('/')), owner: row.data.owner, rule: null,
        since: row.since,
      }));
      return due.sort(Eal.orderBy((one) => nullLast(one.by), (one) => one.since, (one) => one.item, (one) => one.about));
    },

    /** The open items that can concern a unit (decision gaps concern none). */
    openItems() {
      return this.once('open items', () => [...this.undatedRuns(), ...this.dueItems()]);
    },

    /** The contests with a run covering a unit, sorted. */
    contestsOf(unit) {
      const named = Eal.sorted(this.all('order_run').flatMap((order) => order.contests));
      return named.filter((contest) => this.runs(contest, unit).length > 0);
    },

    polls(contest, unit) {
      return this.orders(contest, unit).map((order) => ({
        bars: this.bars(contest, unit, order.run).map((bar) => bar.id),
        contest,
        count: this.counting(contest, unit, order.run),
        date: this.date(order.run, unit),
        polling: this.polling(contest, unit, order.run),
        run: order.run,
        standing: this.standing(contest, unit, order.run),
        without_basis: this.withoutBasis(order),
      }));
    },

    amountsOf(holder) {
      return this.buckets(holder).map(([material, bucket]) => {
        const { low, high, why } = this.amount(holder, material, bucket);
        return { bucket, ...Eal.intervals.bounds({ low, high }), holder, material, why };
      });
    },

    /** The indexes of the acts that touch a unit or one above it. */
    touchedAt(unit) {
      return this.once(`touched ${unit}`, () => new Set(this.tables.path(unit).flatMap((at) =>
        this.tables.find('touch', `unit:${at}`).map((row) => row.since))));
    },

    /** The sheet of a unit; `position` is the size of the log. */
    sheet(unit, position) {
      const contests = this.contestsOf(unit);
      const polls = contests.flatMap((contest) => this.polls(contest, unit));
      const runs = new Set(polls.map((poll) => `run:${poll.run}`));
      const concerns = (effect, shown) => {
        if (effect.verb === 'remedy') return this.touchedAt(unit).has(effect.since);
        return effect.contests.length > 0 ? this.coversSome(effect, unit) : runs.has(shown.about);
      };
      const touched = new Set(this.tables.find('touch', `unit:${unit}`).map((row) => row.since));
      return {
        amounts: this.amountsOf(`unit:${unit}`),
        by_law: this.byLaw().filter((one) => concerns(...one)).map(([, shown]) => shown),
        contested: this.contested().filter((act) => touched.has(this.tables.act(act).since)),
        day: this.day,
        headlines: contests.map((contest) => ({ contest, headline: this.headline(contest, unit) })),
        items: this.openItems().filter((item) => item.about === `unit:${unit}` || runs.has(item.about)),
        polls, position, unit,
      };
    },
  });

  Eal.effectAdmitted = admitted;
})(Eal);
// What the effects of one event make: rows, marks, and what refuses it. Source: docs/spec sections 6, 8.3.
(function (Eal) {
  const LEAVES_OUT = {
    link: ['to'], amount: ['holder', 'quantity'], due: ['about'], done: ['about'], lift: ['target'],
    widen: ['target'], narrow: ['target'], title: ['holder'], figure: ['figures'], move: ['subject'],
    number: ['holder', 'numbers'], seal: ['on'],
  };

  /** One event being made: what its effects read, and the rows, marks and problems they give. */
  class Making {
    constructor(act, number, declaration, moment) {
      this.act = act;
      this.event = act.events[number - 1];
      this.number = number;
      this.id = `${act.act_id}#${number}`;
      this.types = new Map(declaration.fields.map((field) => [field.name, field.type]));
      this.moment = moment;
      this.tables = moment.tables;
      this.day = Eal.dayOfEvent(this.event, act);
      this.effectCount = 0;
      Object.assign(this, { rows: [], marks: [], problems: [] });
    }

    /** The value of an argument; null if it is left out or its field is null. */
    value(effect, name) {
      const argument = effect[name];
      if (argument === undefined) return null;
      return String(argument).startsWith('$') ? this.event.fields[argument.slice(1)] : argument;
    }

    /** The kind of subject that an argument's field names. */
    kind(effect, name) {
      return Eal.kindOf(this.types.get(effect[name].slice(1)));
    }

    /** The subject key of an argument, or null. */
    key(effect, name) {
      const value = this.value(effect, name);
      return value === null ? null : `${this.kind(effect, name)}:${value}`;
    }

    row(table, columns) {
      this.rows.push({ table, ...columns });
    }

    mark(code, subject = null) {
      this.marks.push({ code, event: this.number, rule: null, subject });
    }

    /** Marks a reference whose act is neither in the log nor this one. */
    markUnknown(reference, code) {
      const act = Eal.actOf(reference);
      if (act !== this.act.act_id && this.tables.act(act) === null) this.mark(code, `act:${act}`);
    }

    /** An effect row; `given` has the columns that apply. */
    effect(verb, given) {
      this.effectCount += 1;
      const id = `${this.index}.${this.number}.${this.effectCount}`;
      this.rows.push(effectRow(this.act, this.moment.law, { event: this.id, id, verb, ...given }));
      return id;
    }

    /** One effect row a box, each followed by its units. */
    scoped(verb, boxes, given, sign = '+') {
      for (const box of boxes) {
        const { channels, contests, selections } = box;
        const effect = this.effect(verb, { channels, contests, selections, ...given });
        for (const unit of this.tables.unitsOf(box)) this.row('effect_unit', { effect, further: null, sign, unit });
        if (box.further === null) continue;
        this.row('effect_unit', { effect, further: box.further.count, sign, unit: box.further.within });
      }
    }

    /** A new subject; one that exists refuses the act. */
    subject(key, name, parent, type) {
      const made = this.rows.some((row) => row.table === 'subject' && row.key === key);
      if (made || this.tables.find('subject', key).length > 0) this.problems.push('already_exists');
      this.row('subject', { key, kind: key.slice(0, key.indexOf(':')), name, parent, type });
    }

    /** Whether a subject exists, or was made by this event already. */
    has(key) {
      return this.tables.exists(key) || this.rows.some((row) => row.table === 'subject' && row.key === key);
    }
  }

  /** An effect row of an act; what does not apply is null. */
  function effectRow(act, law, given) {
    return {
      act: act.act_id, awaits: act.decision === null ? null : law.awaits(act.body, act.day), body: act.body,
      channels: [], contests: [], data: {}, from_day: (act.decision && act.decision.effective_on) || act.day,
      object: null, run: null, selections: [], table: 'effect', target: null, until_day: null, what: null, ...given,
    };
  }

  /** The row of the remedy that a decision states with a term; none, or one. */
  function remedyRows(act, index, law) {
    const remedy = act.decision === null ? null : act.decision.remedy;
    if (remedy === null || remedy.count === null) return [];
    const own = { data: remedy, event: act.act_id, from_day: act.day, id: `${index}.0.1`, verb: 'remedy' };
    return [effectRow(act, law, own)];
  }

  function createItems(making, effect) {
    const items = making.value(effect, 'items');
    const what = effect.what;
    const parents = what === 'unit' ? 'unit' : 'contest';
    for (const { id, name, parent, type } of items) {
      const above = parent === null ? null : `${parents}:${parent}`;
      if (above !== null && !making.has(above)) making.problems.push(`unknown_${parents}`);
      making.subject(`${what}:${id}`, name, above, type);
    }
  }

  function createList(making, effect) {
    const list = making.value(effect, 'id');
    making.subject(`unit_list:${list}`, making.value(effect, 'name'), null, null);
    for (const { id } of making.value(effect, 'items')) {
      if (!making.tables.exists(`unit:${id}`)) making.problems.push('unknown_unit');
      making.row('member', { list, unit: id });
    }
  }

  function move(making, effect) {
    for (const subject of moved(making, effect)) {
      const before = Eal.statusOf(making.tables, subject, making.value(effect, 'field'), null);
      if (effect.from !== undefined && !effect.from.includes(before)) making.mark('gap', subject);
      making.row('status', {
        day: making.day, event: making.id, field: making.value(effect, 'field'), subject,
        value: making.value(effect, 'to'),
      });
    }
  }

  function moved(making, effect) {
    if (effect.of !== 'poll' && effect.of !== 'count') return [making.key(effect, 'subject')];
    const run = making.value(effect, 'run');
    return making.value(effect, 'scope').flatMap((box) =>
      box.contests.flatMap((contest) =>
        making.tables.unitsOf(box).map((unit) => `${effect.of}:${contest}/${unit}/${run}`)));
  }

  function bucket(making, effect, holder, name, how) {
    const quantity = making.value(effect, 'quantity');
    const { low, high, why } = Eal.intervals.ofQuantity(quantity);
    making.row('amount', {
      bucket: making.value(effect, name), day: making.day, event: making.id,
      high: high === null ? null : Number(high), holder, how, low: Number(low),
      material: making.value(effect, 'material'), why,
    });
  }

  function threshold(making, effect) {
    const numerator = making.value(effect, 'threshold_numerator');
    const denominator = making.value(effect, 'threshold_denominator');
    if (numerator === null || denominator === null || denominator === 0) return null;
    return { base: making.value(effect, 'threshold_base') || 'votes', denominator, numerator };
  }

  const MAKE = {
    create(making, effect) {
      if (effect.what === 'unit_list') return createList(making, effect);
      if (effect.items !== undefined) return createItems(making, effect);
      const parent = effect.parent === undefined ? null : making.key(effect, 'parent');
      const key = `${effect.what}:${making.value(effect, 'id')}`;
      return making.subject(key, making.value(effect, 'name'), parent, making.value(effect, 'type'));
    },
    move,
    amount(making, effect) {
      const held = making.value(effect, 'holder');
      const kind = making.kind(effect, 'holder');
      for (const id of Array.isArray(held) ? held : [held]) bucket(making, effect, `${kind}:${id}`, 'bucket', effect.how);
    },
    transfer(making, effect) {
      bucket(making, effect, making.key(effect, 'from'), 'from_bucket', 'less');
      bucket(making, effect, making.key(effect, 'to'), 'to_bucket', 'add');
    },
    number(making, effect) {
      const from = effect.from === undefined ? null : making.key(effect, 'from');
      const [holder, material] = [making.key(effect, 'holder'), making.value(effect, 'material')];
      const told = making.value(effect, 'quantity');
      const quantity = told === null ? null : Eal.intervals.bounds(Eal.intervals.ofQuantity(told));
      const data = { from, holder, material, numbers: making.value(effect, 'numbers'), quantity };
      if (from === null) making.effect('number', { data, target: `numbers:${material}`, what: 'made' });
      else making.effect('number', { data, target: from, what: 'given' });
      making.effect('number', { data, target: holder, what: 'had' });
    },
    seal(making, effect) {
      const named = making.value(effect, 'seals');
      const data = { on: making.key(effect, 'on'), seals: named === null ? null : Eal.sorted([named].flat()) };
      const what = making.value(effect, 'how');
      making.effect('seal', { data, target: data.on, what });
      if (what !== 'put') return;
      for (const seal of data.seals || []) making.effect('seal', { data, target: `seal:${seal}`, what });
    },
    figure(making, effect) {
      const value = (name) => making.value(effect, name);
      const [form, part] = [value('form'), value('part')];
      const stated = making.tables.find('figure.form', form);
      if (stated.some((row) => row.part === part)) making.mark('form_restated', `form:${form}`);
      making.row('figure', {
        contest: value('contest'), covers: value('covers'), day: making.day, event: making.id,
        figures: value('figures'), form, level: value('level'), part, parts: value('parts'),
        run: value('run'), unit: value('unit'),
      });
      if (part !== null) return;
      const subject = `form:${form}`;
      making.row('status', { day: making.day, event: making.id, field: 'form', subject, value: 'claimed' });
    },
    bar(making, effect) {
      const from = making.value(effect, 'from');
      making.scoped('bar', making.value(effect, 'scope'), {
        data: { works: effect.works || 'from_now' }, object: making.value(effect, 'object'),
        run: making.value(effect, 'run'), until_day: making.value(effect, 'until'),
        what: making.value(effect, 'what'), ...(from === null ? {} : { from_day: from }),
      });
    },
    lift(making, effect) {
      const target = making.value(effect, 'target');
      making.markUnknown(target, 'target_not_in_log');
      making.effect('lift', { target, until_day: making.value(effect, 'until') });
    },
    widen(making, effect) {
      changeScope(making, effect, '+');
    },
    narrow(making, effect) {
      changeScope(making, effect, '-');
    },
    order_run(making, effect) {
      const [run, basis] = [making.value(effect, 'run'), making.value(effect, 'basis')];
      if (basis !== null) making.markUnknown(basis, 'cites_unknown');
      const target = making.value(effect, 'replaces');
      making.scoped('order_run', making.value(effect, 'scope'), { data: { basis }, run, target });
      making.subject(`run:${run}`, null, null, null);
    },
    date(making, effect) {
      const given = { data: { day: making.value(effect, 'day') }, run: making.value(effect, 'run') };
      const scope = making.value(effect, 'scope');
      if (scope === null) making.effect('date', given);
      else making.scoped('date', scope, given);
    },
    certify(making, effect) {
      const given = { run: making.value(effect, 'run'), what: making.value(effect, 'what') };
      making.scoped('certify', making.value(effect, 'scope'), given);
    },
    allocate(making, effect) {
      const exempt = Eal.sorted(making.value(effect, 'exempt') || []);
      making.effect('allocate', {
        data: { exempt, seats: making.value(effect, 'seats'), threshold: threshold(making, effect) },
        target: `contest:${making.value(effect, 'contest')}`, what: making.value(effect, 'method'),
      });
    },
    title(making, effect) {
      const data = { holder: making.value(effect, 'holder') };
      making.effect('title', {
        data, target: `seat:${making.value(effect, 'seat')}`, what: making.value(effect, 'status'),
      });
    },
    due(making, effect) {
      const data = { by: making.value(effect, 'by'), owner: making.value(effect, 'owner') || making.act.body };
      making.effect('due', { data, target: `${making.value(effect, 'item')}/${making.key(effect, 'about')}` });
    },
    done(making, effect) {
      const about = making.key(effect, 'about');
      const target = `${making.value(effect, 'item')}/${about}`;
      const duty = making.moment.duty(target);
      if (duty === null || duty.verb !== 'due') making.mark('nothing_due', about);
      making.effect('done', { target });
    },
    link(making, effect) {
      const target = making.value(effect, 'to');
      making.markUnknown(target, 'cites_unknown');
      making.effect('link', { target, what: making.value(effect, 'relation') });
    },
    note() {},
  };

  function changeScope(making, effect, sign) {
    const target = making.value(effect, 'target');
    making.markUnknown(target, 'target_not_in_log');
    making.scoped(effect.do, making.value(effect, 'scope'), { target }, sign);
  }

  function leftOut(making, effect) {
    return (LEAVES_OUT[effect.do] || []).some(
      (name) => effect[name] !== undefined && making.value(effect, name) === null);
  }

  /**
   * Makes the effects of an event: `{rows, marks, problems}`, the rows without `since` and `ordinal`.
   * `only`: the verbs that are made (a void event keeps its links); null: all.
   */
  function makeEffects(act, number, declaration, moment, index, only) {
    const making = new Making(act, number, declaration, moment);
    making.index = index;
    for (const effect of declaration.effects) {
      if ((only === null || only.includes(effect.do)) && !leftOut(making, effect)) MAKE[effect.do](making, effect);
    }
    return making;
  }

  Object.assign(Eal, { makeEffects, remedyRows });
})(Eal);
// What an act names and touches. Source: docs/spec sections 7 (*What an event names*) and 8.3 (touch).
(function (Eal) {
  function scopeKeys(scope, tables) {
    return scope.flatMap((box) => {
      const units = box.further === null ? tables.unitsOf(box) : [...tables.unitsOf(box), box.further.within];
      return [...units.map((id) => `unit:${id}`), ...box.contests.map((id) => `contest:${id}`)];
    });
  }

  function itemKind(declaration, name) {
    const effect = declaration.effects.find((one) => one.do === 'create' && one.items === `$${name}`);
    return effect && effect.what === 'selection' ? 'selection' : 'unit';
  }

  function fieldKeys(field, value, declaration, tables) {
    const { base } = Eal.parseType(field.type);
    const values = Array.isArray(value) && base !== 'scope' && base !== 'items' ? value : [value];
    if (base === 'scope') return scopeKeys(value, tables);
    if (base === 'items') return value.map((item) => `${itemKind(declaration, field.name)}:${item.id}`);
    if (base === 'reference') return values.map((one) => `act:${Eal.actOf(one)}`);
    const kind = Eal.kindOf(field.type);
    return kind === null ? [] : values.map((one) => `${kind}:${one}`);
  }

  const STATED = { create: ['id', null], order_run: ['run', 'run'], figure: ['form', 'form'], title: ['seat', 'seat'] };

  function statedKeys(event, declaration) {
    return declaration.effects.flatMap((effect) => {
      const [name, kind] = STATED[effect.do] || [];
      if (name === undefined || effect[name] === undefined) return [];
      const id = event.fields[effect[name].slice(1)];
      return id === null ? [] : [`${kind || effect.what}:${id}`];
    });
  }

  /** The keys that an event touches. */
  function touchedKeys(event, declaration, tables) {
    const fields = declaration.fields.filter((field) => event.fields[field.name] !== null);
    const named = fields.flatMap((field) => fieldKeys(field, event.fields[field.name], declaration, tables));
    return [...named, ...statedKeys(event, declaration)];
  }

  /** The keys of subjects that an event would make, whatever its outcome. */
  function madeKeys(event, declaration) {
    return declaration.effects.flatMap((effect) => {
      if (effect.do === 'order_run') return [`run:${event.fields[effect.run.slice(1)]}`];
      if (effect.do !== 'create') return [];
      if (effect.items !== undefined && effect.what !== 'unit_list') {
        return event.fields[effect.items.slice(1)].map((item) => `${effect.what}:${item.id}`);
      }
      return [`${effect.what}:${event.fields[effect.id.slice(1)]}`];
    });
  }

  function fieldsOf(event, declaration, base) {
    return declaration.fields
      .filter((field) => Eal.parseType(field.type).base === base && event.fields[field.name] !== null)
      .flatMap((field) => event.fields[field.name]);
  }

  /** What an event names: its `boxes` and `runs`, as its fields say them. */
  function namedBy(event, declaration) {
    const boxes = fieldsOf(event, declaration, 'scope');
    return { boxes, runs: Eal.sorted(fieldsOf(event, declaration, 'run')) };
  }

  Object.assign(Eal, { touchedKeys, madeKeys, namedBy });
})(Eal);
// The thirteen tests of rules. A test gives true (passes), false (fails) or null (cannot be decided).
// Source: docs/spec section 7.
(function (Eal) {
  /** All of several answers: false if one fails, null if one is undecided or there is none. */
  function all(answers) {
    if (answers.includes(false)) return false;
    return answers.length === 0 || answers.includes(null) ? null : true;
  }

  /** What a rule is tested on: an event of an act at a moment, with the persons who were counted. */
  class Tested {
    constructor(act, event, declaration, moment, counted, recordedAt) {
      Object.assign(this, { act, event, declaration, moment, counted, recordedAt });
      this.tables = moment.tables;
      this.law = moment.law;
      const { boxes, runs } = Eal.namedBy(event, declaration);
      Object.assign(this, { boxes, runs });
      this.further = boxes.filter((box) => box.further !== null).map((box) => box.further);
    }

    /** Contest × unit that the event names, each once: `[contest, unit, run or null]`. */
    get places() {
      if (this.found === undefined) this.found = this.readPlaces();
      return this.found;
    }

    readPlaces() {
      const scoped = this.boxes.flatMap((box) =>
        box.contests.flatMap((contest) => this.tables.unitsOf(box).map((unit) => [contest, unit, null])));
      const ordered = this.boxes.length > 0 ? [] : this.runs.flatMap((run) => this.orderedPlaces(run));
      const named = new Map([...scoped, ...ordered].map((place) => [place.join(' '), place]));
      return [...named.values()];
    }

    orderedPlaces(run) {
      const orders = this.moment.all('order_run').filter((order) => order.run === run);
      return orders.flatMap((order) =>
        order.contests.flatMap((contest) =>
          [...this.moment.signs(order, contest)]
            .filter(([, sign]) => sign === '+')
            .map(([unit]) => [contest, unit, run])));
    }

    /** The units named, each once. */
    get units() {
      const units = this.boxes.flatMap((box) => this.tables.unitsOf(box));
      return Eal.sorted(this.boxes.length > 0 ? units : this.places.map(([, unit]) => unit));
    }

    /** The runs by which a place is judged. */
    runsAt([contest, unit, run]) {
      if (run !== null) return [run];
      const named = this.replaced || this.runs;
      if (named.length > 0) return named;
      const runs = this.moment.runs(contest, unit);
      return runs.length > 0 ? [runs[runs.length - 1]] : [];
    }

    /** The runs that an `order_run` of the event replaces, or null. */
    get replaced() {
      const effects = this.declaration.effects.filter((one) => one.do === 'order_run' && one.replaces);
      const runs = effects.map((one) => this.event.fields[one.replaces.slice(1)]).filter((run) => run !== null);
      return runs.length > 0 ? runs : null;
    }

    /** Answers of every contest × unit × run of the event; undecided where members are unknown. */
    everywhere(answer) {
      const answers = this.places.flatMap((place) =>
        this.runsAt(place).map((run) => answer(place[0], place[1], run)));
      return all(this.further.length > 0 ? [...answers, null] : answers);
    }

    /** The counted signers as the act lists them. */
    get signers() {
      return this.act.signers.filter((signer) => this.counted.includes(signer.person));
    }

    /** The acts that links of the event name. */
    get linked() {
      const links = this.declaration.effects.filter((one) => one.do === 'link');
      const named = links.map((one) => this.event.fields[one.to.slice(1)]).filter((to) => to !== null);
      return named.map(Eal.actOf);
    }
  }

  const NOT_OPEN = ['planned', 'ready'];
  const ENDED = ['closed', 'halted', 'aborted', 'not_held'];

  function pastMoment(tested, name, contest, unit, run) {
    const { moment } = tested;
    if (name === 'certification') {
      return moment.all('certify').some((one) => one.run === run && moment.covers(one, contest, unit));
    }
    const polling = moment.polling(contest, unit, run);
    return name === 'opening' ? !NOT_OPEN.includes(polling) : ENDED.includes(polling);
  }

  function windowAt(tested, { not_before, not_after }, contest, unit, run) {
    const date = tested.moment.date(run, unit);
    const { day } = tested.act;
    const side = (name, byDate, contrary) => {
      if (name === null) return [];
      if (name === 'polling_day') return [date === null ? null : byDate(date)];
      return [pastMoment(tested, name, contest, unit, run) !== contrary];
    };
    const answers = [
      ...side(not_before, (date) => date <= day, false),
      ...side(not_after, (date) => date >= day, true),
    ];
    return all(answers);
  }

  function claimed(votes, names) {
    if (votes === null || votes === undefined || names.some((name) => votes[name] === null)) return null;
    return names.reduce((total, name) => total + BigInt(votes[name]), 0n);
  }

  const PRESENT = ['for', 'against', 'abstained'];

  function majority(tested, { base, numerator, denominator, strict, counted }) {
    const votes = tested.act.decision && tested.act.decision.votes;
    const signed = counted === 'signed';
    const given = signed ? BigInt(tested.counted.length) : claimed(votes, ['for']);
    const names = base === 'present' ? PRESENT : [...PRESENT, 'absent'];
    const whole = signed ? BigInt(rosterCount(tested)) : claimed(votes, names);
    if (given === null || whole === null || (signed && whole === 0n)) return null;
    const [left, right] = [given * BigInt(denominator), BigInt(numerator) * whole];
    return strict ? left > right : left >= right;
  }

  function rosterCount(tested) {
    return tested.law.roster(tested.act.body, tested.act.day).length;
  }

  function quorum(tested, { persons_min, counted }) {
    if (counted === 'signed') return tested.counted.length >= persons_min;
    const votes = tested.act.decision && tested.act.decision.votes;
    const present = claimed(votes, PRESENT);
    return present === null ? null : present >= BigInt(persons_min);
  }

  function size(tested, { units_max }) {
    const known = BigInt(tested.units.length);
    const counts = tested.further.map((one) => Eal.intervals.ofQuantity(one.count));
    const { low, high } = Eal.intervals.sum([{ low: known, high: known, why: null }, ...counts]);
    if (low === 0n && tested.further.length === 0) return null;
    if (low > BigInt(units_max)) return false;
    return high !== null && high <= BigInt(units_max) ? true : null;
  }

  function level(tested, { levels }) {
    const units = [...tested.units, ...tested.further.map((one) => one.within)];
    return all(units.map((unit) => levels.includes(tested.tables.subject(`unit:${unit}`).type)));
  }

  function cited(tested, { cites }) {
    const { decision } = tested.act;
    if (decision === null) return false;
    return cites.every(({ instrument, point }) =>
      decision.legal_basis.some((one) => one.instrument === instrument && (point === null || one.point === point)));
  }

  function separateRoles(tested, { offices }) {
    const held = tested.law.offices(tested.act.day);
    return tested.signers.every(({ person }) => {
      const own = held.filter((one) => one.person === person && offices.includes(one.office));
      return new Set(own.map((one) => one.office)).size < 2;
    });
  }

  const MILESTONES = { publication: 'published', service: 'served', finality: 'final' };

  function startDays(tested, start) {
    const { moment, act } = tested;
    if (start === 'order') return tested.runsNamed().map((run) => moment.orderDay(run));
    return tested.linked.map((id) => {
      if (start !== 'decision') return moment.reached(id, MILESTONES[start]);
      const row = tested.tables.act(id);
      return row ? row.day : id === act.act_id ? act.day : null;
    });
  }

  /** The runs of the event, or the latest that cover what it names. */
  Tested.prototype.runsNamed = function runsNamed() {
    if (this.runs.length > 0) return this.runs;
    return Eal.sorted(this.places.flatMap((place) => this.runsAt(place)));
  };

  /** The latest day that the event sets, or null. */
  function daySet(tested) {
    const dates = tested.declaration.effects.filter((one) => one.do === 'date' && one.day !== undefined);
    const days = dates.map((one) => tested.event.fields[one.day.slice(1)]).filter((day) => day !== null);
    return days.length > 0 ? days.sort()[days.length - 1] : null;
  }

  /** Whether a day is before an instant: as a whole, not at all, or in part. */
  function dayBefore(day, instant, { offsets }) {
    if (Eal.endOfDay(day, offsets) <= instant) return true;
    return Eal.endOfDay(Eal.addDays(day, -1), offsets) >= instant ? false : null;
  }

  function hoursMet(tested, at, ruleset) {
    const set = daySet(tested);
    if (set !== null) return dayBefore(set, at, ruleset);
    const { occurred } = tested.event;
    if (occurred !== null && occurred.at !== null) return occurred.at < at;
    return tested.recordedAt < at ? true : dayBefore(tested.act.day, at, ruleset);
  }

  function deadline(tested, { count, start, unit }, rule) {
    const ruleset = tested.law.get('ruleset', rule.ruleset);
    const inTime = (from) => {
      if (from === null) return null;
      const term = tested.law.term(from, count, unit, ruleset);
      return unit === 'hours' ? hoursMet(tested, term.at, ruleset) : (daySet(tested) || tested.act.day) <= term.day;
    };
    if (start !== 'polling_day') return all(startDays(tested, start).map(inTime));
    return tested.everywhere((contest, at, run) => inTime(tested.moment.date(run, at)));
  }

  const TESTS = {
    body: (tested, { bodies }) => bodies.includes(tested.act.body),
    level,
    size,
    window: (tested, parameters) =>
      tested.everywhere((contest, unit, run) => windowAt(tested, parameters, contest, unit, run)),
    majority,
    quorum,
    offices: (tested, { offices }) =>
      offices.every((office) => tested.signers.some((signer) => signer.office === office)),
    citations: cited,
    incompatible_roles: separateRoles,
    deadline,
    in_person: (tested, { offices }) =>
      tested.signers.every(
        (signer) => signer.in_place_of === null || (offices.length > 0 && !offices.includes(signer.office))),
  };

  Object.assign(Eal, { Tested, ruleTests: TESTS, allAnswers: all, rosterCount });
})(Eal);
// Which rules apply, the outcome test, blockers, and what a failed rule does. Source: docs/spec section 7.
(function (Eal) {
  const { ofQuantity, sum } = Eal.intervals;

  function valueOf(event, argument) {
    if (argument === undefined) return null;
    return String(argument).startsWith('$') ? event.fields[argument.slice(1)] : argument;
  }

  function applies({ applies_to }, act, event, declaration) {
    const { bodies, effects, events, objects, what } = applies_to;
    if (bodies.length > 0 && !bodies.includes(act.body)) return false;
    if (events.length > 0 && !events.includes(event.type)) return false;
    if (effects.length + objects.length + what.length === 0) return true;
    return declaration.effects.some(
      (effect) =>
        Eal.effectAdmitted(effects, effect.do) &&
        Eal.effectAdmitted(what, valueOf(event, effect.what)) &&
        Eal.effectAdmitted(objects, valueOf(event, effect.object)));
  }

  const BUCKETS = {
    ballots_destroyed: ['ballots', 'destroyed'], ballots_missing: ['ballots', 'unaccounted'],
    ballots_not_counted: ['ballots', 'cast_not_counted'], registered: ['voters', 'registered'],
  };

  function unitsAndBelow(tested) {
    return Eal.sorted(tested.units.flatMap((unit) => [unit, ...tested.tables.below(unit)]));
  }

  function amountOf(tested, [material, bucket]) {
    const found = unitsAndBelow(tested)
      .map((unit) => tested.moment.amount(`unit:${unit}`, material, bucket))
      .filter((amount) => amount !== null);
    return found.length > 0 ? sum(found) : null;
  }

  function contestOf(tested) {
    const contests = Eal.sorted(tested.places.map(([contest]) => contest));
    return contests.length === 1 ? contests[0] : null;
  }

  function fromForms(tested, name) {
    const contest = contestOf(tested);
    if (contest === null) return null;
    const result = new Eal.Result(tested.moment, contest);
    if (name !== 'lead') return result.cellBelow(tested.units, name);
    const margin = result.marginOfAll();
    return margin && { low: margin.low === null ? -1n : margin.low, high: margin.high, why: null };
  }

  /** The quantity that a rule names, as an interval; null: nothing is known. */
  function quantity(tested, named) {
    if (named === null) return null;
    if (named.kind === 'field') {
      const value = tested.event.fields[named.name];
      const told = value !== null && typeof value === 'object' && Eal.shapes.isQuantity(value);
      return told ? ofQuantity(value) : null;
    }
    return BUCKETS[named.name] ? amountOf(tested, BUCKETS[named.name]) : fromForms(tested, named.name);
  }

  function outcomeTest(tested, parameters) {
    if (parameters.formula === 'per_se') return true;
    if (parameters.formula === 'may_have_influenced') {
      return tested.act.decision !== null && tested.act.decision.reasons !== null ? true : false;
    }
    const [a, m] = [quantity(tested, parameters.affected), quantity(tested, parameters.margin)];
    if (a === null || m === null) return null;
    const [n, d] = [BigInt(parameters.numerator), BigInt(parameters.denominator)];
    const exceeds = parameters.formula === 'affected_exceeds_margin';
    if (m.high !== null && (exceeds ? a.low * d > m.high * n : a.low * d >= m.high * n)) return true;
    if (a.high !== null && (exceeds ? a.high * d <= m.low * n : a.high * d < m.low * n)) return false;
    return null;
  }

  function lowest(tested) {
    const found = new Map();
    for (const [contest, unit] of tested.places) {
      const leaves = [unit, ...tested.tables.below(unit)].filter(
        (one) => tested.tables.children(one).length === 0);
      for (const leaf of leaves) found.set(`${contest} ${leaf}`, [contest, leaf]);
    }
    return [...found.values()];
  }

  function notCounted(moment, contest, unit) {
    const runs = moment.runs(contest, unit);
    if (runs.length === 0) return false;
    const run = runs[runs.length - 1];
    const standing = moment.standing(contest, unit, run);
    if (standing === 'excluded') return false;
    return standing !== 'stands' || moment.counting(contest, unit, run) !== 'counted';
  }

  const BLOCKED = {
    open_items(tested) {
      const runs = tested.runsNamed().map((run) => `run:${run}`);
      const contests = tested.places.map(([contest]) => `contest:${contest}`);
      const named = new Set([...tested.units.map((unit) => `unit:${unit}`), ...contests, ...runs]);
      return tested.moment.dueItems().some((item) => named.has(item.about));
    },
    undated_run(tested) {
      return lowest(tested).some(([contest, unit]) =>
        tested.moment.runs(contest, unit).some((run) => tested.moment.date(run, unit) === null));
    },
    run_not_counted(tested) {
      return lowest(tested).some(([contest, unit]) => notCounted(tested.moment, contest, unit));
    },
    contested(tested) {
      return tested.moment.contested().length > 0;
    },
  };

  function blockers(tested, parameters) {
    const kinds = parameters.blockers;
    if (kinds.some((kind) => BLOCKED[kind](tested))) return false;
    const looked = tested.places.length > 0 || tested.runs.length > 0;
    return looked && tested.further.length === 0 ? true : null;
  }

  Object.assign(Eal.ruleTests, { outcome_test: outcomeTest, blockers });

  function concluded(tested, { test, parameters }, answer) {
    const numbers = ['affected_exceeds_margin', 'affected_reaches_margin'];
    if (test !== 'outcome_test' || parameters.conclusion === null) return false;
    if (!numbers.includes(parameters.formula)) return false;
    const claim = tested.event.fields[parameters.conclusion];
    return (answer === true && claim === 'does_not_affect') || (answer === false && claim === 'affects');
  }

  /** The least number of signing persons that a rule asks for, or null. */
  function signedNeed(rule, tested) {
    const { parameters, test } = rule;
    if (parameters.counted !== 'signed') return null;
    if (test === 'quorum') return parameters.persons_min;
    const base = Eal.rosterCount(tested);
    if (base === 0) return null;
    const share = BigInt(parameters.numerator) * BigInt(base);
    const by = BigInt(parameters.denominator);
    return Number(parameters.strict ? share / by + 1n : (share + by - 1n) / by);
  }

  /**
   * What the rules say of an event: `{marks: [[code, rule]], refused, isVoid, needs}`; `needs` are
   * the numbers of signing persons that rules asked for.
   */
  function assess(tested, kind) {
    const found = { marks: [], refused: false, isVoid: false, needs: [] };
    const rules = tested.law
      .lawful('rule', tested.act.day)
      .filter((rule) => applies(rule, tested.act, tested.event, tested.declaration));
    if (kind === 'ruling' && rules.length === 0) found.marks.push(['not_assessed', null]);
    for (const rule of rules) evaluate(rule, tested, found);
    return found;
  }

  function evaluate(rule, tested, found) {
    if (rule.outcome === 'not_assessed') {
      found.marks.push(['not_assessed', rule.id]);
      return;
    }
    const need = signedNeed(rule, tested);
    if (need !== null) found.needs.push(need);
    const answer = Eal.ruleTests[rule.test](tested, rule.parameters, rule);
    if (concluded(tested, rule, answer)) found.marks.push(['conclusion_differs', rule.id]);
    if (answer === null) found.marks.push(['rule_indeterminate', rule.id]);
    if (answer !== false) return;
    if (rule.outcome === 'refuse') found.refused = true;
    else found.marks.push(['rule_not_met', rule.id]);
    found.isVoid = found.isVoid || rule.outcome === 'void';
  }

  Object.assign(Eal, { assessEvent: assess });
})(Eal);
// Fields of administration events. Source: docs/spec section 4.
(function (Eal) {
  const { isText, isId, isCode, isCount, isLine, isList, hasMembers, isSorted } = Eal.shapes;
  const { isDay, isHash, isInstant, isOrigin } = Eal.spelling;

  const isTitle = (value) => isLine(value, 1, 500);
  const orNull = (is) => (value) => value === null || is(value);
  const isPositive = (value) => isCount(value, 1);
  const by = (...names) => Eal.orderBy(...names.map((name) => (one) => one[name]));

  function isRequired(value) {
    const kinds = ['administration', 'filing', 'finding', 'ruling', 'statement'];
    return hasMembers(value, kinds) && kinds.every((kind) => isPositive(value[kind]));
  }

  function isVkey(value) {
    return isText(value) && Eal.attempt(() => Eal.parseVkey(value)).refusal === undefined;
  }

  function isPolicy(value) {
    if (!isText(value) || value === '' || Eal.pointCount(value) > Eal.limits.policyPoints) return false;
    return Eal.attempt(() => Eal.parsePolicy(Eal.utf8(value), false)).refusal === undefined;
  }

  function isListOf(members, checks, order, least = 0) {
    return (value) =>
      isList(value, least, 65535) &&
      value.every((one) => hasMembers(one, members) && members.every((name) => checks[name](one[name]))) &&
      (order === null || Eal.ascends(value, order));
  }

  const isMilestone = (value) => ['adoption', 'signed', 'published', 'served', 'final'].includes(value);
  const isMinutes = (value) => Number.isSafeInteger(value) && Math.abs(value) <= 900;
  const WEEK = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

  function isWeekend(value) {
    if (!isList(value, 0, 6) || !value.every((day) => WEEK.includes(day))) return false;
    return value.every((day, n) => n === 0 || WEEK.indexOf(value[n - 1]) < WEEK.indexOf(day));
  }

  const isFigure = (value) => ['computed', 'declared'].includes(value);
  const OFFICE = { body: isId, from: isDay, office: isCode, person: isId, until: orNull(isDay) };
  const CLASSES = ['authority', 'bodies', 'keys', 'ledger', 'persons', 'recovery', 'rules', 'vocabulary'];
  const isClass = (value) => CLASSES.includes(value);

  function isFloors(value) {
    if (!hasMembers(value, ['persons_min', 'share_denominator', 'share_numerator'])) return false;
    const { persons_min, share_denominator, share_numerator } = value;
    return [persons_min, share_denominator, share_numerator].every(isPositive) && share_numerator <= share_denominator;
  }

  function isPredecessor(value) {
    if (!hasMembers(value, ['id', 'origin', 'root', 'size'])) return false;
    return isHash(value.id) && isOrigin(value.origin) && isHash(value.root) && isPositive(value.size);
  }

  const FOUNDING = {
    nonce: isHash,
    purpose: (value) => ['official', 'rehearsal', 'reconstruction'].includes(value),
    clock: (value) => ['real', 'simulated'].includes(value),
    semantics: (value) => isCount(value),
    log_keys: (value) => isList(value, 1, 65535) && value.every(isVkey),
    recorder_key: Eal.isKey,
    bodies: isListOf(['body', 'name', 'required'], { body: isId, name: isTitle, required: isRequired }, by('body')),
    persons: isListOf(['key', 'name', 'person'], { key: Eal.isKey, name: isTitle, person: isId }, by('person')),
    offices: isListOf(Object.keys(OFFICE), OFFICE, by('body', 'person', 'office')),
    authorities: isListOf(['body', 'class', 'persons'], { body: isId, class: isClass, persons: isCount }, by('class')),
    floors: isFloors,
    recovery_delay_days: (value) => isCount(value) && value <= 36500,
    predecessor: orNull(isPredecessor),
    witness_policy: orNull(isPolicy),
  };

  const ENTERING = { key: Eal.isKey, name: isTitle, office: isCode, person: isId };

  const FIELDS = {
    'ledger.founded': FOUNDING,
    'ledger.opened': {},
    'ledger.closed': { reason: isTitle, successor: orNull(isTitle) },
    'log_key.adopted': { from_size: isCount, vkey: isVkey },
    'semantics.adopted': { semantics: isCount },
    'body.constituted': { body: isId, name: isTitle, required: isRequired },
    'body.ended': { body: isId, on: isDay },
    'person.entered': { person: isId, name: isTitle },
    'office.assigned': OFFICE,
    'office.ended': { body: isId, person: isId, office: isCode, on: isDay },
    'delegation.granted': {
      delegation: isId, body: isId, giver: isId, taker: isId, office: isCode, from: isDay, until: orNull(isDay),
    },
    'delegation.ended': { delegation: isId, on: isDay },
    'key.enrolled': { person: isId, key: Eal.isKey, replaces: orNull(isTitle) },
    'key.revoked': { key: isTitle, reason: isTitle },
    'key.compromised': { key: isTitle, suspect_from: orNull((value) => isCount(value)) },
    'authority.set': { class: isClass, body: isId, persons: isCount },
    'single_officer.adopted': { body: isId },
    'intake_system.adopted': {
      events: (value) => isSorted(value, 1, (name) => Eal.spelling.isEventType(name) && !Object.hasOwn(FIELDS, name)),
      officer: isId, person: isId,
    },
    'document.withheld': { basis: orNull(isTitle), document: isHash, reason: isTitle, until: orNull(isDay) },
    'document.released': { document: isHash },
    'document.erased': { basis: orNull(isTitle), document: isHash, reason: isTitle },
    'declaration.adopted': { declaration: Eal.isObject },
    'ruleset.adopted': {
      ruleset: isId, title: isTitle, instrument: isTitle, from: isDay, until: orNull(isDay),
      gives_effect: isListOf(['body', 'milestone'], { body: isId, milestone: isMilestone }, by('body')),
      offsets: isListOf(['from', 'minutes'], { from: isInstant, minutes: isMinutes }, by('from'), 1),
      weekend: isWeekend,
      holidays: (value) => isSorted(value, 0, isDay),
      prevails: isListOf(['figure', 'level'], { figure: isFigure, level: isCode }, by('level')),
    },
    'rule.adopted': { rule: Eal.isObject },
    'rule.withdrawn': { rule: isId },
    'consequence.adopted': { consequence: Eal.isObject },
    'consequence.withdrawn': { consequence: isId },
    'finality.adopted': {
      ruleset: isId, effects: (value) => isSorted(value, 0, (name) => Eal.effectNames.includes(name)),
    },
    'witness_policy.adopted': { policy: isPolicy },
    'balance.adopted': { balance: Eal.isObject },
    'balance.withdrawn': { balance: isId },
    'succession.announced': {
      succession: isId, body: isId, authority: isTitle, instrument: isTitle, from: isDay,
      leaving: (value) => isSorted(value, 0, isId),
      entering: isListOf(Object.keys(ENTERING), ENTERING, by('person')),
    },
    'succession.completed': { succession: isId },
    'state.sealed': { position: isCount, root: isHash, sheets: isCount },
    'act.affirmed': { acts: (value) => isSorted(value, 1, isId) },
  };

  /** The codes of what is wrong with the fields of an administration event. */
  function administrationFields(event) {
    const wanted = FIELDS[event.type];
    const names = Object.keys(event.fields);
    if (Object.keys(wanted).some((name) => !names.includes(name))) return ['missing_field'];
    if (names.some((name) => !Object.hasOwn(wanted, name))) return ['unknown_field'];
    return names.every((name) => wanted[name](event.fields[name], 0)) ? [] : ['bad_field'];
  }

  Object.assign(Eal, {
    administrationFields, administrationNames: new Set(Object.keys(FIELDS)), authorityClasses: CLASSES,
  });
})(Eal);
// What each administration event asks for and which rows of law it makes. Source: docs/spec section 4.
// A handler gets the step (law so far, the act, its index …) and the fields; it calls `need(test, code)`
// for every condition and `law(kind, id, doc)` for every row.
(function (Eal) {
  const CLASS_OF = {
    'ledger.opened': 'ledger', 'ledger.closed': 'ledger', 'log_key.adopted': 'ledger',
    'semantics.adopted': 'ledger', 'body.constituted': 'bodies', 'body.ended': 'bodies',
    'person.entered': 'persons', 'office.assigned': 'persons', 'office.ended': 'persons',
    'delegation.granted': 'persons', 'delegation.ended': 'persons', 'key.enrolled': 'keys',
    'key.revoked': 'keys', 'authority.set': 'authority', 'single_officer.adopted': 'authority',
    'declaration.adopted': 'vocabulary',
    'ruleset.adopted': 'rules', 'rule.adopted': 'rules', 'rule.withdrawn': 'rules',
    'consequence.adopted': 'rules', 'consequence.withdrawn': 'rules', 'finality.adopted': 'rules',
    'witness_policy.adopted': 'ledger', 'balance.adopted': 'rules', 'balance.withdrawn': 'rules',
    'document.withheld': 'ledger', 'document.released': 'ledger', 'document.erased': 'ledger',
    'intake_system.adopted': 'persons', 'succession.announced': 'recovery', 'succession.completed': 'recovery',
  };

  /** One administration event being examined, over the law that those before it made. */
  class Step {
    constructor(given) {
      Object.assign(this, given); // law, act, index, recordedAt, proven (key ids that signed)
      Object.assign(this, { rows: [], problems: [] });
    }

    need(holds, code) {
      if (!holds) this.problems.push(code);
    }

    has(kind, id, code) {
      this.need(this.law.get(kind, id) !== null, code);
    }

    isNew(kind, id) {
      this.need(this.law.get(kind, id) === null, 'already_exists');
    }

    put(kind, id, doc) {
      this.rows.push({ doc, id, kind, table: 'law' });
      this.law.set(kind, id, doc, this.index);
    }

    body(id) {
      this.need(this.law.bodyOn(id, this.act.day), 'unknown_body');
    }

    person(id) {
      this.has('person', id, 'unknown_person');
    }

    /** Floors on a quorum. */
    floor(...numbers) {
      const floors = this.law.get('floors', 'floors');
      this.need(numbers.every((number) => number >= floors.persons_min), 'below_floor');
    }

    /** A key that must be new and must have signed this act; returns its id. */
    offered(key) {
      const id = Eal.keyId(key);
      this.need(this.law.row('key', id) === undefined, 'already_exists');
      this.need(this.proven.has(id), 'possession_not_proven');
      return id;
    }

    enrol(id, key, person) {
      this.put('key', id, { alg: key.alg, person, public: key.public, revoked: null, suspect_from: null });
    }
  }

  function adopt(kind, good, bad) {
    return (step, fields) => {
      const doc = fields[kind];
      if (!good(doc)) return step.problems.push(bad);
      step.has('ruleset', doc.ruleset, 'unknown_ruleset');
      if (kind === 'consequence' && doc.owner !== null) step.body(doc.owner);
      step.isNew(kind, doc.id);
      return step.put(kind, doc.id, doc);
    };
  }

  function withdraw(kind) {
    return (step, fields) => {
      step.has(kind, fields[kind], `unknown_${kind}`);
      step.put(kind, fields[kind], null);
    };
  }

  function declaration(step, { declaration: doc }) {
    if (!Eal.declarationGood(doc, Eal.administrationNames)) return step.problems.push('bad_declaration');
    const before = step.law.get('declaration', doc.name);
    step.need(doc.version === (before === null ? 1 : before.version + 1), 'already_exists');
    return step.put('declaration', doc.name, doc);
  }

  function logKey(step, { from_size, vkey }) {
    const { name, id, type } = Eal.parseVkey(vkey);
    const [origin, index] = [step.law.ledger.origin, step.index];
    const range = from_size > index && from_size <= index + 1000000;
    step.need(name === origin && range, 'bad_field');
    if (step.problems.length > 0) return;
    const own = step.law.get('log_key', id);
    step.need(own === null || own.from_size > index, 'already_exists');
    const others = step.law.all('log_key').filter((one) => {
      const key = Eal.parseVkey(one.vkey);
      return key.type === type && key.id !== id;
    });
    for (const one of others.filter((doc) => doc.from_size > index)) step.put('log_key', Eal.parseVkey(one.vkey).id, null);
    const open = (doc) => doc.from_size <= index && (doc.until_size === null || doc.until_size > index + 1);
    for (const one of others.filter(open)) {
      step.put('log_key', Eal.parseVkey(one.vkey).id, { ...one, until_size: from_size + 1 });
    }
    step.put('log_key', id, { from_size, until_size: null, vkey });
  }

  function enrol(step, { key, person, replaces }) {
    step.person(person);
    const id = step.offered(key);
    const old = replaces === null ? null : step.law.key(replaces);
    if (replaces !== null) step.need(old !== null && old.revoked === null && old.person === person, 'unknown_key');
    const held = step.law.keyOf(person);
    step.need(held === null || held === replaces, 'person_has_key');
    step.enrol(id, key, person);
    if (old !== null) step.put('key', replaces, { ...old, revoked: step.index });
  }

  function compromise(step, { key, suspect_from }) {
    const doc = step.law.key(key);
    step.need(doc !== null, 'unknown_key');
    step.need(suspect_from === null || suspect_from <= step.index, 'suspect_from_in_future');
    if (doc === null) return;
    const from = suspect_from === null ? step.index : suspect_from;
    step.put('key', key, { ...doc, revoked: doc.revoked === null ? step.index : doc.revoked, suspect_from: from });
  }

  function announce(step, fields) {
    step.isNew('succession', fields.succession);
    step.body(fields.body);
    fields.leaving.forEach((person) => step.person(person));
    const ids = fields.entering.map(({ key, person }) => {
      step.need(step.law.keyOf(person) === null || fields.leaving.includes(person), 'person_has_key');
      return step.offered(key);
    });
    step.need(new Set(ids).size === ids.length, 'already_exists');
    step.put('succession', fields.succession, { ...fields, announced_at: step.recordedAt, state: 'announced' });
  }

  function dueAt(announcedAt, days) {
    const time = new Date(Date.parse(`${announcedAt.slice(0, 19)}Z`) + days * 86400000);
    return time.toISOString().slice(0, 19) + announcedAt.slice(19);
  }

  function complete(step, { succession }) {
    const doc = step.law.get('succession', succession);
    step.need(doc !== null && doc.state === 'announced', 'unknown_succession');
    if (step.problems.length > 0) return;
    const due = dueAt(doc.announced_at, step.law.ledger.recovery_delay_days);
    step.need(step.recordedAt >= due, 'succession_too_early');
    const { body, entering, from, leaving } = doc;
    const entered = entering.map((one) => ({ id: Eal.keyId(one.key), ...one })).sort(Eal.orderBy((one) => one.id));
    step.need(entered.every(({ id }) => step.law.row('key', id) === undefined), 'already_exists');
    const ended = step.law.all('office').filter((one) =>
      one.body === body && leaving.includes(one.person) && (one.until === null || one.until > from));
    const revoked = [...step.law.rows.get('key')].filter(([, row]) =>
      leaving.includes(row.doc.person) && row.doc.revoked === null);
    step.put('succession', succession, { ...doc, state: 'completed' });
    for (const one of ended) step.put('office', officeId(one), { ...one, until: from });
    for (const [id, row] of revoked.sort(Eal.orderBy((one) => one[0]))) step.put('key', id, { ...row.doc, revoked: step.index });
    for (const { name, person } of entering) step.put('person', person, { name, person });
    const offices = entering.map(({ office, person }) => ({ body, from, office, person, until: null }));
    for (const one of offices.sort(Eal.orderBy(officeId))) step.put('office', officeId(one), one);
    for (const { id, key, person } of entered) step.enrol(id, key, person);
  }

  function officeId({ body, from, office, person }) {
    return `${body}/${person}/${office}/${from}`;
  }

  function endOffice(step, { body, office, on, person }) {
    step.body(body);
    step.person(person);
    const terms = step.law.all('office').filter((one) =>
      one.body === body && one.person === person && one.office === office && (one.until === null || one.until > on));
    step.need(terms.length > 0, 'office_not_held');
    for (const term of terms.sort(Eal.orderBy(officeId))) step.put('office', officeId(term), { ...term, until: on });
  }

  function aboutDocument(step, { document }) {
    const doc = step.law.get('document', document);
    step.need(doc === null || doc.state !== 'erased', 'already_exists');
    return doc;
  }

  const DOCUMENTS = {
    'document.withheld'(step, fields) {
      aboutDocument(step, fields);
      step.put('document', fields.document, { ...fields, state: 'withheld' });
    },
    'document.released'(step, fields) {
      step.need(aboutDocument(step, fields) !== null, 'unknown_document');
      step.put('document', fields.document, null);
    },
    'document.erased'(step, fields) {
      aboutDocument(step, fields);
      step.put('document', fields.document, { ...fields, state: 'erased', until: null });
    },
  };

  const HANDLERS = {
    ...DOCUMENTS,
    'intake_system.adopted'(step, fields) {
      step.need(fields.officer !== fields.person, 'bad_field');
      step.person(fields.officer);
      step.person(fields.person);
      step.put('intake_system', fields.person, { ...fields });
    },
    'ledger.opened'(step) {
      step.need(step.law.ledger.phase === 'founding', 'already_exists');
      step.put('ledger', 'ledger', { ...step.law.ledger, phase: 'open' });
    },
    'ledger.closed'(step) {
      step.need(step.law.ledger.phase !== 'founding', 'ledger_not_open');
      step.put('ledger', 'ledger', { ...step.law.ledger, phase: 'closed' });
    },
    'log_key.adopted': logKey,
    'semantics.adopted'(step, { semantics }) {
      step.need(semantics === 1, 'semantics_unknown');
      step.put('ledger', 'ledger', { ...step.law.ledger, semantics });
    },
    'body.constituted'(step, { body, name, required }) {
      const single = step.law.get('single_officer', body) !== null;
      step.floor(required.administration, ...(single ? [] : [required.ruling]));
      step.put('body', body, { body, name, required, until: null });
    },
    'body.ended'(step, { body, on }) {
      step.body(body);
      step.put('body', body, { ...step.law.get('body', body), until: on });
    },
    'person.entered'(step, { name, person }) {
      step.isNew('person', person);
      step.put('person', person, { name, person });
    },
    'office.assigned'(step, fields) {
      step.body(fields.body);
      step.person(fields.person);
      step.put('office', officeId(fields), { ...fields });
    },
    'office.ended': endOffice,
    'delegation.granted'(step, fields) {
      step.isNew('delegation', fields.delegation);
      step.body(fields.body);
      step.person(fields.giver);
      step.person(fields.taker);
      step.put('delegation', fields.delegation, { ...fields });
    },
    'delegation.ended'(step, { delegation, on }) {
      const doc = step.law.get('delegation', delegation);
      step.need(doc !== null && (doc.until === null || doc.until > on), 'unknown_delegation');
      step.put('delegation', delegation, { ...doc, until: on });
    },
    'key.enrolled': enrol,
    'key.revoked'(step, { key }) {
      const doc = step.law.key(key);
      step.need(doc !== null && doc.revoked === null, 'unknown_key');
      step.put('key', key, { ...doc, revoked: step.index });
    },
    'key.compromised': compromise,
    'authority.set'(step, fields) {
      step.body(fields.body);
      step.floor(fields.persons);
      step.put('authority', fields.class, { ...fields });
    },
    'single_officer.adopted'(step, { body }) {
      step.put('single_officer', body, { body });
    },
    'declaration.adopted': declaration,
    'ruleset.adopted'(step, fields) {
      step.isNew('ruleset', fields.ruleset);
      fields.gives_effect.forEach(({ body }) => step.body(body));
      step.put('ruleset', fields.ruleset, { ...fields });
    },
    'rule.adopted': adopt('rule', Eal.ruleGood, 'bad_rule'),
    'rule.withdrawn': withdraw('rule'),
    'consequence.adopted': adopt('consequence', Eal.consequenceGood, 'bad_consequence'),
    'consequence.withdrawn': withdraw('consequence'),
    'balance.adopted': adopt('balance', Eal.balanceGood, 'bad_balance'),
    'balance.withdrawn': withdraw('balance'),
    'finality.adopted'(step, fields) {
      step.has('ruleset', fields.ruleset, 'unknown_ruleset');
      step.put('finality', fields.ruleset, { ...fields });
    },
    'witness_policy.adopted'(step, { policy }) {
      step.put('witness_policy', 'witness_policy', { policy });
    },
    'succession.announced': announce,
    'succession.completed': complete,
    'act.affirmed'(step, { acts }) {
      for (const act of acts) {
        step.need(step.tables.act(act) !== null, 'unknown_act');
        step.put('affirmed', act, { act });
      }
    },
  };

  /** Examines one administration event; returns the step with its `rows` and `problems`. */
  function administer(event, given) {
    const step = new Step(given);
    const founded = step.law.ledger !== null;
    if (founded && step.law.ledger.phase === 'closed') step.problems.push('ledger_is_closed');
    else if (founded) HANDLERS[event.type](step, event.fields);
    return step;
  }

  Object.assign(Eal, { administer, AdministrationStep: Step, classOf: CLASS_OF, officeId });
})(Eal);
// Founding, and the competence and floors of administration. Source: docs/spec sections 4 and 4.1.
(function (Eal) {
  const { isCount } = Eal.shapes;

  function foundingProblems(step, fields) {
    const persons = fields.persons.map((one) => one.person);
    const bodies = fields.bodies.map((one) => one.body);
    step.need(fields.semantics === 1, 'semantics_unknown');
    step.need(fields.clock === 'real' || fields.purpose !== 'official', 'clock_not_allowed');
    const classes = fields.authorities.map((one) => one.class);
    step.need(Eal.authorityClasses.every((name) => classes.includes(name)), 'authority_missing');
    step.need(step.act.signers.every((one) => persons.includes(one.person)), 'unknown_person');
    step.need(bodies.includes(step.act.body), 'unknown_body');
    for (const one of [...fields.offices, ...fields.authorities]) step.need(bodies.includes(one.body), 'unknown_body');
    for (const one of fields.offices) step.need(persons.includes(one.person), 'unknown_person');
    const least = fields.floors.persons_min;
    const numbers = fields.bodies.flatMap((one) => [one.required.ruling, one.required.administration]);
    const all = [...numbers, ...fields.authorities.map((one) => one.persons)];
    step.need(all.every((number) => isCount(number, least)), 'below_floor');
  }

  function foundingRows(step, fields) {
    const { clock, purpose, recorder_key, recovery_delay_days, semantics } = fields;
    const { origin } = step.act.ledger;
    const ledger = { clock, origin, phase: 'founding', purpose, recorder_key, recovery_delay_days, semantics };
    step.put('ledger', 'ledger', ledger);
    step.put('floors', 'floors', { ...fields.floors });
    for (const { body, name, required } of fields.bodies) step.put('body', body, { body, name, required, until: null });
    for (const { name, person } of fields.persons) step.put('person', person, { name, person });
    const offices = [...fields.offices].sort(Eal.orderBy(Eal.officeId));
    for (const one of offices) step.put('office', Eal.officeId(one), { ...one });
    foundingKeys(step, fields);
    for (const one of fields.authorities) step.put('authority', one.class, { ...one });
    if (fields.predecessor !== null) step.put('predecessor', 'predecessor', { ...fields.predecessor });
    if (fields.witness_policy !== null) step.put('witness_policy', 'witness_policy', { policy: fields.witness_policy });
    for (const vkey of fields.log_keys) {
      const { id } = Eal.parseVkey(vkey);
      step.isNew('log_key', id);
      step.put('log_key', id, { from_size: 0, until_size: null, vkey });
    }
  }

  function foundingKeys(step, { persons, recorder_key }) {
    const keys = persons.map(({ key, person }) => ({ id: Eal.keyId(key), key, person }));
    keys.sort(Eal.orderBy((one) => one.id));
    for (const { key, person } of [...keys, { key: recorder_key, person: null }]) {
      step.enrol(step.offered(key), key, person);
    }
  }

  /** Examines `ledger.founded`; returns the step with its `rows` and `problems`. */
  function found(event, given) {
    const step = new Eal.AdministrationStep(given);
    foundingProblems(step, event.fields);
    if (step.problems.length === 0) foundingRows(step, event.fields);
    return step;
  }

  const HOLDERS = ['key.compromised', 'key.revoked'];

  function isKeyLoss(event) {
    return HOLDERS.includes(event.type) && (event.fields.suspect_from === undefined || event.fields.suspect_from === null);
  }

  /** Whether an act only gives up keys, by the one person who holds them, alone. */
  function byHolderAlone(act, law) {
    if (act.signers.length !== 1 || !act.events.every(isKeyLoss)) return false;
    const [{ person }] = act.signers;
    return act.events.every(({ fields }) => {
      const key = law.key(fields.key);
      return key !== null && key.person === person;
    });
  }

  /** The persons whose keys an act calls compromised from an index on: they do not count. */
  function uncounted(act, law) {
    const named = act.events.filter((one) => one.type === 'key.compromised' && isCount(one.fields.suspect_from));
    const keys = named.map((one) => law.key(one.fields.key)).filter((key) => key !== null);
    return new Set(keys.map((key) => key.person));
  }

  function classFor(event, tables) {
    if (event.type !== 'key.compromised') return Eal.classOf[event.type];
    const from = event.fields.suspect_from;
    const certified = from !== null && tables.find('effect', 'certify').some((row) => row.since >= from);
    return certified ? 'recovery' : 'keys';
  }

  function affirming(act, event, tables, law) {
    const bodies = event.fields.acts.map((id) => tables.act(id)).filter((row) => row !== null).map((row) => row.body);
    const body = law.get('body', act.body);
    return {
      competent: bodies.every((one) => one === act.body),
      persons: body === null ? 1 : body.required.ruling,
    };
  }

  function demand(act, event, tables, law) {
    if (event.type === 'act.affirmed') return affirming(act, event, tables, law);
    const authority = law.get('authority', classFor(event, tables));
    return { competent: authority.body === act.body, persons: authority.persons };
  }

  /** What section 4.1 asks of an administration act: `{competent, persons}`, by the law before it. */
  function competence(act, tables, law) {
    if (act.attestation !== null) return { competent: false, persons: 1 };
    if (byHolderAlone(act, law)) return { competent: true, persons: 1 };
    const demands = act.events.map((event) => demand(act, event, tables, law));
    return {
      competent: demands.every((one) => one.competent),
      persons: Math.max(...demands.map((one) => one.persons)),
    };
  }

  const MOVED = { 'office.assigned': 'person', 'office.ended': 'person', 'delegation.granted': 'giver' };

  /** Whether an act keeps the share of a roster that one act may change (section 4.1, *Floors*). */
  function keepsRosters(act, law) {
    if (law.ledger.phase !== 'open') return true;
    const { share_denominator, share_numerator } = law.get('floors', 'floors');
    const moved = new Map();
    for (const { type, fields } of act.events.filter((event) => MOVED[event.type])) {
      moved.set(fields.body, (moved.get(fields.body) || new Set()).add(fields[MOVED[type]]));
    }
    return [...moved].every(([body, persons]) => {
      const roster = BigInt(law.roster(body, act.day).length);
      const most = (roster * BigInt(share_numerator)) / BigInt(share_denominator);
      return roster === 0n || persons.size <= 1 || BigInt(persons.size) <= most;
    });
  }

  Object.assign(Eal, { found, competence, keepsRosters, uncounted });
})(Eal);
// Steps 2 to 12 of judging: ledger, signatures, events, body, what was seen, persons, administration.
// Each gives problems `[check, code]`. Source: docs/spec section 8.1.
(function (Eal) {
  const ORDER = ['statement', 'filing', 'finding', 'ruling'];
  const ALONE = ['key.compromised', 'key.revoked', 'succession.announced', 'succession.completed'];

  /** An entry being examined: what is read of it before its effects are made. */
  class Examined {
    constructor(fold, item, signatures) {
      const { act } = item.entry;
      Object.assign(this, { fold, item, act, index: item.index, problems: [] });
      Object.assign(this, { law: fold.law, tables: fold.tables });
      this.isFounding = this.index === 0;
      this.isSeal = Eal.isSeal(act);
      this.isAdministration = act.events.every((event) => Eal.administrationNames.has(event.type));
      this.signatures = signatures.map((one) => ({ ...one, ...this.holder(one.kid) }));
    }

    problem(check, code) {
      this.problems.push([check, code]);
    }

    need(holds, check, code) {
      if (!holds) this.problem(check, code);
    }

    /** Who holds a key: of the law, or offered by this act (then the signature is a proof). */
    holder(kid) {
      const doc = this.law.key(kid);
      if (doc !== null) return { known: true, revoked: doc.revoked !== null, person: doc.person, proof: false };
      const offered = offers(this.act).find(({ key }) => Eal.keyId(key) === kid);
      if (offered === undefined) return { known: false, revoked: false, person: null, proof: false };
      return { known: true, revoked: false, person: offered.person, proof: true };
    }

    /** Steps 2 to 7. */
    bind() {
      const { act, fold, law } = this;
      const founds = act.events.some((event) => event.type === 'ledger.founded');
      const expected = this.isFounding ? null : fold.ledger.id;
      const own = act.ledger.origin === fold.ledger.origin && act.ledger.id === expected;
      this.need(own, 'V03', 'other_ledger');
      if (this.isFounding) this.need(founds && act.events.length === 1, law.ledger === null ? 'V13' : 'V03', 'not_founding');
      else this.need(!founds, 'V13', 'already_founded');
      this.need(this.tables.act(act.act_id) === null, 'V13', 'act_id_taken');
      this.signed();
      const phase = this.isFounding || law.ledger === null ? null : law.ledger.phase;
      if (phase === 'closed') this.problem('V13', 'ledger_is_closed');
      else if (phase === 'founding') this.need(this.isAdministration && !this.isSeal, 'V13', 'ledger_not_open');
    }

    /** Step 6 of a state seal: one signature, by the recorder's key. */
    sealed() {
      const recorder = this.law.ledger === null ? null : Eal.keyId(this.law.ledger.recorder_key);
      this.need(this.signatures.every(({ kid, known }) => !known || kid === recorder), 'V11', 'unlisted_signer');
      for (const { known, ok, revoked } of this.signatures) {
        if (!known) this.problem('V11', 'unknown_key');
        else if (revoked) this.problem('V11', 'key_revoked');
        else if (!ok) this.problem('V10', 'signature_invalid');
      }
      Object.assign(this, { counted: [], required: 0, signing: new Set() });
    }

    signed() {
      if (this.isSeal) return this.sealed();
      const listed = new Set(this.act.signers.map((signer) => signer.person));
      const signing = new Set();
      for (const { known, ok, person, proof, revoked } of this.signatures) {
        if (!known) this.problem('V11', 'unknown_key');
        else if (revoked) this.problem('V11', 'key_revoked');
        else if (!ok) this.problem('V10', 'signature_invalid');
        if (!known || proof) continue;
        this.need(listed.has(person), 'V11', 'unlisted_signer');
        this.need(!signing.has(person), 'V11', 'person_signed_twice');
        signing.add(person);
      }
      this.need([...signing].every((person) => this.mayRecord(person)), 'V11', 'beyond_intake');
      const apart = Eal.uncounted(this.act, this.law);
      this.signing = signing;
      this.counted = Eal.sorted([...signing].filter((person) => person !== null && listed.has(person) && !apart.has(person)));
      return undefined;
    }

    /** Whether a person is no intake system, or one that may record all these events. */
    mayRecord(person) {
      const system = person === null ? null : this.law.get('intake_system', person);
      return system === null || this.act.events.every((event) => system.events.includes(event.type));
    }

    /** Step 8; false if the events cannot be read. */
    readEvents() {
      const before = this.problems.length;
      const names = this.act.events.map((event) => Eal.administrationNames.has(event.type));
      if (names.includes(true) && names.includes(false)) this.problem('V13', 'mixed_administration');
      this.declarations = [];
      const made = new Set();
      this.act.events.every((event, n) => this.readEvent(event, names[n], made));
      if (this.problems.length > before) return false;
      const kinds = this.declarations.filter(Boolean).map((one) => one.kind);
      this.kind = ORDER.filter((kind) => kinds.includes(kind)).pop() || 'administration';
      const rules = kinds.includes('ruling');
      if (rules) this.need(this.act.decision !== null, 'V13', 'decision_missing');
      else this.need(this.act.decision === null, 'V13', 'decision_unexpected');
      return this.problems.length === before;
    }

    /** Reads one event; whether the next one is to be read too. */
    readEvent(event, isAdministration, made) {
      const declaration = isAdministration ? null : this.law.get('declaration', event.type);
      this.declarations.push(declaration);
      const codes = isAdministration
        ? administrationCodes(event)
        : declaration === null ? ['unknown_event_type'] : declaredCodes(event, declaration, this.known(made));
      for (const code of codes) this.problem('V13', code);
      if (declaration !== null && codes.length === 0) {
        for (const key of Eal.madeKeys(event, declaration)) made.add(key);
      }
      return codes.length === 0;
    }

    known(made) {
      return {
        body: (id) => this.law.row('body', id) !== undefined,
        person: (id) => this.law.row('person', id) !== undefined,
        subject: (key) => made.has(key) || this.tables.exists(key),
      };
    }

    /** Steps 9 to 11 for every act but founding. */
    authorize() {
      this.inForce();
      if (this.isSeal) return this.sealing();
      this.sawOurs();
      for (const signer of this.act.signers) if (this.signing.has(signer.person)) this.holdsOffice(signer);
      const wanted = this.isAdministration ? this.competent() : this.wanted();
      this.required = wanted === null ? 1 : wanted;
      if (wanted !== null) this.need(this.counted.length >= wanted, 'V12', 'too_few_persons');
      return undefined;
    }

    /** Steps 11 and 12 of a state seal. */
    sealing() {
      const authority = this.law.get('authority', 'ledger');
      this.need(authority !== null && authority.body === this.act.body, 'V12', 'not_competent');
      const isGood = this.problems.length === 0;
      const fault = isGood ? this.fold.seals.fault(this.act.events[0].fields, this.index) : null;
      if (fault !== null) this.problem('V25', fault);
    }

    inForce() {
      const { act, law } = this;
      const bodies = Eal.sorted([act.body, this.signingBody, ...act.signers.map((signer) => signer.body)]);
      for (const body of bodies) this.need(law.bodyOn(body, act.day), 'V11', 'unknown_body');
      const members = (act.decision && act.decision.members) || [];
      const known = members.every(({ person }) => law.row('person', person) !== undefined);
      this.need(known, 'V11', 'unknown_person');
    }

    get signingBody() {
      return this.act.attestation === null ? this.act.body : this.act.attestation.body;
    }

    sawOurs() {
      const { act, fold } = this;
      const { seen } = act;
      const needed = this.isAdministration || this.kind === 'ruling';
      if (seen === null) return this.need(!needed, 'V12', 'seen_missing');
      this.need(fold.isOurs(this.item), 'V03', 'seen_not_ours');
      const exempt = act.events.every((event) => ALONE.includes(event.type));
      const overtaken = this.isAdministration && !exempt && seen.size <= fold.lastAdministration;
      return this.need(!overtaken, 'V12', 'administration_overtaken');
    }

    holdsOffice({ body, in_place_of, office, person }) {
      const { law, act } = this;
      const holder = in_place_of === null ? person : in_place_of;
      const given = in_place_of === null || law.delegates(in_place_of, person, office, body, act.day);
      if (!law.holds(holder, office, body, act.day)) this.problem('V11', 'office_not_held');
      else this.need(given, 'V11', 'no_delegation');
    }

    competent() {
      const { competent, persons } = Eal.competence(this.act, this.tables, this.law);
      this.need(competent, 'V12', 'not_competent');
      this.need(Eal.keepsRosters(this.act, this.law), 'V12', 'below_floor');
      return persons;
    }

    wanted() {
      const body = this.law.get('body', this.signingBody);
      return body === null ? null : body.required[this.kind];
    }

    /** Step 12: the rows of law that an administration act makes. */
    administer() {
      const law = this.law.fork();
      const proven = new Set(this.signatures.filter((one) => one.proof).map((one) => one.kid));
      const given = {
        act: this.act, index: this.index, law, proven, recordedAt: this.item.entry.recorded_at, tables: this.tables,
      };
      const steps = this.act.events.map((event) =>
        this.isFounding ? Eal.found(event, given) : Eal.administer(event, given));
      for (const code of told(steps.flatMap((step) => step.problems))) this.problem('V12', code);
      return { law, rows: steps.flatMap((step) => step.rows) };
    }
  }

  /** Of what is out of order the first is told; floors are those of a law that is in order. */
  function told(codes) {
    const order = codes.find((code) => !['below_floor', 'possession_not_proven'].includes(code));
    const isTold = (code) => order === undefined || code === order || code === 'possession_not_proven';
    return new Set(codes.filter(isTold));
  }

  function administrationCodes(event) {
    if (event.version !== 1) return ['wrong_event_version'];
    if (event.occurred !== null && !Eal.shapes.isWhen(event.occurred)) return ['bad_field'];
    return Eal.administrationFields(event);
  }

  function declaredCodes(event, declaration, known) {
    if (event.version !== declaration.version) return ['wrong_event_version'];
    const names = Object.keys(event.fields);
    const fields = declaration.fields;
    if (fields.some((field) => !names.includes(field.name))) return ['missing_field'];
    if (names.length > fields.length) return ['unknown_field'];
    if (event.occurred !== null && !Eal.shapes.isWhen(event.occurred)) return ['bad_field'];
    const codes = fields.map((field) => Eal.fieldProblem(field, event.fields[field.name], known));
    const found = codes.filter((code) => code !== null);
    return found.slice(0, 1);
  }

  function offers(act) {
    return act.events.flatMap(({ fields, type }) => {
      if (type === 'key.enrolled') return [fields];
      if (type === 'succession.announced') return Array.isArray(fields.entering) ? fields.entering : [];
      if (type !== 'ledger.founded') return [];
      const persons = Array.isArray(fields.persons) ? fields.persons : [];
      return [...persons, { key: fields.recorder_key, person: null }];
    }).filter((one) => Eal.isObject(one) && Eal.isKey(one.key));
  }

  Eal.Examined = Examined;
})(Eal);
// The fold: entry after entry, what each makes of the state before it, or why it makes nothing.
// Source: docs/spec sections 8.1 to 8.3.
(function (Eal) {
  /** State at a position: law, tables, and what the next entry needs of the log before it. */
  class Fold {
    /** `ledger`: `{id, origin}`; `isOurs(item)`: whether the log had the root that its signers had seen. */
    constructor(ledger, isOurs) {
      Object.assign(this, { ledger, isOurs, law: new Eal.Law(), tables: new Eal.Tables(), lastAdministration: -1 });
      this.seals = new Eal.Seals();
    }

    /**
     * Folds one entry: `{problems, rows, judgement}`. `item`: an entry as the bundle reader gives it;
     * `signatures`: `[{kid, ok}]`. With problems (`[check, code]`) nothing follows: no rows.
     */
    add(item, signatures) {
      const { index } = item.entry;
      if (this.law.ledger === null && index !== 0) {
        return unread({ problems: [['V13', 'ledger_not_open']] });
      }
      const examined = this.examined(item, signatures);
      examined.bind();
      if (examined.problems.some(isUnread) || !examined.readEvents()) return unread(examined);
      if (!examined.isFounding) examined.authorize();
      else examined.need(examined.act.seen === null, 'V12', 'seen_unexpected');
      if (examined.isSeal) return examined.problems.length > 0 ? nothing(examined) : this.seal(examined);
      const isStray = examined.problems.some(([, code]) => code === 'not_founding');
      const changed = examined.isAdministration && !isStray ? examined.administer() : null;
      if (examined.problems.length > 0) return nothing(examined);
      return changed === null ? this.judge(examined) : this.enact(examined, changed);
    }

    examined(item, signatures) {
      return new Eal.Examined(this, item, signatures);
    }

    /** A state seal changes no law. */
    seal(examined) {
      const { fields } = examined.act.events[0];
      const all = [actRow(examined, 'administration', 0), { ...fields, table: 'seal' }, ...signingRows(examined)];
      this.store(all, examined.index, 0);
      this.tables.keep();
      this.seals.last = fields.position;
      return { isRead: true, problems: [], rows: all, judgement: { events: ['effective'], marks: datedAhead(examined) } };
    }

    enact(examined, { law, rows }) {
      const marks = [...datedAhead(examined)];
      const margin = examined.isFounding ? 0 : examined.counted.length - examined.required;
      const all = [actRow(examined, 'administration', margin), ...rows, ...signingRows(examined)];
      this.law = law;
      this.lastAdministration = examined.index;
      this.store(all, examined.index, 0);
      this.tables.keep();
      return { isRead: true, problems: [], rows: all, judgement: { events: examined.act.events.map(() => 'effective'), marks } };
    }

    store(rows, since, ordinal) {
      rows.forEach((row, n) => Object.assign(row, { ordinal: ordinal + n, since }));
      this.tables.add(rows);
    }

    judge(examined) {
      const { act, index } = examined;
      const first = actRow(examined, examined.kind, 0);
      this.store([first], index, 0);
      const judged = new Judging(this, examined, first);
      judged.put(Eal.remedyRows(act, index, this.law));
      act.events.forEach((event, n) => judged.event(event, n + 1));
      if (examined.problems.length > 0) {
        this.tables.undo();
        return nothing(examined);
      }
      first.contested_margin = examined.counted.length - judged.required;
      const marks = [...judged.marks, ...judged.wholeAct(), ...datedAhead(examined)];
      judged.put([...judged.touches(), ...signingRows(examined)]);
      this.tables.keep();
      return { isRead: true, problems: [], rows: judged.rows, judgement: { events: judged.outcomes, marks: sortedMarks(marks) } };
    }
  }

  /** The judgement of an act that is no administration, event after event. */
  class Judging {
    constructor(fold, examined, first) {
      Object.assign(this, { fold, examined, tables: fold.tables, act: examined.act, index: examined.index });
      Object.assign(this, { rows: [first], outcomes: [], marks: [], required: examined.required });
    }

    put(rows) {
      this.fold.store(rows, this.index, this.rows.length);
      for (const row of rows) this.rows.push(row);
    }

    event(event, number) {
      const declaration = this.examined.declarations[number - 1];
      const moment = new Eal.Moment(this.tables, this.fold.law, this.act.day);
      this.markUnknown(event, number, declaration);
      const outcome = this.outcome(event, number, declaration, moment);
      this.outcomes.push(outcome);
      const only = outcome === 'void' || outcome === 'not_adopted' ? ['link'] : null;
      const made = Eal.makeEffects(this.act, number, declaration, moment, this.index, only);
      for (const code of new Set(made.problems)) this.examined.problem('V13', code);
      const certifies = made.rows.some((row) => row.verb === 'certify');
      if (certifies && moment.contested().length > 0) this.examined.problem('V13', 'certification_contested');
      this.marks.push(...made.marks);
      this.put(made.rows);
    }

    markUnknown(event, number, declaration) {
      for (const { name, type } of declaration.fields) {
        const { base } = Eal.parseType(type);
        if (!base.startsWith('subject:') || event.fields[name] === null) continue;
        for (const id of [event.fields[name]].flat()) {
          const subject = `${base.slice(8)}:${id}`;
          if (this.tables.exists(subject)) continue;
          this.marks.push({ code: 'unknown_subject', event: number, rule: null, subject });
        }
      }
    }

    outcome(event, number, declaration, moment) {
      const { kind } = declaration;
      let isVoid = this.graded(kind, number);
      if (kind === 'ruling' && this.act.decision.result !== 'adopted') return 'not_adopted';
      if (kind !== 'statement') isVoid = this.assessed(event, number, declaration, moment) || isVoid;
      if (isVoid) return 'void';
      const moves = declaration.effects.some((effect) => effect.do !== 'note' && effect.do !== 'link');
      return kind === 'statement' || !moves ? 'no_effect' : 'effective';
    }

    /** Whether the grade of the source makes an event void; marks it. */
    graded(kind, number) {
      const { attestation } = this.act;
      if (attestation === null || !['press', 'hearsay'].includes(attestation.grade)) return false;
      if (kind !== 'finding' && kind !== 'ruling') return false;
      this.marks.push({ code: 'grade_moves_nothing', event: number, rule: null, subject: null });
      return this.fold.law.ledger.purpose !== 'reconstruction';
    }

    assessed(event, number, declaration, moment) {
      const tested = new Eal.Tested(
        this.act, event, declaration, moment, this.examined.counted, this.examined.item.entry.recorded_at);
      const found = Eal.assessEvent(tested, declaration.kind);
      for (const [code, rule] of found.marks) this.marks.push({ code, event: number, rule, subject: null });
      if (found.refused) this.examined.problem('V13', 'rule_not_met');
      this.required = Math.max(this.required, ...found.needs);
      return found.isVoid;
    }

    touchKeys() {
      const { declarations } = this.examined;
      return Eal.sorted(this.act.events.flatMap((event, n) => Eal.touchedKeys(event, declarations[n], this.tables)));
    }

    touches() {
      return this.touchKeys().map((key) => ({ key, table: 'touch' }));
    }

    /** The mark that what this act touches was touched since its signers looked. */
    wholeAct() {
      const { seen } = this.act;
      if (seen === null || !this.examined.declarations.some((one) => one.kind === 'ruling')) return [];
      const keys = this.touchKeys().filter((key) => !/^(act|contest|election):/.test(key));
      const changed = keys.some((key) => this.tables.find('touch', key).slice(-1).some((row) => row.since >= seen.size));
      return changed ? [{ code: 'changed_since_seen', event: 0, rule: null, subject: null }] : [];
    }
  }

  const isUnread = ([check]) => check === 'V13';

  /** Of an act that cannot be read in this place it is not asked who may sign it (section 10). */
  function unread({ problems }) {
    return { isRead: false, judgement: null, problems: problems.filter(([check]) => check !== 'V11'), rows: [] };
  }

  function nothing({ problems }) {
    return { isRead: true, judgement: null, problems, rows: [] };
  }

  function actRow({ act, counted, item }, kind, margin) {
    return {
      act: act.act_id, body: act.body, contested_margin: margin, day: act.day, digest: item.actDigest, kind,
      number: act.decision === null ? null : act.decision.number, persons: counted, table: 'act',
    };
  }

  function signingRows({ counted, signatures }) {
    const rows = signatures.map(({ kid, person, proof }) => ({
      counted: !proof && person !== null && counted.includes(person), key: kid, person, table: 'signing',
    }));
    return rows.sort(Eal.orderBy((row) => row.key));
  }

  function datedAhead({ act, item }) {
    const latest = Eal.addDays(item.entry.recorded_at.slice(0, 10), 1);
    return act.day > latest ? [{ code: 'dated_ahead', event: 0, rule: null, subject: null }] : [];
  }

  function sortedMarks(marks) {
    const keys = [(one) => one.event, (one) => one.code, (one) => one.rule, (one) => one.subject];
    const each = new Map(marks.map((one) => [Eal.encodeText(one), one]));
    return [...each.values()].sort(Eal.orderBy(...keys));
  }

  Eal.Fold = Fold;
})(Eal);
// State seals: where rows are placed, the sheets of keys, the state root; what a sealing act may say.
// Source: docs/spec sections 14.1 and 14.2.
(function (Eal) {
  const AFTER_MOST = 10000;
  const UNTOUCHED = ['act', 'contest', 'decision', 'election', 'run'];

  const kindOf = (key) => key.slice(0, key.indexOf(':'));
  const restOf = (key) => key.slice(key.indexOf(':') + 1);

  /** The key that a subject key is written as. */
  function keyOf(subject) {
    const kind = kindOf(subject);
    if (kind === 'decision') return `act:${restOf(subject)}`;
    return kind === 'poll' || kind === 'count' ? `unit:${restOf(subject).split('/')[1]}` : subject;
  }

  const BY_VERB = {
    lift: (row) => [`act:${Eal.actOf(row.target)}`],
    widen: (row) => [`act:${Eal.actOf(row.target)}`],
    narrow: (row) => [`act:${Eal.actOf(row.target)}`],
    due: (row) => [keyOf(row.target.slice(row.target.indexOf('/') + 1))],
    done: (row) => [keyOf(row.target.slice(row.target.indexOf('/') + 1))],
    title: (row) => [row.target],
    allocate: (row) => [row.target],
  };

  function effectKeys(row, rows) {
    if (row.verb === 'link') return [];
    const units = rows.filter((one) => one.table === 'effect_unit' && one.effect === row.id).map((one) => `unit:${one.unit}`);
    const run = row.run !== null && units.length === 0 ? [`run:${row.run}`] : [];
    const named = BY_VERB[row.verb] ? BY_VERB[row.verb](row) : [];
    return [`act:${row.act}`, ...units, ...run, ...named];
  }

  const PLACED = {
    law(row) {
      const suspect = row.kind === 'key' && row.doc !== null && row.doc.suspect_from !== null;
      return [`law:${row.kind}/${row.id}`, ...(suspect ? ['law:suspect'] : [])];
    },
    subject: (row) => [row.key, ...(row.parent === null ? [] : [row.parent])].map(keyOf),
    member: (row) => [`unit_list:${row.list}`],
    status: (row) => [keyOf(row.subject)],
    amount: (row) => [keyOf(row.holder)],
    figure: (row) => [`form:${row.form}`],
    effect: effectKeys,
    effect_unit: (row) => [`unit:${row.unit}`],
  };

  /** The rows of an entry by the key on which they are placed: Map key → rows, in order. */
  function placed(rows) {
    const found = new Map();
    const put = (key, row) => found.set(key, [...(found.get(key) || []), row]);
    const [act, ...others] = rows;
    const touched = others.filter((row) => row.table === 'touch' && !UNTOUCHED.includes(kindOf(row.key)));
    for (const row of touched) if (!found.has(keyOf(row.key))) put(keyOf(row.key), act);
    for (const row of others) {
      for (const key of new Set(PLACED[row.table] ? PLACED[row.table](row, others) : [])) {
        if (!found.has(key)) put(key, act);
        put(key, row);
      }
    }
    return found;
  }

  /** The sheets of all keys as entries are taken; the root at any position that was. */
  class Seals {
    constructor() {
      Object.assign(this, { waiting: [], sheets: new Map(), last: 0 });
    }

    /** The rows of an admitted entry, the act row first. */
    take(item, rows) {
      this.waiting.push({ index: item.index, leaf: item.leaf, rows });
    }

    // Chains are only wanted where something is sealed.
    settle() {
      for (const { index, leaf, rows } of this.waiting) {
        for (const [key, own] of placed(rows)) this.extend(key, index, leaf, own);
      }
      this.waiting = [];
    }

    extend(key, index, leaf, rows) {
      if (!this.sheets.has(key)) this.sheets.set(key, []);
      const states = this.sheets.get(key);
      const before = states.length > 0 ? states[states.length - 1] : { acts: 0, chain: new Uint8Array(32) };
      const lines = Eal.utf8(rows.map((row) => `${Eal.encodeText(row)}\n`).join(''));
      const chain = Eal.sha256(Eal.concat(before.chain, Eal.unhex(leaf), lines));
      states.push({ acts: before.acts + 1, chain, index });
    }

    /** The state root at a position and the number of sheets: `{root, sheets}`. */
    at(position) {
      this.settle();
      const leaves = [];
      for (const key of [...this.sheets.keys()].sort(Eal.order)) {
        const states = this.sheets.get(key);
        let n = states.length - 1;
        while (n >= 0 && states[n].index >= position) n -= 1;
        if (n >= 0) leaves.push({ acts: states[n].acts, chain: Eal.hex(states[n].chain), key });
      }
      const tree = new Eal.Tree();
      for (const sheet of leaves) tree.add(Eal.leafHash(Eal.encode(sheet)));
      return { root: Eal.hex(tree.root(leaves.length)), sheets: leaves.length };
    }

    /** The code of what is wrong with a seal in an entry of this index, or null. */
    fault({ position, root, sheets }, index) {
      if (position === 0 || position > index || position < index - AFTER_MOST || position <= this.last) return 'seal_position';
      const found = this.at(position);
      return found.root === root && found.sheets === sheets ? null : 'seal_differs';
    }
  }

  /** Whether an act is a state seal. */
  const isSeal = (act) => act.events.length === 1 && act.events[0].type === 'state.sealed';

  Object.assign(Eal, { Seals, isSeal });
})(Eal);
// Forms, what stands at a place, counts. Source: docs/spec sections 12.2 to 12.4.
(function (Eal) {
  const OUT = ['forged', 'found_forged', 'rejected', 'superseded', 'withdrawn'];
  const RELATIONS = ['corrects', 'recounts', 'supersedes'];
  const DECLARE = ['declaration', 'preliminary', 'projection', 'telephone', 'turnout'];
  const NO_VOTE = ['count_centre', 'depot', 'office', 'store', 'warehouse'];

  const cellKey = ({ measure, selection }) => `${measure} ${selection === null ? '' : selection}`;
  const byCell = Eal.orderBy((one) => one.measure, (one) => one.selection);

  function orderLists(a, b) {
    for (let n = 0; n < Math.min(a.length, b.length); n += 1) {
      const found = Eal.order(a[n], b[n]);
      if (found !== 0) return found;
    }
    return a.length - b.length;
  }

  /** One form: its statements, status, claims, cells and problem. */
  class Form {
    constructor(id, rows, moment) {
      this.id = id;
      this.rows = rows;
      this.statements = rows.filter((row) => row.part === null);
      const standing = this.latest(moment);
      const before = standing === null ? [] : this.statements.filter((row) => row.since <= standing.since);
      this.isOut = standing === null || OUT.includes(standing.value);
      const accepted = !this.isOut && standing.value === 'accepted' && before.length > 0;
      this.accepted = accepted;
      this.status = this.isOut ? (standing === null ? 'withdrawn' : standing.value) : accepted ? 'accepted' : 'claimed';
      this.claims = accepted ? [before[before.length - 1]] : this.statements;
      this.cells = new Map();
      this.incomplete = !this.readCells();
      const conflict = new Set(this.claims.map(claimed)).size > 1;
      this.problem = conflict ? 'forms_conflict' : this.incomplete ? 'form_incomplete' : null;
    }

    latest(moment) {
      const rows = moment.tables.statuses(`form:${this.id}`, 'form').filter(
        (row) => row.day <= moment.day && !moment.lifted(Eal.actOf(row.event), row.event, row.since));
      return [...rows].sort(Eal.byDay).pop() || null;
    }

    readCells() {
      const claim = this.claims[this.claims.length - 1];
      const parts = (claim.parts || []).map((reference) => this.rows.filter((row) =>
        row.part !== null && row.run === claim.run && row.unit === claim.unit &&
        (row.event === reference || Eal.actOf(row.event) === reference)));
      const figures = [claim, ...parts.flat()].flatMap((row) => row.figures);
      for (const one of figures) {
        const known = this.cells.has(cellKey(one));
        if (!known) this.cells.set(cellKey(one), { ...one, value: Eal.intervals.ofQuantity(one.value) });
        else this.doubled = true;
      }
      return !this.doubled && parts.every((rows) => rows.length > 0);
    }
  }

  function claimed(row) {
    const { contest, covers, figures, form, level, part, parts, run, unit } = row;
    return Eal.encodeText({ contest, covers, figures, form, level, part, parts, run, unit });
  }

  /** The forms of a contest and how they are linked. */
  class Forms {
    constructor(moment, contest) {
      this.moment = moment;
      const rows = moment.tables.find('figure.contest', contest).filter((row) => row.day <= moment.day);
      const byId = new Map();
      for (const row of rows) byId.set(row.form, [...(byId.get(row.form) || []), row]);
      const stated = [...byId].filter(([, own]) => own.some((row) => row.part === null));
      this.all = stated.map(([id, own]) => new Form(id, own, moment)).sort(Eal.orderBy((form) => form.id));
      this.links = new Map();
    }

    /** The forms that a form is linked to: `[relation, form]`, in order. */
    linked(form) {
      if (!this.links.has(form.id)) this.links.set(form.id, this.readLinks(form));
      return this.links.get(form.id);
    }

    readLinks(form) {
      const events = new Set(form.statements.map((row) => row.event));
      const effects = [...events].flatMap((event) => this.moment.tables.find('effect.event', event))
        .filter((effect) => effect.verb === 'link' && RELATIONS.includes(effect.what) && this.moment.inForce(effect))
        .sort(Eal.inOrder);
      return effects.flatMap((effect) => this.all
        .filter((other) => other !== form && other.statements.some((row) =>
          row.event === effect.target || Eal.actOf(row.event) === effect.target))
        .map((other) => [effect.what, other]));
    }

    /** The forms reached from one through forms of a set, breadth first, itself the first. */
    reached(from, among, relations) {
      const found = [from];
      for (let n = 0; n < found.length; n += 1) {
        for (const [relation, to] of this.linked(found[n])) {
          if (relations.includes(relation) && among.includes(to) && !found.includes(to)) found.push(to);
        }
      }
      return found;
    }

    /** What stands at a place that forms claim: `{problem, chain, cells}`. */
    standing(forms) {
      const { problem, chain } = this.chainOf(forms.filter((form) => !form.isOut));
      const first = problem || (chain.find((form) => form.problem !== null) || { problem: null }).problem;
      if (first !== null) return { problem: first, chain, cells: [] };
      const cells = new Map();
      for (const form of chain) {
        for (const [key, cell] of form.cells) if (!cells.has(key)) cells.set(key, { ...cell, form: form.id });
      }
      return { problem: null, chain, cells: [...cells.values()].sort(byCell) };
    }

    chainOf(alive) {
      if (alive.length === 0) return { problem: 'forms_rejected', chain: [] };
      const accepted = alive.filter((form) => form.accepted);
      if (accepted.length === 0) {
        return alive.length === 1 ? { problem: null, chain: alive } : { problem: 'forms_conflict', chain: [] };
      }
      const named = new Set(accepted.flatMap((form) => this.linked(form).map(([, to]) => to)));
      const heads = accepted.filter((form) => !named.has(form));
      if (heads.length !== 1) return { problem: 'forms_conflict', chain: [] };
      const all = this.reached(heads[0], alive, RELATIONS);
      if (!accepted.every((form) => all.includes(form))) return { problem: 'forms_conflict', chain: [] };
      return { problem: null, chain: this.reached(heads[0], alive, ['corrects', 'recounts']) };
    }
  }

  /** The leaves of a contest with their runs: Map unit → runs, by unit. */
  function leavesOf(moment, contest) {
    const { tables } = moment;
    const holds = (unit) => !NO_VOTE.includes(tables.subject(`unit:${unit}`).type);
    const inner = new Set(tables.ids('unit').filter(holds).flatMap((unit) => tables.path(unit).slice(1)));
    const leaves = tables.ids('unit').filter((unit) => holds(unit) && !inner.has(unit));
    const found = leaves.map((unit) => [unit, moment.runs(contest, unit)]);
    return new Map(found.filter(([, runs]) => runs.length > 0));
  }

  function boxesOf(claim, contest) {
    return (claim.covers || []).filter((box) => box.contests.includes(contest));
  }

  function feeding(claim, contest, leaves, tables) {
    const boxes = boxesOf(claim, contest);
    const roots = new Set(boxes.length > 0 ? boxes.flatMap((box) => tables.unitsOf(box)) : [claim.unit]);
    return [...leaves.keys()].filter((leaf) => tables.path(leaf).some((at) => roots.has(at)));
  }

  function channelsOf(claim, contest) {
    const boxes = boxesOf(claim, contest);
    const channels = Eal.sorted(boxes.flatMap((box) => box.channels));
    return boxes.length === 0 || channels.includes('all') ? ['all'] : channels;
  }

  const byPlace = (a, b) =>
    Eal.order(a.unit, b.unit) || Eal.order(a.run, b.run) || orderLists(a.channels, b.channels) || orderLists(a.leaves, b.leaves);

  /** The counts and the declarations that forms claim, each sorted. */
  function placesOf(forms, contest, leaves, tables) {
    const [counts, declarations] = [new Map(), new Map()];
    for (const form of forms) {
      for (const claim of form.claims) {
        const declares = DECLARE.includes(claim.level);
        const channels = declares ? [claim.level] : channelsOf(claim, contest);
        const fed = feeding(claim, contest, leaves, tables);
        const key = Eal.encodeText([claim.unit, claim.run, channels, fed]);
        const into = declares ? declarations : counts;
        if (!into.has(key)) into.set(key, { unit: claim.unit, run: claim.run, channels, leaves: fed, forms: [] });
        const place = into.get(key);
        if (!place.forms.includes(form)) place.forms.push(form);
      }
    }
    return [counts, declarations].map((places) => [...places.values()].sort(byPlace));
  }

  function overlap(a, b) {
    if (a.run !== b.run) return false;
    const all = a.channels.includes('all') || b.channels.includes('all');
    if (!all && !a.channels.some((channel) => b.channels.includes(channel))) return false;
    return a.leaves.some((leaf) => b.leafSet.has(leaf));
  }

  const allOut = (count) => count.forms.every((form) => form.isOut);

  function isAbove(count, other, contest, tables) {
    if (count === other || !overlap(count, other)) return false;
    const fewer = other.leaves.length < count.leaves.length;
    const same = other.leaves.length === count.leaves.length;
    if (!other.leaves.every((leaf) => count.leafSet.has(leaf)) || !(fewer || same)) return false;
    if (same && !tables.path(other.unit).slice(1).includes(count.unit)) return false;
    if (!allOut(other)) return true;
    const alive = count.forms.filter((form) => !form.isOut);
    const itself = alive.length > 0 && alive.every((form) => form.claims.every((claim) => boxesOf(claim, contest).length > 0));
    return !itself;
  }

  /** Sorts counts into `above` and `active`, and finds those that overlap. */
  function arrange(counts, contest, tables) {
    for (const count of counts) count.leafSet = new Set(count.leaves);
    const above = counts.filter((count) => counts.some((other) => isAbove(count, other, contest, tables)));
    const rest = counts.filter((count) => !above.includes(count) && count.leaves.length > 0);
    const told = rest.filter((count) => !allOut(count));
    const active = rest.filter((count) => !allOut(count) || !told.some((other) => overlap(count, other)));
    for (const count of active) {
      count.overlaps = active.some((other) => other !== count && overlap(count, other));
    }
    return { above, active };
  }

  Eal.counting = { Forms, leavesOf, placesOf, arrange, cellKey, byCell };
})(Eal);
// What is in, figures, what is missing. Source: docs/spec sections 12.5 to 12.7.
(function (Eal) {
  const { unknown, exact, sum, written, greatest } = Eal.intervals;
  const { Forms, leavesOf, placesOf, arrange, cellKey, byCell } = Eal.counting;
  const EXCLUDING = ['voting', 'count', 'result', 'call'];

  /** The result of a contest at a moment. */
  class Result {
    constructor(moment, contest) {
      Object.assign(this, { moment, contest, tables: moment.tables });
      this.forms = new Forms(moment, contest);
      this.leaves = leavesOf(moment, contest);
      [this.counts, this.declarations] = placesOf(this.forms.all, contest, this.leaves, this.tables);
      Object.assign(this, arrange(this.counts, contest, this.tables));
      this.activeAt = new Map([...this.leaves.keys()].map((leaf) => [leaf, []]));
      this.active.forEach((count) => this.read(count));
      this.settle();
    }

    standingOf(leaf, run) {
      return this.moment.once(`standing ${this.contest} ${leaf} ${run}`, () => this.moment.standing(this.contest, leaf, run));
    }

    isBarred(leaf, run) {
      return !this.leaves.get(leaf).includes(run) || this.standingOf(leaf, run) !== 'stands';
    }

    read(count) {
      Object.assign(count, this.forms.standing(count.forms));
      if (count.overlaps) count.problem = 'counts_overlap';
      count.barred = new Set(count.leaves.filter((leaf) => this.isBarred(leaf, count.run)));
      count.isMixed = count.problem === null && count.barred.size > 0 && count.barred.size < count.leaves.length;
      for (const leaf of count.leaves) this.activeAt.get(leaf).push(count);
    }

    settle() {
      this.inseparable = new Set(this.active.filter((count) => count.isMixed).flatMap((count) => [...count.barred]));
      this.candidates = new Map([...this.leaves].map(([leaf, runs]) => [leaf, this.candidatesOf(leaf, runs)]));
      for (const count of this.active) {
        count.isAlive = count.problem === null && count.barred.size < count.leaves.length;
        count.isIn = count.isAlive && count.leaves.every((leaf) => count.barred.has(leaf) || this.uses(leaf) === count.run);
      }
    }

    candidatesOf(leaf, runs) {
      const counted = this.activeAt.get(leaf).filter((count) => count.problem === null);
      return runs.filter((run) => this.standingOf(leaf, run) === 'stands' && counted.some((count) => count.run === run));
    }

    /** The run that a leaf uses, or null. */
    uses(leaf) {
      const candidates = this.candidates.get(leaf);
      return candidates.length === 1 && !this.inseparable.has(leaf) ? candidates[0] : null;
    }

    /** `reported`, `excluded` or `missing`. */
    stateOf(leaf) {
      const run = this.uses(leaf);
      if (run !== null && this.activeAt.get(leaf).every((count) => count.run !== run || count.isIn)) return 'reported';
      const runs = this.leaves.get(leaf);
      const last = runs[runs.length - 1];
      const excluded = this.candidates.get(leaf).length === 0 && !this.inseparable.has(leaf) &&
        this.moment.bars(this.contest, leaf, last).some((bar) => bar.what === 'exclude' && EXCLUDING.includes(bar.object));
      return excluded ? 'excluded' : 'missing';
    }

    /** The leaves at or below units. */
    leavesBelow(units) {
      const roots = new Set(units);
      return [...this.leaves.keys()].filter((leaf) => this.tables.path(leaf).some((at) => roots.has(at)));
    }

    /** The result for a set of leaves: whole and crossing counts, cells, states of the leaves. */
    part(leaves, run = null, aside = []) {
      const own = new Set(leaves);
      const taken = (count, leaf) => own.has(leaf) &&
        (aside.includes(leaf) ? count.run === run && count.problem === null : count.isIn);
      const counted = this.active.filter((count) => count.leaves.some((leaf) => taken(count, leaf)));
      const whole = counted.filter((count) => count.leaves.every((leaf) => own.has(leaf)));
      const crossing = counted.filter((count) => !whole.includes(count));
      const crossed = new Set(crossing.flatMap((count) => count.leaves.filter((leaf) => !count.barred.has(leaf))));
      const states = new Map(leaves.map((leaf) => {
        const state = this.stateOf(leaf);
        return [leaf, state === 'reported' && crossed.has(leaf) ? 'missing' : state];
      }));
      return { own, leaves, whole, crossing, states, cells: cellsOf(whole, crossing) };
    }

    /** Everything: the part with all leaves. */
    get whole() {
      if (this.all === undefined) this.all = this.part([...this.leaves.keys()]);
      return this.all;
    }

    /** The margin of the whole contest, or null. */
    marginOfAll() {
      return marginOf(this.whole.cells);
    }

    /** The cell (measure, null) for the leaves at or below units, or null. */
    cellBelow(units, measure) {
      const cell = this.part(this.leavesBelow(units)).cells.get(cellKey({ measure, selection: null }));
      return cell ? cell.value : null;
    }

    /** Why a leaf is missing. */
    reason(leaf) {
      const runs = this.leaves.get(leaf);
      if (this.inseparable.has(leaf)) return 'not_separable';
      if (this.candidates.get(leaf).length > 1) return 'runs_conflict';
      const used = this.uses(leaf);
      const run = used === null ? runs[runs.length - 1] : used;
      const standing = this.standingOf(leaf, run);
      if (standing !== 'stands') return standing;
      const failed = this.activeAt.get(leaf).find((count) => count.run === run && count.problem !== null);
      if (failed !== undefined) return failed.problem;
      return used === null ? this.progress(leaf, runs) : 'not_separable';
    }

    progress(leaf, runs) {
      const run = runs[runs.length - 1];
      const polling = this.moment.polling(this.contest, leaf, run);
      if (polling === 'planned' || polling === 'ready') {
        const undated = this.moment.date(run, leaf) === null;
        if (runs.length > 1) return undated ? 'repeat_undated' : 'repeat_dated';
        return undated ? 'undated' : polling;
      }
      if (polling !== 'closed') return polling;
      const counting = this.moment.counting(this.contest, leaf, run);
      return counting === 'counted' ? 'no_form' : counting;
    }

    /** The entry of a leaf that is missing or excluded. */
    entry(leaf, reason) {
      const runs = this.leaves.get(leaf);
      const bars = this.moment.bars(this.contest, leaf, null).filter((bar) => runs.includes(bar.run));
      const orders = this.moment.orders(this.contest, leaf).slice(1);
      const forms = this.activeAt.get(leaf).flatMap((count) => count.forms.filter((form) => !form.isOut).map((form) => form.id));
      const registered = this.moment.amount(`unit:${leaf}`, 'voters', 'registered');
      return {
        acts: Eal.sorted([...bars, ...orders].map((effect) => effect.act)), bars: bars.map((bar) => bar.id),
        forms: Eal.sorted(forms), reason, registered: registered === null ? null : written(registered),
        run: runs[runs.length - 1], unit: leaf,
      };
    }

    registeredMissing(missing) {
      return sum(missing.map((leaf) => this.moment.amount(`unit:${leaf}`, 'voters', 'registered') || unknown('unknown')));
    }

    /** The counts that cannot be separated, for a part. */
    notSeparable({ own }) {
      const counts = this.active.filter((count) => count.isAlive && count.leaves.some((leaf) => own.has(leaf)));
      return counts.map((count) => this.separation(count, own)).filter((one) => one.touched.length > 0);
    }

    separation(count, own) {
      const touched = count.leaves.filter((leaf) =>
        count.barred.has(leaf) || this.uses(leaf) !== count.run || (count.isIn && !own.has(leaf)));
      const bars = this.moment.all('bar').filter((bar) =>
        bar.run === count.run && [...count.barred].some((leaf) => this.moment.covers(bar, this.contest, leaf)));
      return {
        bars: bars.map((bar) => bar.id), forms: count.chain.map((form) => form.id), is_in: count.isIn,
        run: count.run, touched, unit: count.unit,
      };
    }

    /** The leaves below a scope whose members are not all known. */
    possiblyAffected(leaves) {
      const open = this.moment.all('bar')
        .map((bar) => [bar, new Set(this.moment.furtherWithin(bar, this.contest))])
        .filter(([, within]) => within.size > 0);
      const found = leaves.map((unit) => {
        const above = this.tables.path(unit).slice(1);
        const bars = open.filter(([bar, within]) =>
          above.some((at) => within.has(at)) && !this.moment.covers(bar, this.contest, unit));
        return { bars: bars.map(([bar]) => bar.id), unit };
      });
      return found.filter((one) => one.bars.length > 0);
    }
  }

  /** The cells of a part: Map key → `{measure, selection, value, stated}`. */
  function cellsOf(whole, crossing) {
    const terms = new Map();
    for (const count of whole) {
      for (const cell of count.cells) {
        const key = cellKey(cell);
        if (!terms.has(key)) terms.set(key, { measure: cell.measure, selection: cell.selection, values: [] });
        terms.get(key).values.push(cell.value);
      }
    }
    const blurred = crossing.map(() => unknown('not_separable'));
    return new Map([...terms.values()].sort(byCell).map(({ measure, selection, values }) => {
      const lacking = values.length < whole.length ? [unknown('not_stated')] : [];
      const value = sum([...values, ...lacking, ...blurred]);
      return [cellKey({ measure, selection }), { measure, selection, value, stated: values.length }];
    }));
  }

  const highOf = ({ value }) => value.high;
  const above = (a, b) => (a === b ? 0 : a === null ? -1 : b === null ? 1 : b > a ? 1 : -1);

  /** The margin of cells: `{first, second, low, high}` (numbers BigInt or null), or null. */
  function marginOf(cells) {
    const votes = [...cells.values()].filter((cell) => cell.measure === 'votes' && cell.selection !== null);
    if (votes.length < 2) return null;
    const byId = (a, b) => Eal.order(a.selection, b.selection);
    const byLow = (a, b) => above(a.value.low, b.value.low);
    const byHigh = (a, b) => above(highOf(a), highOf(b));
    const [first] = [...votes].sort((a, b) => byLow(a, b) || byHigh(a, b) || byId(a, b));
    const others = votes.filter((cell) => cell !== first);
    const [second] = [...others].sort((a, b) => byHigh(a, b) || byLow(a, b) || byId(a, b));
    const most = highOf(second);
    const least = greatest(others.map((cell) => cell.value.low));
    return {
      first: first.selection, second: second.selection,
      low: most === null ? null : first.value.low - most,
      high: highOf(first) === null ? null : highOf(first) - least,
    };
  }

  Object.assign(Eal, { Result, marginOf, isExact: exact });
})(Eal);
// Seats and certification. Source: docs/spec sections 12.9 and 12.10.
(function (Eal) {
  const { exact, sum } = Eal.intervals;
  const SEATS_MOST = 10000;

  /** One allocation being computed: votes (BigInt) and seats by list. */
  class Allocation {
    constructor(votes, count, drawn) {
      this.votes = votes; // Map selection → BigInt, those with votes
      this.left = count;
      this.total = count;
      this.drawn = drawn;
      this.seats = new Map([...votes.keys()].map((list) => [list, 0]));
      this.tied = [];
    }

    give(list, count = 1) {
      this.seats.set(list, this.seats.get(list) + count);
      this.left -= count;
    }

    /** A seat each to equal lists; false where there are too few and no lot decides. */
    giveEqual(lists) {
      const chosen = lists.length <= this.left ? lists : lists.filter((list) => this.drawn(list));
      if (lists.length > this.left && chosen.length !== this.left) {
        this.tied = Eal.sorted(lists);
        return false;
      }
      for (const list of chosen) this.give(list);
      return true;
    }

    /** Highest averages; the divisor after s seats is `step` × s + 1. */
    byAverages(step) {
      while (this.left > 0 && this.votes.size > 0) {
        const divisor = (list) => BigInt(step * this.seats.get(list) + 1);
        const higher = (a, b) => this.votes.get(a) * divisor(b) - this.votes.get(b) * divisor(a);
        const lists = [...this.votes.keys()];
        const best = lists.reduce((a, b) => (higher(b, a) > 0n ? b : a));
        if (!this.giveEqual(lists.filter((list) => higher(list, best) === 0n))) return;
      }
    }

    /** Greatest remainders at a price of `numerator` / `denominator` votes. */
    byRemainders(numerator, denominator) {
      if (numerator === 0n) return;
      for (const [list, votes] of this.votes) this.give(list, Number((votes * denominator) / numerator));
      const rest = (list) => (this.votes.get(list) * denominator) % numerator;
      const lists = [...this.votes.keys()].sort((a, b) => (rest(b) > rest(a) ? 1 : rest(b) < rest(a) ? -1 : 0));
      while (this.left > 0 && lists.length > 0) {
        const equal = lists.filter((list) => rest(list) === rest(lists[0]));
        if (!this.giveEqual(equal)) return;
        lists.splice(0, equal.length);
      }
    }

    run(method) {
      const all = [...this.votes.values()].reduce((a, b) => a + b, 0n);
      const seats = BigInt(this.total);
      if (method === 'dhondt') this.byAverages(1);
      else if (method === 'sainte_lague') this.byAverages(2);
      else if (method === 'hare') this.byRemainders(all, seats);
      else this.byRemainders(all / (seats + 1n) + 1n, 1n);
      return this;
    }
  }

  function thresholdBase(threshold, votes, cells) {
    if (threshold === null) return null;
    if (threshold.base === 'votes') return sum(votes.map((cell) => cell.value));
    const cell = cells.get(Eal.counting.cellKey({ measure: threshold.base, selection: null }));
    return cell ? cell.value : undefined;
  }

  function takesPart(cell, threshold, base, exempt) {
    if (threshold === null || exempt.includes(cell.selection)) return true;
    return cell.value.low * BigInt(threshold.denominator) >= BigInt(threshold.numerator) * base.low;
  }

  const total = (numbers) => numbers.reduce((a, b) => a + b, 0n);

  function seatRange(selection, { against, inFavour, all, more, method, seats }) {
    if (method === 'dhondt' || method === 'sainte_lague') {
      const run = (pairs) => new Allocation(new Map(pairs.filter(([, n]) => n > 0n)), seats, () => false).run(method);
      const [low, high] = [run(against), run(inFavour)];
      const tied = high.tied.includes(selection) ? 1 : 0;
      return { least: low.seats.get(selection) || 0, most: (high.seats.get(selection) || 0) + tied };
    }
    const own = all.length > 0 ? new Map(against).get(selection) : 0n;
    if (seats === 0 || own + more === 0n) return { least: 0, most: 0 };
    const of = (count, votes) => Number(method === 'hare'
      ? (count * BigInt(seats)) / votes : count / (votes / BigInt(seats + 1) + 1n));
    const most = of(own + more, total(inFavour.map(([, n]) => n))) + 1;
    return { least: of(own, total(all) + more), most: Math.min(seats, most) };
  }

  const KINDS = { result: 'final', declaration: 'provisional', provisional: 'provisional' };

  Object.assign(Eal.Result.prototype, {
    /** The `allocate` in force of the contest, the latest, or null. */
    allocation() {
      const found = this.moment.all('allocate').filter((effect) => effect.target === `contest:${this.contest}`);
      return found.length > 0 ? found[found.length - 1] : null;
    },

    /** The seats of the whole contest, or null. */
    seats() {
      const effect = this.allocation();
      if (effect === null) return null;
      const { cells, states } = this.whole;
      const { exempt, seats, threshold } = effect.data;
      const votes = [...cells.values()].filter((cell) => cell.measure === 'votes' && cell.selection !== null);
      const base = thresholdBase(threshold, votes, cells);
      const unsure = votes.length === 0 || seats > SEATS_MOST || base === undefined ||
        [...votes.map((cell) => cell.value), ...(base ? [base] : [])].some((value) => !exact(value));
      const common = {
        base: base ? Eal.intervals.written(base) : null, event: effect.event, exempt, method: effect.what, seats, threshold,
      };
      if (unsure) return { ...common, bounds: null, left: seats, lists: [], status: 'indeterminate', tied: [] };
      const taking = votes.filter((cell) => cell.value.low > 0n && takesPart(cell, threshold, base, exempt));
      const drawn = (list) => this.moment.status(`selection:${list}`, 'lot') === 'drawn';
      const given = new Allocation(new Map(taking.map((cell) => [cell.selection, cell.value.low])), seats, drawn).run(effect.what);
      const lists = votes.map(({ selection }) => ({ seats: given.seats.get(selection) || 0, selection }));
      const open = [...states.values()].includes('missing');
      const status = open ? 'open' : given.tied.length > 0 ? 'tied' : 'complete';
      const bounds = open ? this.seatBounds(votes, effect, base) : null;
      return { ...common, bounds, left: given.left, lists, status, tied: given.tied };
    },

    /** The least and the most seats of each list while leaves are missing, or null. */
    seatBounds(cells, { data, what }, base) {
      const missing = this.whole.leaves.filter((leaf) => this.whole.states.get(leaf) === 'missing');
      const { high } = Eal.intervals.written(this.registeredMissing(missing));
      if (high === null) return null;
      const more = BigInt(high);
      const share = data.threshold === null ? { numerator: 0, denominator: 1 } : data.threshold;
      const whole = base ? base.low : 0n;
      const votes = new Map(cells.map((cell) => [cell.selection, cell.value.low]));
      const reaches = (count, of) => count * BigInt(share.denominator) >= BigInt(share.numerator) * of;
      const free = (list) => data.exempt.includes(list);
      const sure = (list) => free(list) || reaches(votes.get(list), whole + more);
      const able = (list) => free(list) || reaches(votes.get(list), whole) || reaches(votes.get(list) + more, whole + more);
      return [...votes.keys()].map((selection) => {
        const against = [...votes].map(([list, n]) => [list, list === selection ? n : able(list) ? n + more : 0n]);
        const inFavour = [...votes].map(([list, n]) => [list, list === selection ? n + more : sure(list) ? n : 0n]);
        const { least, most } = seatRange(selection, { against, inFavour, all: [...votes.values()], more, method: what, seats: data.seats });
        return { least: sure(selection) ? least : 0, most: able(selection) ? most : 0, selection };
      });
    },

    /** The certification of a set of leaves. */
    certification(leaves) {
      const effects = this.tables.find('effect', 'certify').filter((one) => one.contests.includes(this.contest));
      const events = new Map();
      for (const one of effects) events.set(one.event, [...(events.get(one.event) || []), one]);
      const setting = this.certificationBars(leaves);
      let version = 0;
      const told = [...events].map(([event, own]) => {
        const isResult = own.some((one) => one.what === 'result');
        if (isResult) version += 1;
        const held = leaves.filter((leaf) => own.some((one) => this.holdsLeaf(one, leaf)));
        const inForce = own.some((one) => this.moment.inForce(one));
        return { event, own, isResult, held, inForce, kind: this.kindOf(event, own, isResult), version: isResult ? version : null };
      });
      return this.certificationDocument(told, leaves, setting);
    },

    kindOf(event, own, isResult) {
      const links = this.tables.find('effect.event', event).filter((one) => one.verb === 'link' && one.what === 'supersedes');
      const again = links.some((one) => this.moment.inForce(one));
      if (isResult) return again ? 'reissued' : 'final';
      return KINDS[own[0].what] || own[0].what;
    },

    holdsLeaf(effect, leaf) {
      if (!this.moment.inForce(effect) || !this.moment.covers(effect, this.contest, leaf)) return false;
      return !this.moment.bars(this.contest, leaf, effect.run).some((bar) =>
        bar.what === 'annul' && bar.object === 'certification' && bar.since > effect.since);
    },

    certificationBars(leaves) {
      const covering = this.moment.all('bar').filter((bar) =>
        bar.object === 'certification' && leaves.some((leaf) => this.moment.covers(bar, this.contest, leaf)));
      return {
        set_aside: covering.filter((bar) => bar.what === 'annul').map((bar) => bar.id),
        withheld: covering.filter((bar) => ['hold_back', 'stay'].includes(bar.what)).map((bar) => bar.id),
      };
    },

    certificationDocument(told, leaves, { set_aside, withheld }) {
      const results = told.filter((one) => one.isResult);
      const units = new Set(results.flatMap((one) => one.held)).size;
      const lifted = results.some((one) => one.own.some((effect) => effect.what === 'result' && this.isLifted(effect)));
      const holding = told.filter((one) => one.held.length > 0);
      const versions = holding.map((one) => one.version).filter((version) => version !== null);
      let state = holding.length > 0 ? holding[holding.length - 1].kind : 'none';
      if (units > 0) state = units === leaves.length ? 'final' : 'partial';
      else if (lifted || (results.length > 0 && set_aside.length > 0)) state = 'withdrawn';
      else if (withheld.length > 0) state = 'withheld';
      return {
        acts: told.map((one) => ({
          event: one.event, in_force: one.inForce, kind: one.kind, units: one.held.length, version: one.version,
        })),
        set_aside, state, units, version: versions.length > 0 ? Math.max(...versions) : null, withheld,
      };
    },

    isLifted(effect) {
      return this.moment.lifted(effect.act, effect.event, effect.since);
    },
  });
})(Eal);
// What is declared beside what is computed; the document of a result. Source: docs/spec 12.8, 12.11.
(function (Eal) {
  const { exact, interval, meet, written } = Eal.intervals;
  const { cellKey } = Eal.counting;

  function verdictOf(declared, computed) {
    if (computed === undefined) return 'not_computed';
    if (!meet(declared, computed)) return 'differs';
    return exact(declared) && exact(computed) ? null : 'indeterminate';
  }

  function orderPlaces(a, b) {
    const keys = ['unit', 'level', 'run'].map((name) => (one) => one.shown[name]);
    return Eal.orderBy(...keys)(a, b) || a.rank - b.rank;
  }

  Object.assign(Eal.Result.prototype, {
    /** What is declared for places of which all leaves are in a part. */
    declared({ own }) {
      const places = [...this.above, ...this.declarations].filter(
        (place) => place.leaves.length > 0 && place.leaves.every((leaf) => own.has(leaf)));
      const shown = places.map((place, rank) => ({ rank, shown: this.declaredAt(place) }));
      return shown.sort(orderPlaces).map((one) => one.shown);
    },

    declaredAt(place) {
      const { problem, chain, cells } = this.forms.standing(place.forms);
      const forms = problem === null ? chain : place.forms.filter((form) => !form.isOut);
      const named = problem === null ? chain[0] : place.forms[0];
      const level = named.claims[named.claims.length - 1].level;
      const part = this.part(place.leaves);
      const aside = place.leaves.filter((leaf) => this.isSetAside(leaf, place.run));
      const own = aside.length === 0 ? part : this.part(place.leaves, place.run, aside);
      const missing = [...part.states.values()].filter((state) => state === 'missing').length;
      return {
        differences: problem === null ? this.differences(cells, own, aside) : [], forms: forms.map((form) => form.id), level,
        missing, prevails: this.prevails(level), problem, run: place.run, set_aside: aside.length,
        status: problem === null ? chain[0].status : null, unit: place.unit,
      };
    },

    /** Whether a leaf had a run that does not stand there, or has another in its place. */
    isSetAside(leaf, run) {
      if (!this.leaves.get(leaf).includes(run)) return false;
      return this.standingOf(leaf, run) !== 'stands' || ![run, null].includes(this.uses(leaf));
    },

    differences(cells, part, aside) {
      const computed = new Map([...part.cells].map(([key, cell]) => [key, cell.value]));
      if (part.leaves.length === this.leaves.size && aside.length === 0) this.addSeats(computed);
      const found = cells.map((cell) => {
        const own = computed.get(cellKey(cell));
        const verdict = verdictOf(cell.value, own);
        return verdict === null ? null : {
          computed: own === undefined ? null : written(own), declared: written(cell.value),
          measure: cell.measure, selection: cell.selection, verdict,
        };
      });
      return found.filter((one) => one !== null);
    },

    addSeats(computed) {
      const seats = this.seats();
      for (const { seats: count, selection } of seats === null ? [] : seats.lists) {
        computed.set(cellKey({ measure: 'seats', selection }), interval(count, count));
      }
    },

    /** Which figure prevails at a level, or null. */
    prevails(level) {
      for (const ruleset of this.moment.law.rulesets(this.moment.day)) {
        const found = ruleset.prevails.find((one) => one.level === level);
        if (found) return found.figure;
      }
      return null;
    },

    coverage(part, affected) {
      const states = [...part.states.values()];
      const count = (state) => states.filter((one) => one === state).length;
      const repeats = part.leaves.filter((leaf) => {
        const runs = this.leaves.get(leaf);
        return part.states.get(leaf) === 'reported' && runs[runs.length - 1] !== this.uses(leaf);
      });
      return {
        counts: part.whole.length, excluded: count('excluded'), missing: count('missing'),
        possibly_affected: affected.length, repeat_open: repeats.length, reported: count('reported'), units: part.leaves.length,
      };
    },

    sources({ whole }) {
      return whole.map((count) => {
        const alone = count.leaves.length === 1 && count.leaves[0] === count.unit;
        const forms = count.chain.map((form) => ({
          cells: count.chain.length === 1 ? null : count.cells
            .filter((cell) => cell.form === form.id)
            .map(({ measure, selection }) => ({ measure, selection })),
          form: form.id, status: form.status,
        }));
        return { channels: count.channels, feeds: alone ? null : count.leaves, forms, run: count.run, unit: count.unit };
      });
    },

    unplaced() {
      return [...this.counts, ...this.declarations]
        .filter((place) => place.leaves.length === 0)
        .map((place) => ({ forms: place.forms.map((form) => form.id), run: place.run, unit: place.unit }));
    },

    /** The result of the whole contest as a document; `position` is the size of the log. */
    document(position) {
      const part = this.whole;
      const affected = this.possiblyAffected(part.leaves);
      const inState = (state) => part.leaves.filter((leaf) => part.states.get(leaf) === state);
      const missing = inState('missing');
      const margin = Eal.marginOf(part.cells);
      return {
        certification: this.certification(part.leaves),
        contest: this.contest,
        coverage: this.coverage(part, affected),
        day: this.moment.day,
        declared: this.declared(part),
        excluded: inState('excluded').map((leaf) => this.entry(leaf, 'excluded')),
        figures: [...part.cells.values()].map(({ measure, selection, stated, value }) => ({ measure, selection, stated, ...written(value) })),
        margin: margin === null ? null : { ...margin, ...marginNumbers(margin) },
        missing: missing.map((leaf) => this.entry(leaf, this.reason(leaf))),
        not_separable: this.notSeparable(part),
        position,
        possibly_affected: affected,
        registered_missing: written(this.registeredMissing(missing)),
        seats: this.seats(),
        sources: this.sources(part),
        unit: null,
        unplaced: this.unplaced(),
      };
    },
  });

  const MOST = BigInt(Number.MAX_SAFE_INTEGER);

  function marginNumbers({ low, high }) {
    const number = (value) => (value === null ? null : Number(value > MOST ? MOST : value < -MOST ? -MOST : value));
    return { low: number(low), high: high === null || high > MOST ? null : Number(high) };
  }
})(Eal);
// What the certification of a contest waits for. Source: docs/spec section 9, Blockers.
(function (Eal) {
  const WITHHOLDING = ['annul', 'hold_back', 'stay'];

  /** Things found at leaves, put together by code, subject and detail. */
  class Found {
    constructor() {
      this.byKey = new Map();
    }

    add(code, about, detail, { acts = [], unit = null, consequence = null, group = '' } = {}) {
      const key = [code, about, detail === null ? '' : detail, consequence === null ? '' : consequence, group].join(' ');
      if (!this.byKey.has(key)) this.byKey.set(key, { code, about, detail, consequence, acts: new Set(), units: new Set() });
      const one = this.byKey.get(key);
      for (const act of acts) one.acts.add(act);
      if (unit !== null) one.units.add(unit);
    }
  }

  Object.assign(Eal.Result.prototype, {
    /** Everything that blocks, sorted by code, subject, detail and acts. */
    blockers() {
      const found = new Found();
      for (const [leaf, runs] of this.leaves) {
        for (const run of runs) this.blockUndated(found, leaf, run);
        this.blockUncounted(found, leaf, runs[runs.length - 1]);
        this.blockWithheld(found, leaf);
      }
      this.blockDue(found);
      this.blockByLaw(found);
      for (const act of this.moment.contested()) found.add('contested', `act:${act}`, null, { acts: [act] });
      const asking = this.moment.law.lawful('rule', this.moment.day).filter((rule) => {
        const { effects } = rule.applies_to;
        return rule.test === 'blockers' && (effects.length === 0 || effects.includes('certify'));
      });
      const keys = [(one) => one.code, (one) => one.about, (one) => one.detail || '', (one) => one.acts.join(' ')];
      return [...found.byKey.values()].map((one) => this.blocker(one, asking)).sort(Eal.orderBy(...keys));
    },

    blocker({ code, about, detail, consequence, acts, units }, asking) {
      const rules = new Map(asking.filter((rule) => rule.parameters.blockers.includes(code)).map((rule) => [rule.id, rule.cites]));
      if (consequence !== null) rules.set(consequence, this.moment.law.get('consequence', consequence).cites);
      const cites = new Map([...rules.values()].flat().map((one) => [`${one.instrument} ${one.point || ''}`, one]));
      const keys = [(one) => one.instrument, (one) => one.point || ''];
      return {
        about, acts: Eal.sorted([...acts]),
        cites: [...cites.values()].map(({ instrument, point }) => ({ instrument, point })).sort(Eal.orderBy(...keys)),
        code, detail, rules: Eal.sorted([...rules.keys()]), units: Eal.sorted([...units]),
      };
    },

    ordersOf(leaf, run) {
      return this.moment.orders(this.contest, leaf).filter((order) => order.run === run).slice(0, 1).map((order) => order.act);
    },

    blockUndated(found, leaf, run) {
      if (this.moment.date(run, leaf) !== null) return;
      found.add('undated_run', `run:${run}`, null, { acts: this.ordersOf(leaf, run), unit: leaf });
    },

    blockUncounted(found, leaf, run) {
      const lack = this.lackOf(leaf, run);
      if (lack === null) return;
      found.add('run_not_counted', `run:${run}`, lack, { unit: leaf });
      const one = found.byKey.get(['run_not_counted', `run:${run}`, lack, '', ''].join(' '));
      const bars = this.moment.bars(this.contest, leaf, run).map((bar) => bar.act);
      one.bars = [...(one.bars || []), ...bars];
      one.orders = [...(one.orders || []), ...this.ordersOf(leaf, run)];
      one.acts = new Set(one.bars.length > 0 ? one.bars : one.orders);
    },

    /** What is missing at a leaf, or null. */
    lackOf(leaf, run) {
      const standing = this.standingOf(leaf, run);
      if (standing !== 'stands') return standing === 'excluded' ? null : standing;
      const counting = this.moment.counting(this.contest, leaf, run);
      if (counting === 'counted') return null;
      const polling = this.moment.polling(this.contest, leaf, run);
      return counting === 'not_counted' || polling === 'planned' || polling === 'ready' ? polling : counting;
    },

    blockWithheld(found, leaf) {
      for (const bar of this.moment.bars(this.contest, leaf, null)) {
        if (bar.object !== 'certification' || !WITHHOLDING.includes(bar.what)) continue;
        found.add('withheld', `run:${bar.run}`, bar.what, { acts: [bar.act], unit: leaf, group: bar.act });
      }
    },

    blockDue(found) {
      const about = new Set([`contest:${this.contest}`]);
      for (const [leaf, runs] of this.leaves) {
        for (const run of runs) about.add(`run:${run}`);
        for (const unit of this.tables.path(leaf)) about.add(`unit:${unit}`);
      }
      for (const item of this.moment.dueItems()) if (about.has(item.about)) found.add('open_items', item.about, item.item);
    },

    blockByLaw(found) {
      this.moment.byLaw().forEach(([effect, shown], number) => {
        const own = { acts: [effect.act], group: String(number) };
        if (shown.kind === 'owed' && effect.contests.includes(this.contest)) {
          found.add('by_law', shown.about, shown.item, { ...own, consequence: shown.rule });
        } else if (shown.kind === 'runs') {
          const made = this.tables.find('effect.act', effect.act);
          if (made.some((one) => one.contests.includes(this.contest))) found.add('by_law', shown.about, shown.item, own);
        }
      });
    },
  });
})(Eal);
// Serial numbers and seals held to account. Source: docs/spec section 13, *Numbers and seals*.
(function (Eal) {
  const { interval, exact, meet } = Eal.intervals;
  const AT_ISSUE_MOST = 100;

  const byRange = Eal.orderBy((one) => one.prefix, (one) => one.first);

  /** Ranges joined: sorted, disjoint, those that touch made one. */
  function joined(ranges) {
    const found = [];
    for (const range of [...ranges].sort(byRange)) {
      const before = found[found.length - 1];
      if (before && before.prefix === range.prefix && range.first <= before.last + 1) {
        before.last = Math.max(before.last, range.last);
      } else found.push({ ...range });
    }
    return found;
  }

  function common(ranges, others) {
    return ranges.flatMap((one) => others
      .filter((other) => other.prefix === one.prefix && other.first <= one.last && one.first <= other.last)
      .map((other) => ({ ...one, first: Math.max(one.first, other.first), last: Math.min(one.last, other.last) })));
  }

  function without(ranges, others) {
    return others.reduce((left, other) => left.flatMap((one) => {
      if (one.prefix !== other.prefix || other.last < one.first || one.last < other.first) return [one];
      const parts = [{ ...one, last: other.first - 1 }, { ...one, first: other.last + 1 }];
      return parts.filter((part) => part.first <= part.last);
    }), ranges);
  }

  const countOf = (ranges) => ranges.reduce((sum, one) => sum + BigInt(one.last) - BigInt(one.first) + 1n, 0n);
  const sizeOf = (ranges, isWhole) => ({ low: countOf(ranges), high: isWhole ? countOf(ranges) : null, why: null });

  function spelled(ranges) {
    return joined(ranges).slice(0, AT_ISSUE_MOST).map(({ first, last, prefix }) => {
      const span = first === last ? String(first) : `${first}-${last}`;
      return prefix === null ? span : `${prefix} ${span}`;
    });
  }

  const outcome = (violated, holds) => (violated ? 'violated' : holds ? 'holds' : 'indeterminate');

  /** The numbers of one material that a holder has, row after row. */
  class Held {
    constructor() {
      Object.assign(this, { ranges: [], told: false, whole: true, sure: true });
    }

    get size() {
      const count = countOf(this.ranges);
      return { low: this.sure ? count : 0n, high: this.told && this.whole ? count : null, why: null };
    }

    take({ data: { numbers }, what }) {
      if (what === 'had') {
        this.ranges = joined([...this.ranges, ...numbers.ranges]);
        this.told = true;
        this.whole = this.whole && numbers.why === null;
      } else {
        this.ranges = without(this.ranges, numbers.ranges);
        this.sure = this.sure && numbers.why === null;
      }
    }
  }

  function madeBefore(moment, row) {
    const rows = moment.aimed('number', `numbers:${row.data.material}`).filter((one) => moment.inForce(one));
    // The row `made` of an effect stands right before its row `had`.
    return rows.filter((one) => one.since < row.since || (one.since === row.since && one.ordinal < row.ordinal - 1));
  }

  function onceCheck(moment, row) {
    const { numbers } = row.data;
    const before = madeBefore(moment, row);
    const ranges = joined(before.flatMap((one) => one.data.numbers.ranges));
    const known = before.every((one) => one.data.numbers.why === null);
    const twice = common(numbers.ranges, ranges);
    const holds = before.length === 0 || (known && numbers.why === null);
    return {
      at_issue: spelled(twice), check: 'ranges_once', left: sizeOf(numbers.ranges, numbers.why === null),
      outcome: outcome(twice.length > 0, holds), right: sizeOf(ranges, known),
    };
  }

  function hadChecks(moment, row, held) {
    const { from, numbers, quantity } = row.data;
    const left = sizeOf(numbers.ranges, numbers.why === null);
    const again = common(numbers.ranges, held.ranges);
    const holds = again.length === 0 && held.whole && numbers.why === null;
    const checks = from === null ? [onceCheck(moment, row)] : [];
    checks.push({
      at_issue: spelled(again), check: 'ranges_again', left, outcome: outcome(again.length > 0 && held.sure, holds),
      right: held.size,
    });
    if (quantity === null) return checks;
    const right = interval(quantity.low, quantity.high);
    const same = exact(left) && exact(right) && left.low === right.low;
    return [...checks, { at_issue: [], check: 'ranges_quantity', left, outcome: outcome(!meet(left, right), same), right }];
  }

  function givenCheck(row, held) {
    const { numbers } = row.data;
    const lacking = without(numbers.ranges, held.ranges);
    const known = held.told && held.whole;
    const holds = lacking.length === 0 && held.sure && numbers.why === null;
    return {
      at_issue: spelled(lacking), check: 'ranges_held', left: sizeOf(numbers.ranges, numbers.why === null),
      outcome: outcome(lacking.length > 0 && known, holds), right: held.size,
    };
  }

  function numberChecks(moment, key) {
    const held = new Map();
    return rowsOf(moment, 'number', key).filter((row) => row.what !== 'made').flatMap((row) => {
      const { material } = row.data;
      if (!held.has(material)) held.set(material, new Held());
      const own = held.get(material);
      const checks = row.what === 'had' ? hadChecks(moment, row, own) : [givenCheck(row, own)];
      own.take(row);
      return checks.map((check) => ({ ...check, material, since: row.since }));
    });
  }

  const rowsOf = (moment, verb, key) => moment.aimed(verb, key).filter((row) => moment.inForce(row));

  /** The seals on one subject, row after row. */
  class Sealed {
    constructor() {
      Object.assign(this, { on: [], told: false, whole: true });
    }

    take({ data: { seals }, what }) {
      if (what === 'put') {
        this.on = Eal.sorted([...this.on, ...(seals || [])]);
        this.told = true;
        this.whole = this.whole && seals !== null;
      } else if (what === 'open' || (what !== 'found' && seals === null)) {
        this.on = [];
        this.whole = true;
      } else if (what !== 'found') this.on = this.on.filter((seal) => !seals.includes(seal));
    }
  }

  function usedBefore(moment, seal, row) {
    return rowsOf(moment, 'seal', `seal:${seal}`).some((one) => one.event !== row.event && Eal.inOrder(one, row) < 0);
  }

  function putCheck(moment, row) {
    const { seals } = row.data;
    const used = (seals || []).filter((seal) => usedBefore(moment, seal, row));
    const left = interval(used.length, seals === null ? null : used.length);
    return {
      at_issue: used.slice(0, AT_ISSUE_MOST), check: 'seal_once', left, outcome: outcome(used.length > 0, seals !== null),
      right: interval(0, 0),
    };
  }

  function matched({ data: { seals }, what }, { on, told, whole }) {
    if (what === 'missing') return { issue: seals === null ? on : seals, outcome: 'violated' };
    if (seals === null) return { issue: on, outcome: outcome(false, whole && on.length === 0) };
    const strange = seals.filter((seal) => !on.includes(seal));
    const absent = what === 'off' ? [] : on.filter((seal) => !seals.includes(seal));
    const violated = told && (absent.length > 0 || (whole && strange.length > 0));
    const holds = told && whole && strange.length === 0 && absent.length === 0;
    return { issue: Eal.sorted([...strange, ...absent]), outcome: outcome(violated, holds) };
  }

  function matchCheck(row, sealed) {
    const { seals } = row.data;
    const { issue, outcome: found } = matched(row, sealed);
    const known = sealed.told && sealed.whole;
    return {
      at_issue: issue.slice(0, AT_ISSUE_MOST), check: 'seal_match', outcome: found,
      left: seals === null ? interval(0, null) : interval(seals.length, seals.length),
      right: interval(sealed.on.length, known ? sealed.on.length : null),
    };
  }

  function sealChecks(moment, key) {
    const sealed = new Sealed();
    return rowsOf(moment, 'seal', key).filter((row) => row.data.on === key).flatMap((row) => {
      const isSilent = !sealed.told && row.data.seals === null && row.what !== 'missing';
      const checks = row.what === 'put' ? [putCheck(moment, row)] : isSilent ? [] : [matchCheck(row, sealed)];
      sealed.take(row);
      return checks.map((check) => ({ ...check, since: row.since }));
    });
  }

  /** The checks of numbers and seals of a subject, in order of their rows. */
  Eal.numberedChecks = (moment, key) => [...numberChecks(moment, key), ...sealChecks(moment, key)];
})(Eal);
// Accounts: what every bucket is held to, and balances. Source: docs/spec section 13.
(function (Eal) {
  const { bounds, exact, interval, meet, sum, times, unknown } = Eal.intervals;
  const KINDS = ['unit', 'consignment', 'container'];

  const rowInterval = (row) => interval(row.low, row.high);

  function overdrawn(taken, before) {
    if (taken.high !== null && taken.high <= before.low) return 'holds';
    return before.high !== null && taken.low > before.high ? 'violated' : 'indeterminate';
  }

  function same(a, b) {
    if (exact(a) && exact(b) && a.low === b.low) return 'holds';
    return meet(a, b) ? 'indeterminate' : 'violated';
  }

  function atMost(left, right) {
    if (left.high !== null && left.high <= right.low) return 'holds';
    return right.high !== null && left.low > right.high ? 'violated' : 'indeterminate';
  }

  const line = (given) => ({ at_issue: [], bucket: null, check: null, contest: null, material: null, rule: null, since: null, ...given });

  /** The checks of the rows of one holder: every one that does not hold, else one line a material. */
  function heldChecks(moment, holder) {
    const found = moment.buckets(holder).flatMap(([material, bucket]) => rowChecks(moment, holder, material, bucket));
    const all = [...found, ...Eal.numberedChecks(moment, holder).map(line)];
    const groups = new Map();
    for (const one of all) {
      const key = `${one.check} ${one.material}`;
      groups.set(key, [...(groups.get(key) || []), one]);
    }
    return [...groups.values()].flatMap(summed);
  }

  function summed(checks) {
    const failing = checks.filter((one) => one.outcome !== 'holds');
    if (failing.length > 0) return failing;
    return [{ ...checks[checks.length - 1], at_issue: [], bucket: null, since: null }];
  }

  function rowChecks(moment, holder, material, bucket) {
    const found = [];
    let before = interval(0, 0);
    moment.bucketRows(holder, material, bucket).forEach((row, n) => {
      const own = rowInterval(row);
      const given = { bucket, left: own, material, right: before, since: row.since };
      if (row.how === 'less') found.push(line({ ...given, check: 'overdrawn', outcome: overdrawn(own, before) }));
      if (row.how === 'is' && n > 0) found.push(line({ ...given, check: 'inventory', outcome: same(own, before) }));
      before = Eal.applied(before, row);
    });
    return found;
  }

  /** The balances of a moment, and what their terms read. */
  class Books {
    constructor(moment) {
      this.moment = moment;
      this.tables = moment.tables;
      this.balances = moment.law.lawful('balance', moment.day);
      this.results = new Map();
    }

    result(contest) {
      if (!this.results.has(contest)) this.results.set(contest, new Eal.Result(this.moment, contest));
      return this.results.get(contest);
    }

    /** The subjects of the kind next below a subject. */
    below(key, kind) {
      return this.tables.find('subject.parent', key).filter((row) => row.kind === kind).map((row) => row.key);
    }

    places(term, key, kind) {
      return term.where === 'here' ? [key] : this.below(key, kind);
    }

    bucket(key, { bucket, of }, material) {
      if (of === 'before_repeat') return this.beforeRepeat(key, material, bucket);
      if (of === 'now') return this.moment.amount(key, material, bucket) || interval(0, 0);
      const rows = this.moment.bucketRows(key, material, bucket);
      const counted = rows.filter((row, n) =>
        of === 'out' ? row.how === 'less' : row.how === 'add' || (n === 0 && row.how === 'is'));
      return sum(counted.map(rowInterval));
    }

    /** The last order in force of a repeat that covers a unit, or null. */
    repeatOf(key) {
      const orders = this.moment.all('order_run').filter((one) => one.target !== null && this.moment.coversSome(one, key.slice(5)));
      return orders.length > 0 ? orders[orders.length - 1] : null;
    }

    /** The place of the first row of a bucket with which the material of a repeat came, or −1. */
    repeatRow(rows, order) {
      return rows.findIndex((row) => row.since > order.since && row.how !== 'less');
    }

    beforeRepeat(key, material, bucket) {
      const rows = this.moment.bucketRows(key, material, bucket);
      const at = this.repeatRow(rows, this.repeatOf(key));
      return (at < 0 ? rows : rows.slice(0, at)).reduce(Eal.applied, interval(0, 0));
    }

    /** Whether a balance may be struck at a subject: terms about a repeat want one. */
    isStruck(terms, key, balance) {
      const own = terms.filter((term) => term.of === 'before_repeat');
      if (own.length === 0) return true;
      const order = this.repeatOf(key);
      if (order === null) return false;
      const date = this.moment.date(order.run, key.slice(5));
      const came = (term) => this.repeatRow(this.moment.bucketRows(key, balance.material, term.bucket), order) >= 0;
      return own.some(came) || (date !== null && date <= this.moment.day);
    }

    /** The run that the last order of a leaf replaces, or null. */
    replacedRun(contest, unit) {
      if (!this.result(contest).leaves.has(unit)) return null;
      return [...this.moment.orders(contest, unit)].pop().target;
    }

    replaced(key, measure, contest) {
      const unit = key.slice(5);
      const run = this.replacedRun(contest, unit);
      const counts = this.result(contest).active.filter(
        (count) => count.run === run && count.leaves.length === 1 && count.leaves[0] === unit);
      const cells = counts.map((count) => (count.problem === null ? count.cells : [])
        .find((cell) => cell.measure === measure && cell.selection === null));
      const lacking = cells.length === 0 || cells.includes(undefined);
      const told = cells.filter((cell) => cell !== undefined).map((cell) => cell.value);
      return sum(lacking ? [...told, unknown('unknown')] : told);
    }

    measured(key, { measure, of }, contest) {
      if (of === 'replaced') return this.replaced(key, measure, contest);
      const result = this.result(contest);
      const part = this.part(result, key);
      const wanted = (cell) => cell.measure === measure && (of === 'selections') === (cell.selection !== null);
      const cells = [...part.cells.values()].filter(wanted).map((cell) => cell.value);
      const lacking = [...part.states.values()].includes('missing');
      if (cells.length === 0) return unknown('unknown');
      return sum(lacking ? [...cells, unknown('unknown')] : cells);
    }

    part(result, key) {
      return this.moment.once(`part ${result.contest} ${key}`, () => result.part(result.leavesBelow([key.slice(5)])));
    }

    side(terms, key, balance, contest) {
      const { kind } = balance.subjects;
      return sum(terms.map((term) => {
        const told = term.measure !== null
          ? this.measured(key, term, contest)
          : sum(this.places(term, key, kind).map((at) => this.bucket(at, term, balance.material)));
        return times(told, term.factor);
      }));
    }

    /** The contests for which a balance is evaluated at a subject; `[null]` where no term has a measure. */
    contests(terms, key) {
      if (!terms.some((term) => term.measure !== null)) return [null];
      const unit = key.slice(5);
      const repeats = terms.some((term) => term.of === 'replaced');
      return this.tables.ids('contest').filter((contest) =>
        this.result(contest).leavesBelow([unit]).length > 0 && (!repeats || this.replacedRun(contest, unit) !== null));
    }

    isTold(terms, key, balance, contest) {
      return terms.some((term) => {
        if (term.measure !== null) return this.part(this.result(contest), key).whole.length > 0;
        return this.places(term, key, balance.subjects.kind).some((at) =>
          this.moment.bucketRows(at, balance.material, term.bucket).length > 0);
      });
    }

    isMeant(balance, subject) {
      const { kind, types } = balance.subjects;
      return subject.kind === kind && (types.length === 0 || types.includes(subject.type));
    }

    balanceChecks(subject) {
      return this.balances.filter((one) => this.isMeant(one, subject)).flatMap((balance) => {
        const terms = [...balance.left, ...balance.right];
        if (!this.isStruck(terms, subject.key, balance)) return [];
        return this.contests(terms, subject.key)
          .filter((contest) => this.isTold(terms, subject.key, balance, contest))
          .map((contest) => this.balanceCheck(balance, subject.key, contest));
      });
    }

    balanceCheck(balance, key, contest) {
      const left = this.side(balance.left, key, balance, contest);
      const right = this.side(balance.right, key, balance, contest);
      const outcome = balance.relation === 'equals' ? same(left, right) : atMost(left, right);
      return line({ check: 'balance', contest, left, material: balance.material, outcome, right, rule: balance.id });
    }

    /** The account of a subject key, or null if it has no bucket and no check. */
    account(key, position) {
      const { moment } = this;
      const subject = this.tables.subject(key);
      const checks = [...heldChecks(moment, key), ...(subject === null ? [] : this.balanceChecks(subject))];
      const buckets = moment.buckets(key).map(([material, bucket]) => {
        const { low, high, why } = moment.amount(key, material, bucket);
        return { bucket, ...bounds({ low, high }), material, why };
      });
      if (checks.length === 0 && buckets.length === 0) return null;
      return { account: key, buckets, checks: checks.sort(byPlace).map(shown), day: moment.day, position };
    }

    /** The keys of all subjects that may have an account, sorted. */
    keys() {
      const kinds = KINDS.filter((kind) => this.balances.some((one) => one.subjects.kind === kind));
      const subjects = kinds.flatMap((kind) => this.tables.find('subject.kind', kind).map((row) => row.key));
      const rows = [...this.moment.all('number'), ...this.moment.all('seal')];
      const told = rows.map((row) => (row.verb === 'seal' ? row.data.on : row.target)).filter((key) => !key.startsWith('numbers:'));
      return Eal.sorted([...subjects, ...this.tables.keys('amount'), ...told]);
    }
  }

  const byPlace = Eal.orderBy(
    (one) => one.check, (one) => one.rule, (one) => one.material, (one) => one.bucket, (one) => one.contest, (one) => one.since);

  function shown(check) {
    return { ...check, left: bounds(check.left), right: bounds(check.right) };
  }

  /** The accounts of a moment, sorted by subject key; `position` is the size of the log. */
  Eal.accounts = function accounts(moment, position) {
    const books = new Books(moment);
    return books.keys().map((key) => books.account(key, position)).filter((account) => account !== null);
  };
})(Eal);
// The claims on what the entries mean: authority, lifecycles, state, results, custody.
// Source: docs/spec sections 8.4, 9, 10, 12, 13.
(function (Eal) {
  /** Everything that follows from the entries of a record, folded once. */
  class Meaning {
    constructor(record) {
      this.record = record;
      const { soundUntil } = Eal.brokenLinks(record);
      const isOurs = ({ act, index, position }) => {
        const { root, size } = act.seen;
        if (size > index) return false;
        if (size > record.entries.length || position > soundUntil) return true;
        return record.rootAt(size) === root;
      };
      this.fold = new Eal.Fold(record.ledger, isOurs);
      this.entries = record.entries.filter((item) => item.entry !== null).map((item) => {
        const found = this.fold.add(item, record.signatures[item.position]);
        if (found.rows.length > 0) this.fold.seals.take(item, found.rows);
        return { item, ...found };
      });
      this.lines = new Map(this.entries.map((one) => [one.item.position, one.rows.map(Eal.encodeText)]));
    }

    /** What holds on the legal day of the last entry; null if there is none. */
    get moment() {
      const { fold, record } = this;
      if (fold.law.ledger === null) return null;
      const last = record.entries.filter((item) => item.entry !== null).pop();
      return new Eal.Moment(fold.tables, fold.law, fold.law.legalDay(last.entry.recorded_at));
    }

    /** The state digest (section 8.4). */
    digest() {
      let chain = new Uint8Array(32);
      for (const lines of this.lines.values()) {
        const text = lines.map((line) => `${line}\n`).join('');
        chain = Eal.sha256(Eal.concat(chain, Eal.sha256(Eal.utf8(text))));
      }
      return Eal.hex(chain);
    }
  }

  /** Says of a check that examined nothing why: there was no entry, or nothing of its kind. */
  function settle(meaning, check, why) {
    if (check.examined > 0) check.pass();
    else if (meaning.record.entries.length === 0) check.notChecked('the bundle has no entry');
    else check.notApplicable(why);
  }

  /** V11, V12, V13: who signed, who may, and what follows, entry by entry. */
  function judged(meaning, report) {
    for (const { isRead, item, judgement, problems } of meaning.entries) {
      if (isRead) for (const id of ['V11', 'V12']) report.check(id).examine();
      if (judgement !== null || problems.some(([id]) => id === 'V13')) report.check('V13').examine();
      for (const [id, code] of problems) {
        if (['V11', 'V12', 'V13'].includes(id)) report.check(id).fail(code, item.index, { expected: 'an entry that section 8.1 admits' });
      }
      if (judgement === null || Eal.encodeText(judgement) === Eal.encodeText(item.entry.judgement)) continue;
      report.check('V13').fail('judgement_differs', item.index, { expected: judgement, found: item.entry.judgement });
    }
    for (const id of ['V11', 'V12', 'V13']) settle(meaning, report.check(id), 'no entry could be judged');
  }

  const NAMED_MAX = 100;

  /** V25: every state seal is of the state that the entries before it make. */
  function sealed(meaning, report) {
    const check = report.check('V25');
    for (const { isRead, item, problems } of meaning.entries) {
      // What is no act of the recorder is no seal.
      if (!isRead || !Eal.isSeal(item.act) || problems.some(([id]) => id !== 'V25')) continue;
      check.examine();
      for (const [id, code] of problems) {
        if (id === 'V25') check.fail(code, item.index, { expected: 'the state of its position', found: item.act.events[0].fields });
      }
    }
    settle(meaning, check, 'nothing was sealed');
    const certified = meaning.entries.filter(({ rows }) => rows.some((row) => row.table === 'effect' && row.verb === 'certify'));
    const open = certified.map(({ item }) => item.index).filter((index) => index >= meaning.fold.seals.last);
    const more = open.length > NAMED_MAX ? ` and ${open.length - NAMED_MAX} more` : '';
    if (open.length) check.notChecked(`no seal follows the certifications of entries ${open.slice(0, NAMED_MAX).join(', ')}${more}`);
  }

  Eal.judged = judged;

  /** V16: every signature under a decision is valid over its bytes, its languages among them. */
  function languages(meaning, report) {
    const check = report.check('V16');
    for (const { item } of meaning.entries) {
      if (item.act.decision === null) continue;
      check.examine();
      const invalid = Eal.signaturesThatCount(meaning.record, item).filter((one) => !one.ok);
      if (invalid.length > 0) check.fail('languages_not_covered', item.index, { expected: item.act.decision.languages });
    }
    settle(meaning, check, 'there is no decision');
  }

  Eal.languagesCovered = languages;

  /** A line that is no UTF-8, byte for byte, so that what it names is found in it; the like of no other line. */
  function unlike(line) {
    return '\ufffd' + Array.from(line, (byte) => String.fromCharCode(byte)).join('');
  }

  function linesOf(record, name) {
    return record.files[name] ? Eal.linesOf(record.files[name]).map((line) => Eal.fromUtf8(line) ?? unlike(line)) : null;
  }

  function parsed(line) {
    const read = Eal.attempt(() => Eal.parseCanonical(Eal.utf8(line), { max: Infinity, depth: 64 }));
    return read.value || null;
  }

  /** The index that a line of rows names, however odd the line; where it names none, that of the line before. */
  function sinceOf(line, before) {
    const named = /"since":([0-9]+)/.exec(line);
    return named === null ? before : Number(named[1]);
  }

  /** V14, rows: where those of an entry follow in the file they are its own; else it is compared with all up to its index. */
  function rows(meaning, check, lines) {
    let at = 0;
    for (const { item } of meaning.entries) {
      check.examine();
      const own = meaning.lines.get(item.position);
      const from = at;
      if (own.length > 0 && own.every((line, n) => line === lines[from + n])) {
        at += own.length;
        continue;
      }
      while (at < lines.length && sinceOf(lines[at], item.index) <= item.index) at += 1;
      compareRows(check, item.index, own, lines.slice(from, at));
    }
    for (const line of lines.slice(at)) check.fail('row_differs', null, { expected: 'no more rows', found: line });
  }

  function compareRows(check, index, own, given) {
    for (let n = 0; n < Math.max(own.length, given.length); n += 1) {
      if (own[n] === given[n]) continue;
      check.fail('row_differs', index, { expected: own[n] || 'no row', found: given[n] || 'no row' });
    }
  }

  /** Compares documents one a line with those that follow, by the member that names them. */
  function documents(check, lines, own, name, differ) {
    const given = new Map();
    for (const line of lines) {
      const document = parsed(line);
      const key = document === null ? null : document[name];
      if (key === null || given.has(key)) differ(null, document === null ? line : document);
      else given.set(key, { document, line });
    }
    for (const document of own) {
      check.examine();
      const found = given.get(document[name]);
      given.delete(document[name]);
      if (found === undefined || found.line !== Eal.encodeText(document)) differ(document, found ? found.document : null);
    }
    for (const { document } of given.values()) differ(null, document);
    const ordered = own.map((document) => Eal.encodeText(document));
    if (check.findings.length === 0 && ordered.some((line, n) => line !== lines[n])) differ(own[0], 'another order');
  }

  function state(meaning, report, moment) {
    const check = report.check('V14');
    const [rowLines, sheetLines] = ['rows.jsonl', 'sheets.jsonl'].map((name) => linesOf(meaning.record, name));
    if (rowLines === null || sheetLines === null) check.notChecked('the bundle has no rows or no sheets');
    if (rowLines !== null) rows(meaning, check, rowLines);
    if (sheetLines === null) return;
    const units = moment === null ? [] : meaning.fold.tables.ids('unit');
    const own = units.map((unit) => moment.sheet(unit, meaning.record.size));
    const differ = (expected, found) => check.fail('sheet_differs', null, { expected, found });
    documents(check, sheetLines, own, 'unit', differ);
  }

  /** V19: one headline for every contest of a sheet. */
  function headlines(meaning, report) {
    const check = report.check('V19');
    const lines = linesOf(meaning.record, 'sheets.jsonl');
    if (lines === null) return check.notChecked('the bundle has no sheets');
    for (const sheet of lines.map(parsed)) {
      if (sheet === null || !Array.isArray(sheet.headlines) || !Array.isArray(sheet.polls)) continue;
      check.examine();
      const contests = sheet.headlines.map((one) => one && one.contest);
      if (new Set(contests).size < contests.length) check.fail('two_headlines', null, { expected: 'one a contest', found: contests });
    }
    return settle(meaning, check, 'there is no unit');
  }

  const RESULT_CODES = { blockers: 'blocker_differs', figures: 'figure_differs', missing: 'missing_unit_differs', sources: 'form_differs' };
  const ACCOUNT_CODES = { buckets: 'bucket_differs', checks: 'balance_differs' };

  /** A finding a member that differs; one for the whole where there is no such document, or of another form. */
  function memberwise(check, codes, other) {
    return (expected, found) => {
      const names = Eal.isObject(expected) ? Object.keys(expected) : [];
      if (names.length === 0 || !Eal.shapes.hasMembers(found, names)) {
        check.fail(other, null, { expected, found });
        return;
      }
      for (const name of names) {
        if (Eal.encodeText(expected[name]) === Eal.encodeText(found[name])) continue;
        check.fail(codes[name] || other, null, { expected: expected[name], found: found[name] });
      }
    };
  }

  function results(meaning, report, moment) {
    const check = report.check('V22');
    const lines = linesOf(meaning.record, 'results.jsonl');
    if (lines === null) return check.notChecked('the bundle has no results');
    const contests = moment === null ? [] : meaning.fold.tables.ids('contest');
    const own = contests.map((contest) => new Eal.Result(moment, contest)).map((one) => ({
      ...one.document(meaning.record.size), blockers: one.blockers(),
    }));
    documents(check, lines, own, 'contest', memberwise(check, RESULT_CODES, 'result_differs'));
    return settle(meaning, check, 'there is no contest');
  }

  function accounts(meaning, report, moment) {
    const check = report.check('V23');
    const lines = linesOf(meaning.record, 'accounts.jsonl');
    if (lines === null) return check.notChecked('the bundle has no accounts');
    const own = moment === null ? [] : Eal.accounts(moment, meaning.record.size);
    meaning.record.subject.accounts = own.flatMap(toldBy);
    documents(check, lines, own, 'account', memberwise(check, ACCOUNT_CODES, 'account_differs'));
    return settle(meaning, check, 'there is no account');
  }

  function toldBy({ account, checks }) {
    return checks.filter((one) => one.outcome !== 'holds').map((one) => ({ account, ...one }));
  }

  /** What the report says of the subject: breaks in authority, rules that are not met, the digest. */
  function tell(meaning) {
    const { subject } = meaning.record;
    subject.state_digest = meaning.digest();
    subject.breaks_in_authority = meaning.entries.flatMap(({ item, rows: made }) =>
      made.filter((row) => row.table === 'law' && row.kind === 'succession').map(({ doc }) => ({
        authority: doc.authority, body: doc.body, index: item.index, state: doc.state, succession: doc.succession,
      })));
    subject.unmatched = meaning.entries.flatMap(({ item, judgement }) => (judgement === null ? [] : unmatched(item, judgement)));
    const { law } = meaning.fold;
    const { moment } = meaning;
    meaning.record.law = {
      isKeptBack: (digest) => {
        const doc = law.get('document', digest);
        return Boolean(doc && moment && (doc.until === null || doc.until > moment.day));
      },
      keys: enrolled(meaning),
      logKeys: law.ledger === null ? null : law.all('log_key'),
    };
  }

  Eal.tellOf = tell;

  /** The position of the entry that enrolled each key. */
  function enrolled(meaning) {
    const keys = new Map();
    for (const { item, rows: made } of meaning.entries) {
      for (const row of made) if (row.kind === 'key' && row.table === 'law' && !keys.has(row.id)) keys.set(row.id, item.position);
    }
    return keys;
  }

  function unmatched(item, judgement) {
    const told = judgement.marks.filter((mark) => ['rule_not_met', 'conclusion_differs'].includes(mark.code));
    return told.map(({ code, event, rule }) => ({
      act: item.act.act_id, code, event, index: item.index, outcome: judgement.events[event - 1], rule,
    }));
  }

  Eal.claims.push(function meaning(record, report) {
    const found = new Meaning(record);
    tell(found);
    judged(found, report);
    languages(found, report);
    sealed(found, report);
    const moment = found.moment;
    state(found, report, moment);
    headlines(found, report);
    results(found, report, moment);
    accounts(found, report, moment);
    Eal.stories(found, report);
  });
})(Eal);
(function (Eal) {
  /** V25: every seal tells what follows. */
  Eal.claims.push(function seals(record, report) {
    const check = report.check('V25');
    if (!check) return;
    check.pass();
    for (const { index, seal } of record.entries) {
      if (!seal) continue;
      check.examine();
      if (seal.code) check.fail(seal.code, index, { expected: seal.expected, found: seal.found });
    }
  });
})(Eal);
// What a bundle tells in words. Source: docs/spec section 10.
(function (Eal) {
  const words = (code) => code.replaceAll('_', ' ');
  const flat = (text) => text.replaceAll('\n', ' ');
  const textIn = (says, language) => (says.find((one) => one.language === language) || says[0]).text;

  function quantity({ disputed, high, low, why }) {
    if (disputed) return `disputed: ${disputed.map((one) => `${quantity(one)} by ${flat(one.source)}`).join('; ')}`;
    const known = high === null ? (low === 0 ? 'unknown' : `at least ${low}`) : low === high ? `${low}` : `${low} to ${high}`;
    return why === null ? known : `${known} (${words(why)})`;
  }

  function box({ channels, contests, further, lists, selections, units }) {
    const named = [...units, ...lists.map((list) => `the units of ${list}`)];
    if (further !== null) named.push(`further units in ${further.within} (${quantity(further.count)})`);
    const limits = [contests, ...[channels, selections].filter((each) => each.length !== 1 || each[0] !== 'all')];
    return `${named.join(', ')} [${limits.map((each) => each.join(', ')).join(' | ')}]`;
  }

  function object(value) {
    if ('contests' in value) return box(value);
    if ('measure' in value) {
      const of = value.selection === null ? '' : ` ${value.selection}`;
      return `${words(value.measure)}${of} ${quantity(value.value)}`;
    }
    if ('low' in value || 'disputed' in value) return quantity(value);
    if ('earliest' in value) return value.at || value.earliest || value.latest || '(time not known)';
    if ('name' in value) return `${value.id} (${flat(value.name)})`;
    return Eal.encodeText(value);
  }

  function spoken(value) {
    if (value === null || value === undefined) return 'not stated';
    if (typeof value === 'boolean') return value ? 'yes' : 'no';
    if (Array.isArray(value)) return value.map(spoken).join(', ');
    return typeof value === 'object' ? object(value) : flat(String(value));
  }

  function stated(value, language) {
    if (typeof value === 'string') return flat(value);
    if (Eal.isObject(value) && 'says' in value) return `${'name' in value ? value.name : value.id}: ${textIn(value.says, language)}`;
    return Eal.encodeText(value);
  }

  function said({ fields, type }, declared, language) {
    const doc = declared.get(type);
    if (doc) {
      const place = (_, name) => spoken(Object.hasOwn(fields, name) ? fields[name] : null);
      return textIn(doc.says, language).replace(/\{([a-z][a-z0-9_]*)\}/g, place);
    }
    const given = Object.keys(fields).sort().filter((name) => fields[name] !== null);
    const told = given.map((name) => `${words(name)} ${stated(fields[name], language)}`);
    return told.length ? `${type}: ${told.join('; ')}` : type;
  }

  function decided({ number, result, votes }) {
    const cast = votes || {};
    const listed = ['for', 'against', 'abstained', 'absent'].filter((vote) => Number.isInteger(cast[vote]));
    const told = listed.map((vote) => `${cast[vote]} ${vote}`).join(', ') || 'none';
    return `  Decision ${number === null ? 'without number' : number}: ${words(result)}. Votes stated: ${told}.`;
  }

  function marked({ code, event, rule, subject }) {
    const parts = [words(code), event ? `point ${event}` : '', rule === null ? '' : `rule ${rule}`, subject || ''];
    return `  Marked: ${parts.filter((part) => part).join(', ')}.`;
  }

  /** The paragraph of an entry that is admitted. */
  function paragraph({ item, judgement, rows }, law, language) {
    const { act, entry } = item;
    const named = (kind, id) => (law[kind].has(id) ? `${law[kind].get(id).name} (${id})` : id);
    const lines = [`#${entry.index}, ${act.day}: ${named('body', act.body)}, act ${act.act_id}`, `  Recorded ${entry.recorded_at}.`];
    const { attestation: source, decision } = act;
    if (source) lines.push(`  Attested by ${named('body', source.body)} from a document of grade ${words(source.grade)}.`);
    if (decision) lines.push(decided(decision));
    const persons = rows[0].persons.map((person) => named('person', person)).join(', ') || 'nobody';
    lines.push(`  Signatures: ${entry.signatures.length}. Counted: ${persons}.`);
    act.events.forEach((event, n) => {
      const when = event.occurred === null ? '' : ` [${spoken(event.occurred)}]`;
      const outcome = judgement.events[n] === 'effective' ? '' : ` [${words(judgement.events[n])}]`;
      lines.push(`  ${n + 1}. ${said(event, law.declaration, language)}${when}${outcome}`);
    });
    return [...lines, ...judgement.marks.map(marked), ''].join('\n');
  }

  /** The paragraphs of a file, each without the line feed behind it. */
  function paragraphsOf(bytes) {
    const found = [[]];
    for (const line of Eal.linesOf(bytes)) {
      found[found.length - 1].push(Eal.fromUtf8(line) || '\u0000'.repeat(line.length));
      if (line.length === 0) found.push([]);
    }
    return found.filter((lines) => lines.length).map((lines) => lines.join('\n'));
  }

  const indexOf = (text) => Number((/^#([0-9]{1,16}), /.exec(text) || [0, -1])[1]);

  /** The story of a language in a bundle, entry by entry. */
  class Story {
    constructor(check, language, bytes) {
      Object.assign(this, { check, language, given: paragraphsOf(bytes), at: 0, passed: new Set() });
    }

    compare(index, expected, found) {
      this.check.examine();
      if (expected !== found) this.check.fail('story_differs', index, { expected, found });
    }

    take(index, own) {
      for (; this.at < this.given.length; this.at += 1) {
        const [text, number] = [this.given[this.at], indexOf(this.given[this.at])];
        if (number > index) break;
        if (number === index || number < 0) {
          this.at += 1;
          this.compare(index, own, text);
          return;
        }
        if (!this.passed.has(number)) this.compare(number, 'no paragraph', text);
      }
      this.compare(index, own, 'no paragraph');
    }

    finish() {
      const left = this.given.slice(this.at).filter((text) => !this.passed.has(indexOf(text)));
      for (const text of left) this.compare(null, 'no paragraph', text);
    }
  }

  /** V28: what is told in words is what the entries say. */
  Eal.stories = function (meaning, report) {
    const [check, { files, first = 0, ledger, size }] = [report.check('V28'), meaning.record];
    const names = Object.keys(files).filter((name) => Eal.languageOf(name) !== null).sort();
    const readme = files['README.txt'];
    if (!names.length && !readme) return check.notApplicable('the bundle tells nothing in words');
    const stories = names.map((name) => new Story(check, Eal.languageOf(name), files[name]));
    const law = { body: new Map(), declaration: new Map(), person: new Map() };
    const languages = new Set();
    for (const told of meaning.entries) {
      if (told.judgement === null) {
        for (const story of stories) story.passed.add(told.item.index);
        continue;
      }
      for (const { doc, id, kind, table } of told.rows) {
        if (table !== 'law' || !law[kind] || doc === null) continue;
        law[kind].set(id, doc);
        if (kind === 'declaration') for (const one of doc.says) languages.add(one.language);
      }
      if (told.item.index < first) continue;
      for (const story of stories) story.take(told.item.index, paragraph(told, law, story.language));
    }
    for (const story of stories) story.finish();
    const [due, there] = [Eal.sorted(languages), Eal.sorted(stories.map((story) => story.language))];
    if (stories.length && due.join() !== there.join()) check.fail('story_differs', null, { expected: due, found: there });
    const { template, values } = meaning.onTop || { template: Eal.tables.readme, values: { ...ledger, first, last: size - 1 } };
    if (readme) onTop(check, readme, template, values);
    return check;
  };

  function onTop(check, bytes, template, values) {
    const named = /^Specified {3}([0-9a-f]{64})$/m.exec(Eal.fromUtf8(bytes));
    const filled = { ...values, spec: named ? named[1] : '(a SHA-256 digest)' };
    const own = template.replace(/\{([a-z]+)\}/g, (_, name) => filled[name]);
    check.examine();
    if (Eal.fromUtf8(bytes) !== own) check.fail('readme_differs', null, { expected: own, found: Eal.fromUtf8(bytes) });
  }
})(Eal);
(function (Eal) {
  const GROUPS = ['completeness', 'integrity', 'authenticity', 'legality', 'consistency', 'evidence'];
  const UNEXAMINED = 'this checker does not examine it';
  const CODES = new Map(Eal.tables.codes.map((code) => [code.code, code]));
  /** What no result establishes (docs/spec 10). */
  Eal.DOES_NOT_ESTABLISH = [
    'that reported facts are true',
    'that decisions are lawful',
    'that nothing was decided outside this log',
    'that others were shown the same log',
    'whose hands held the keys',
  ];
  const NO_KIND = { always: [], cannot_show: [], kind: null, name: 'a checkpoint' };
  const KINDS = new Map(Eal.tables.kinds.map((kind) => [kind.kind, kind]));
  /** A kind of document of the catalogue; a checkpoint alone is of none. */
  Eal.documentKind = (name) => KINDS.get(name) || NO_KIND;

  Eal.EXIT_CODES = { VERIFIED: 0, CONTRADICTED: 1, INCOMPLETE: 3, 'NOT FOUND': 4 };

  /** What a code means, in a sentence; the code itself where nobody wrote one. */
  Eal.meaningOf = (code) => (CODES.has(code) ? CODES.get(code) : { means: code, innocent: '', hostile: '', do: '' });

  class Check {
    constructor(entry, report) {
      Object.assign(this, { id: entry.id, catalogued: entry, report, examined: 0, findings: [], reason: null, result: null });
    }

    examine(count = 1) {
      this.examined += count;
    }

    pass() {
      this.result = this.result || 'PASS';
    }

    fail(code, index, what = {}) {
      const { expected = null, found = null } = what;
      const finding = { check: this.id, code, expected, found, index, message: Eal.meaningOf(code).means };
      this.findings.push(finding);
    }

    notChecked(why) {
      [this.result, this.reason] = ['NOT CHECKED', why];
    }

    notApplicable(why) {
      [this.result, this.reason] = ['NOT APPLICABLE', why];
    }

    /** The check as the report has it. */
    document(required) {
      const { claim, group, id, supply, title } = this.catalogued;
      const result = this.outcome();
      return {
        claim,
        examined: this.examined,
        failed: new Set(this.findings.map((finding) => finding.index)).size,
        findings: this.findings,
        group,
        id,
        reason: ['PASS', 'FAIL'].includes(result) ? null : this.reason || UNEXAMINED,
        required: required.includes(id),
        result,
        supply: result === 'NOT CHECKED' ? supply : null,
        title,
      };
    }

    /** What a document of its kind cannot be asked does not apply to it, whatever was looked at. */
    limit() {
      const { kind, name } = Eal.documentKind(this.report.kind);
      if (kind === null || this.catalogued.asked_of.includes(kind)) return;
      const isSaid = kind === 'bundle' && this.result === 'NOT APPLICABLE';
      if (!isSaid) this.notApplicable(`${name} cannot show ${this.examined ? 'all of it' : 'it'}`);
    }

    outcome() {
      if (this.findings.length) return 'FAIL';
      this.limit();
      if (this.result === 'PASS' && !this.examined) {
        if (this.report.isEmpty) this.notChecked('there is no entry');
        else this.notApplicable('the log has nothing of this kind');
      }
      return this.result || (this.examined ? 'PASS' : 'NOT CHECKED');
    }
  }

  /** A check that a trust file requires and nobody here knows: it was not made. */
  const unknownCheck = (id) => ({
    claim: 'none', examined: 0, failed: 0, findings: [], group: 'evidence', id, reason: 'this checker does not know it', required: true,
    result: 'NOT CHECKED', supply: 'A checker that knows it, or another trust file.', title: 'a check that is not known',
  });

  /** What claims tell, check by check, about a document of a kind. */
  Eal.Report = class Report {
    constructor(kind, isEmpty = false) {
      Object.assign(this, { isEmpty, kind });
      this.checks = new Map(Eal.tables.checks.map((entry) => [entry.id, new Check(entry, this)]));
    }

    check(id) {
      return this.checks.get(id);
    }

    /** The checks in the order of their groups. */
    documents(required) {
      const unknown = required.filter((id) => !this.checks.has(id)).map(unknownCheck);
      const all = [...Array.from(this.checks.values(), (check) => check.document(required)), ...unknown];
      return GROUPS.flatMap((group) => all.filter((check) => check.group === group));
    }
  };

  const place = (finding) => (finding.index === null ? Infinity : finding.index);

  const order = (a, b) => (place(a) === place(b) ? Eal.compare(a.check, b.check) : place(a) - place(b));

  /** Every finding, in the order of entries, then of checks; the first is the one that the summary names. */
  Eal.findingsOf = (checks) => checks.flatMap((check) => check.findings).sort(order);

  /** VERIFIED, CONTRADICTED or INCOMPLETE (docs/spec 10). */
  Eal.verdictOf = function (checks, hasEntries) {
    if (checks.some((check) => check.result === 'FAIL')) return 'CONTRADICTED';
    if (!hasEntries || checks.some((check) => check.required && check.result === 'NOT CHECKED')) return 'INCOMPLETE';
    return 'VERIFIED';
  };

  /** The ids that are required: those of the trust file, an empty list meaning all, and those without which a kind says nothing. */
  Eal.requiredChecks = function (trust, kind) {
    const all = Eal.tables.checks.map((check) => check.id);
    return trust.required_checks.length ? [...trust.required_checks, ...Eal.documentKind(kind).always] : all;
  };

  /** What is verified, if it is, of a document that does not say so itself. */
  function whole({ entries, first }) {
    return first ? `entries ${first} to ${first + entries - 1}, without those before them` : `the log of ${entries} entries`;
  }

  /** The report on a bundle or part of one, in the shape of `eal-verify --json`. */
  Eal.reportDocument = function ({ checks, inputs, kind, subject, trust, verdict, verified = null }) {
    const required = Eal.requiredChecks(trust, kind);
    return {
      cannot_show: Eal.documentKind(kind).cannot_show,
      checks,
      does_not_establish: Eal.DOES_NOT_ESTABLISH,
      exit_code: Eal.EXIT_CODES[verdict],
      first_finding: Eal.findingsOf(checks)[0] || null,
      format: 0,
      inputs,
      kind,
      network_used: false,
      subject,
      trust: {
        last_seen: trust.last_seen,
        ledger: trust.ledger,
        waived: Eal.tables.checks.map((check) => check.id).filter((id) => !required.includes(id)),
      },
      verdict,
      verified: verdict === 'VERIFIED' ? Eal.shown(verified || whole(subject)) : null,
    };
  };

  /** What is said of a file that cannot be read: exit code 2. */
  Eal.refusalDocument = function (refusal, what) {
    const known = Eal.meaningOf(refusal.code);
    return {
      code: refusal.code,
      do: known.do || 'Get the file again from where it was published.',
      exit_code: 2,
      expected: `a readable ${what}`,
      found: Eal.shown(refusal.found),
      message: known.means,
      verdict: null,
    };
  };

  function ordered(value) {
    if (Array.isArray(value)) return value.map(ordered);
    if (!Eal.isObject(value)) return value;
    return Object.fromEntries(Object.keys(value).sort().map((key) => [key, ordered(value[key])]));
  }

  /** A report as JSON: members sorted, one space a level, ASCII; the same bytes for the same input. */
  Eal.reportText = function (document) {
    const text = JSON.stringify(ordered(document), (_, value) => (typeof value === 'bigint' ? String(value) : value), 1);
    const ascii = text.replace(/[^\x00-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    return ascii + '\n';
  };
})(Eal);
(function (Eal) {
  const describe = (name, bytes) => ({ bytes: bytes.length, name, sha256: Eal.hex(Eal.sha256(bytes)) });

  /** V01: every file is the one that the manifest describes. */
  function files(record, report) {
    const check = report.check('V01');
    for (const part of Eal.usedOf(record)) filesOf(part, check);
    for (const before of record.befores || []) {
      const [size, said] = [Math.min(before.size, record.entries.length), `${before.size} ${before.root}`];
      const found = `${size} ${record.rootAt(size)}`;
      check.examine();
      if (said !== found) check.fail('file_differs', null, { expected: `before.json: ${said}`, found });
    }
  }

  function filesOf(part, check) {
    const stated = new Map(part.listed.map((file) => [file.name, file]));
    const told = [...Object.keys(part.files), ...stated.keys()].filter((name) => Eal.languageOf(name) !== null);
    for (const name of [...Eal.BUNDLE_FILES, ...new Set(told.sort())].filter(part.isUsed)) {
      const [bytes, listed] = [part.files[name], stated.get(name)];
      if (!bytes && !listed) continue;
      check.examine();
      const found = bytes ? describe(name, bytes) : null;
      if (!found || !listed || found.bytes !== listed.bytes || found.sha256 !== listed.sha256) {
        check.fail('file_differs', null, { expected: listed || `no ${name}`, found: found || `no ${name}` });
      }
    }
  }

  /** V02: canonical, and of the form of sections 2 and 3. */
  function forms(record, report) {
    const check = report.check('V02');
    check.pass();
    for (const entry of record.entries) {
      check.examine();
      if (!entry.refused) continue;
      check.fail(entry.refused, entry.index, { expected: 'a canonical entry of format 0', found: entry.why });
    }
  }

  /** V04: indexes follow each other, and end where the manifest says. */
  function indexes(record, report) {
    const check = report.check('V04');
    check.pass();
    let next = record.base;
    for (const { index, entry } of record.entries) {
      if (entry) check.examine();
      const stated = entry ? entry.index : index;
      if (stated !== next) check.fail('index_out_of_order', Math.min(index, next), { expected: next, found: stated });
      next = index + 1;
    }
    if (next !== record.size) {
      check.fail('entries_missing', Math.min(next, record.size), { expected: `${record.size} entries`, found: String(next) });
    }
  }

  /** V03: this ledger's acts, whose signers had seen this log. */
  function belonging(record, report) {
    const check = report.check('V03');
    check.pass();
    const { id, origin } = record.ledger;
    for (const entry of record.entries) {
      if (!entry.entry) continue;
      check.examine();
      const code = Eal.strangeness(entry, { id, origin });
      if (code) check.fail(code, entry.index, { expected: { id, origin }, found: { ...entry.act.ledger, leaf: entry.leaf } });
      if (entry.act.seen) seen(record, entry, check);
    }
  }

  /** Step 2 of docs/spec 8.1, and the hash of entry 0: the code of what is wrong, or `null`. */
  Eal.strangeness = function ({ act, index, leaf }, { id, origin }) {
    if (act.ledger.origin !== origin) return 'other_ledger';
    if (index > 0) return act.ledger.id === id ? null : 'other_ledger';
    const isFounding = act.events.length === 1 && act.events[0].type === 'ledger.founded';
    if (act.ledger.id !== null || !isFounding) return 'not_founding';
    return leaf === id ? null : 'other_ledger';
  };

  function seen(record, entry, check) {
    const { root, size } = entry.act.seen;
    if (size > entry.index) check.fail('seen_not_ours', entry.index, { expected: `size ≤ ${entry.index}`, found: String(size) });
    // After a line that is broken, misplaced or badly linked every later root differs: that was told once.
    else if (size >= record.base && size <= record.base + record.entries.length && entry.position <= record.soundUntil && record.rootAt(size) !== root) {
      check.fail('seen_not_ours', entry.index, { expected: record.rootAt(size), found: root });
    }
  }

  /** V17: no time of recording before that of an earlier entry. */
  function times(record, report) {
    const check = report.check('V17');
    check.pass();
    let latest = '';
    for (const { entry, index } of record.entries) {
      if (!entry) continue;
      check.examine();
      const at = entry.recorded_at;
      if (at < latest) check.fail('clock_did_not_progress', index, { expected: latest, found: at });
      else latest = at;
    }
  }

  /** V08: the first entries are those that were there when last seen. */
  function extending(record, report) {
    const check = report.check('V08');
    const last = record.trust.last_seen;
    if (!last) return check.notChecked('the trust file names no checkpoint seen before');
    if (last.size < record.base) return check.notChecked(`the entries before ${record.base} are not here`);
    check.examine();
    const size = Math.min(last.size, record.base + record.entries.length);
    const root = record.rootAt(size);
    if (last.size > size || root !== last.root) {
      check.fail('not_extended', null, { expected: `${last.size} ${last.root}`, found: `${size} ${root}` });
    }
  }

  Object.assign(Eal, { checkFiles: files, checkTimes: times });
  Eal.continuingClaims = [files, forms, indexes, links, belonging, times, extending];
  Eal.claims.push(files, forms, indexes, links, belonging, times, extending);

  /** V05: each entry names the leaf hash of the one before. */
  function links(record, report) {
    const check = report.check('V05');
    check.pass();
    const found = Eal.brokenLinks(record);
    record.soundUntil = found.soundUntil;
    check.examine(record.entries.filter((entry) => entry.entry).length);
    for (const { index, expected, found: named } of found.broken) check.fail('link_broken', index, { expected, found: named });
  }
})(Eal);
(function (Eal) {
  const { isHash } = Eal.spelling;
  const itemsOf = (value) => (Array.isArray(value) ? value : [value]);
  const isAdministration = (event) => Eal.tables.administration.includes(event.type);

  /** The documents that an act names (docs/spec 15.1). */
  function* namedBy({ attestation, decision, events }) {
    if (attestation && attestation.document) yield attestation.document;
    if (decision && decision.reasons) yield decision.reasons;
    for (const annex of decision ? decision.annexes : []) yield annex.document;
    for (const event of events.filter((one) => !isAdministration(one))) {
      yield* Object.values(event.fields).flatMap(itemsOf).filter((item) => typeof item === 'string' && isHash(item));
    }
  }

  /** V15: documents are those named, named, and all there (docs/spec 15.4). */
  Eal.checkDocuments = function (record, report) {
    const check = report.check('V15');
    const acts = record.entries.flatMap(({ act }) => (act ? [act] : []));
    const named = new Set(acts.flatMap((act) => [...namedBy(act)]));
    const isHeldBack = (record.law && record.law.isKeptBack) || (() => false);
    const supplied = Object.keys(record.files).filter((name) => Eal.documentOf(name) !== null).sort();
    check.examine(named.size);
    for (const name of supplied) {
      const [digest, found] = [Eal.documentOf(name), Eal.hex(Eal.sha256(record.files[name]))];
      if (found !== digest) check.fail('document_differs', null, { expected: digest, found });
      if (!named.has(digest)) check.fail('document_not_named', null, { expected: 'a document that an act names', found: digest });
      else if (isHeldBack(digest)) check.fail('document_held_back', null, { expected: 'left out, as an act says', found: digest });
    }
    const missing = [...named].filter((digest) => !supplied.includes(`evidence/${digest}`) && !isHeldBack(digest));
    if (missing.length) check.notChecked(`${missing.length} of ${named.size} documents that acts name were not supplied`);
    else if (!named.size) check.notApplicable('no act names a document');
  };
  Eal.claims.push(Eal.checkDocuments);
})(Eal);
(function (Eal) {
  /** A link into an entry that was read: `null` where it holds, else what was expected and named. */
  function linkInto({ base, entries }, position) {
    const entry = entries[position];
    // What the first entry of a bundle that goes on names is the hash of one that is not here.
    if (!entry.entry || (base && position === 0)) return null;
    const before = position ? entries[position - 1] : null;
    const expected = before ? before.leaf : null;
    return entry.previous === expected ? null : { before: before ? before.index : -1, entry, expected };
  }

  /** Which entry a single broken link is told of: the earlier, or the first that is missing or double between the two. */
  function between({ before, entry }) {
    if (entry.index === before + 1) return Math.max(before, 0);
    return Math.min(before + 1, entry.index);
  }

  /** Whether the last entry, with the hash that it should name, gives the root of the checkpoint: then it alone was changed. */
  function isRepaired(record, link) {
    const stated = record.checkpoint && record.checkpoint.stated;
    if (!stated || link.entry.position !== record.entries.length - 1) return false;
    const repaired = Eal.encode({ ...link.entry.entry, previous: link.expected });
    const tree = record.grown();
    for (const { leaf } of record.entries.slice(0, -1)) tree.add(Eal.unhex(leaf));
    tree.add(Eal.leafHash(repaired));
    return Eal.same(tree.root(tree.size), stated.root);
  }

  /**
   * The broken links, each told of the entry that was changed (docs/spec 10): an entry with both its links
   * broken once, by its own index. `soundUntil`: the last position up to which
   * every line was read, stands in its place, and every link holds.
   */
  Eal.brokenLinks = function (record) {
    const broken = [];
    let waiting = null;
    let soundUntil = Infinity;
    const tell = (link, index) => broken.push({ index, expected: link.expected, found: link.entry.previous });
    for (let position = 0; position < record.entries.length; position++) {
      const link = linkInto(record, position);
      const { entry, refused } = record.entries[position];
      const isSound = !link && !refused && entry.index === (position ? record.entries[position - 1].index + 1 : record.base);
      if (!isSound && soundUntil === Infinity) soundUntil = position - 1;
      if (waiting && link) {
        tell(waiting, waiting.entry.index);
        waiting = null;
      } else {
        if (waiting) tell(waiting, between(waiting));
        waiting = link;
      }
    }
    if (waiting) tell(waiting, isRepaired(record, waiting) ? waiting.entry.index : between(waiting));
    return { broken, soundUntil };
  };
})(Eal);
(function (Eal) {
  const hasFailed = (report, ...ids) => ids.some((id) => report.check(id).findings.length);

  /** V07: signed by a log key of the trust file, valid at this size. */
  function signed(record, report) {
    const check = report.check('V07');
    if (!record.checkpoint) return check.notChecked('the bundle has no checkpoint');
    check.examine();
    const { refusal } = record.checkpoint;
    if (refusal) check.fail(refusal.code, null, { expected: 'signed by a log key', found: refusal.found });
  }

  /** V06: the root of the entries is the one in the checkpoint. */
  function rooted(record, report) {
    const check = report.check('V06');
    if (!record.checkpoint) return check.notChecked('the bundle has no checkpoint');
    const { stated } = record.checkpoint;
    if (!stated) return check.notChecked('the checkpoint cannot be read');
    check.examine();
    const [count, size] = [record.base + record.entries.length, Number(stated.size)];
    const root = record.rootAt(Math.max(record.base, Math.min(count, size)));
    if (size === count && root === Eal.hex(stated.root)) return undefined;
    // Where every link holds and the checkpoint is the log's, only the last entry can have been changed.
    const isLast = size === count && !record.checkpoint.refusal && !hasFailed(report, 'V02', 'V04', 'V05');
    const what = { expected: `${size} ${Eal.hex(stated.root)}`, found: `${count} ${root}` };
    return check.fail('root_differs', isLast && count ? count - 1 : null, what);
  }

  const list = (keys) => keys.map((key) => `${key.name}+${key.id}`).join(' ');

  /** V09: the cosignatures meet the policy of the trust file. */
  async function witnessed(record, report) {
    const check = report.check('V09');
    const { policy } = record.trust;
    if (!policy) return check.notChecked('the trust file names no witnesses');
    if (policy.quorum === 'none') return check.notApplicable('the policy asks for no witness');
    const note = record.checkpoint && record.checkpoint.note;
    if (!note) return check.notChecked('there is no checkpoint that can be read');
    const tried = await Eal.tryLines(note, [...policy.witnesses.values()]);
    check.examine(new Set([...tried.verified, ...tried.wrong]).size);
    for (const key of tried.wrong) {
      check.fail('note_signature_invalid', null, { expected: 'a valid cosignature', found: list([key]) });
    }
    if (!tried.wrong.length && !Eal.meetsPolicy(policy, tried.verified)) {
      check.notChecked(`too few cosignatures: ${list(tried.verified) || 'none'}`);
    }
    return undefined;
  }

  /** Whether a key is enrolled before an entry, or offered by its act; without the law: offered so far. */
  function isKnown(record, kid, entry) {
    const keys = record.law && record.law.keys;
    const { position } = record.offered.get(kid);
    return !keys || position === entry.position || (keys.has(kid) && keys.get(kid) <= entry.position);
  }

  /** The signatures of an entry by keys that are known there, `[{kid, ok}]`; the others are V11's. */
  Eal.signaturesThatCount = function (record, entry) {
    return record.signatures[entry.position].filter(({ kid, ok }) => ok !== null && isKnown(record, kid, entry));
  };

  /** V10: every signature by a key that is enrolled, or that the act itself offers, is valid. */
  function authored(record, report) {
    const check = report.check('V10');
    check.pass();
    for (const entry of record.entries) {
      for (const { kid, ok } of Eal.signaturesThatCount(record, entry)) {
        check.examine();
        const what = { expected: 'a valid signature over the act', found: `key ${kid}` };
        if (!ok) check.fail('signature_invalid', entry.index, what);
      }
    }
  }

  /** V18, V21, V26, V27: what a bundle does not hold, or this program does not compute. */
  function outside(record, report) {
    report.check('V18').notApplicable('no printed decision was given');
    report.check('V21').notApplicable('no spreadsheet was given');
    for (const id of ['V26', 'V27']) report.check(id)?.notApplicable('no state proof was given');
  }

  /** The claims that need nothing but a checkpoint. */
  Eal.checkpointClaims = [signed, witnessed];
  Object.assign(Eal, { checkAuthored: authored, checkRoot: rooted });
  Eal.claims.push(signed, rooted, witnessed, authored, outside);
})(Eal);
(function (Eal) {
  const END = Infinity;
  const end = (until) => (until === null ? END : until);

  /** Whether the trust file lets a key sign at no size up to `size` at which the log does not. */
  function isNarrower(trusted, adopted, size) {
    const last = Math.min(end(trusted.until_size), size + 1);
    if (trusted.from_size >= last) return true;
    return trusted.from_size >= adopted.from_size && last <= end(adopted.until_size);
  }

  /** A key that the log adopted and the trust file ought to have, and lacks. */
  function lackingKey({ trust, logSize }, adopted) {
    const types = new Set(trust.keys.map((key) => key.vkey.type));
    return adopted.find(
      (row) => row.from_size <= logSize && types.has(Eal.parseVkey(row.vkey, [1, 6], false).type)
        && !trust.log_keys.some((key) => key.vkey === row.vkey),
    );
  }

  // Where a key is lacking, one without an end may be one that was replaced since.
  const asFarAsKnown = (trusted, row, lacking) =>
    lacking && trusted.until_size === null ? { ...trusted, until_size: row.until_size } : trusted;

  function knownOrNot(check, lacking) {
    if (lacking) check.notChecked(`log_key_unknown_to_trust: ${lacking.vkey.slice(0, 100)} from size ${lacking.from_size}`);
  }

  /** V24: the keys of the trust file are keys that the log adopted, for those sizes (docs/spec 10). */
  Eal.checkLogKeys = function (record, report) {
    const check = report.check('V24');
    if (!record.law) return check.notChecked('this checker did not read the law of the log');
    if (!record.law.logKeys) return check.notChecked('no founding act names the keys of the log');
    check.examine(record.trust.log_keys.length);
    const lacking = lackingKey(record, record.law.logKeys);
    for (const trusted of record.trust.log_keys) {
      const rows = record.law.logKeys.filter((row) => row.vkey === trusted.vkey);
      if (rows.some((row) => isNarrower(asFarAsKnown(trusted, row, lacking), row, record.logSize))) continue;
      check.fail('log_key_differs', null, { expected: rows[0] || 'a key that the log adopted', found: trusted.vkey });
    }
    return knownOrNot(check, lacking);
  };
  Eal.claims.push(Eal.checkLogKeys);

  const bytesOf = (text) => Eal.utf8(text);
  const RFC_8032 = [
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ];
  const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const ROOT_ABC = 'NmQuc8JUCrEh46a/lUWwokmCzYMOsT080Z3jzmwCHsE=';
  const SPELLED = ['{"a":1,"list":["x",null,true],"text":"Mitrovic\u00eb"}', '{"a":1,"a":1}', '{"a":1.0}', '{ "a":1}', '{"a":"e\u0301"}'];
  const VERDICTS = [undefined, 'duplicate_key', 'number_not_integer', 'not_canonical', 'text_not_nfc'];

  /** The answers to the vectors built in: RFC 6962, RFC 8032, canonical form. */
  function answers() {
    const tree = new Eal.Tree();
    const empty = Eal.hex(tree.root(0));
    for (const leaf of ['a', 'b', 'c']) tree.add(Eal.leafHash(bytesOf(leaf)));
    const [key, message, signature] = RFC_8032.map(Eal.unhex);
    const bent = signature.slice();
    bent[0] ^= 1;
    const codes = SPELLED.map((text) => Eal.attempt(() => Eal.parseCanonical(bytesOf(text))).refusal?.code);
    return [
      empty === EMPTY,
      Eal.base64(tree.root(3)) === ROOT_ABC,
      Eal.verifyPlainly('Ed25519', key, message, signature),
      !Eal.verifyPlainly('Ed25519', key, message, bent),
      ...codes.map((code, n) => code === VERDICTS[n]),
    ];
  }

  /** V20: this copy of the checker gives the right answers on this machine. */
  Eal.claims.push(function selfTest(record, report) {
    const check = report.check('V20');
    answers().forEach((isRight, n) => {
      check.examine();
      if (!isRight) check.fail('selftest_failed', null, { expected: 'the right answer', found: `vector ${n}` });
    });
  });
  Eal.selfTest = () => answers().every(Boolean);
})(Eal);
(function (Eal) {
  const ALONE = ['V01', 'V02', 'V03', 'V04', 'V05', 'V06', 'V07', 'V08', 'V09', 'V10', 'V16', 'V17', 'V20'];
  const NOT_GIVEN = ['V18', 'V21', 'V26', 'V27'];
  const ELSEWHERE = 'what this depends on stands in the entries before: give that bundle too (--with EARLIER)';

  /** A file as the report names it. */
  Eal.inputOf = ({ name, bytes }) => ({ name, sha256: Eal.hex(Eal.sha256(bytes)) });

  /** Runs a reader and its claims; what cannot be read becomes the document of exit code 2. */
  async function reading(what, run) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof Eal.Refusal)) throw error;
      return Eal.refusalDocument(error, what);
    }
  }

  /** Reads a trust file, then runs what needs it; what cannot be read becomes a document of exit code 2. */
  Eal.withTrust = function (trustFile, what, run) {
    return reading('trust file', async () => {
      const trust = Eal.parseTrust(trustFile.bytes);
      return reading(what, () => run(trust));
    });
  };

  const foundingOf = (record) => {
    const zero = record.entries.find((entry) => entry.act && entry.index === 0);
    const event = zero && zero.act.events.find((one) => one.type === 'ledger.founded');
    return event ? event.fields : {};
  };

  const text = (value) => (typeof value === 'string' ? value : null);

  Eal.subjectOf = function (record) {
    const known = record.entries.filter((entry) => entry.entry);
    const at = (entry) => (entry ? entry.entry.recorded_at : null);
    const founding = foundingOf(record);
    return {
      accounts: [],
      breaks_in_authority: [],
      clock: text(founding.clock),
      entries: record.entries.length,
      first_recorded_at: at(known[0]),
      last_recorded_at: at(known[known.length - 1]),
      predecessor: Eal.isObject(founding.predecessor) ? founding.predecessor : null,
      purpose: text(founding.purpose),
      state_digest: null,
      unmatched: [],
      ...record.subject,
    };
  };

  /** The report on another ledger than the trust file names. */
  Eal.notFound = function (trust, ledger, inputs, kind) {
    const subject = { entries: null };
    return Eal.reportDocument({ checks: [], inputs: { ...inputs, ledger }, kind, subject, trust, verdict: 'NOT FOUND' });
  };

  const isSameLedger = (one, other) => one.id === other.id && one.origin === other.origin;

  /** A bundle that does not begin at entry 0, by itself: what its entries mean stands in those before. */
  async function continuing(bundle, trust, inputs) {
    const record = await Eal.recordOf(bundle, trust, Eal.parseBefore(bundle.files['before.json']));
    const report = new Eal.Report('bundle', record.entries.length === 0);
    for (const [id, check] of report.checks) {
      if (NOT_GIVEN.includes(id)) check.notApplicable('none was given');
      else if (!ALONE.includes(id)) check.notChecked(ELSEWHERE);
    }
    for (const claim of [...Eal.continuingClaims, ...Eal.checkpointClaims, Eal.checkRoot, Eal.checkAuthored]) await claim(record, report);
    const readable = record.entries.filter((item) => item.entry).map((item) => ({ item }));
    Eal.languagesCovered({ entries: readable, record }, report);
    report.check('V03').notChecked('entry 0 stands in the entries before; it also says whether this is a rehearsal');
    const unknown = record.signatures.flat().filter(({ ok }) => ok === null).length;
    if (unknown) for (const id of ['V10', 'V16']) report.check(id).notChecked(`${unknown} signatures by keys that are not known here`);
    const self = report.check('V20');
    self.examine();
    if (!Eal.selfTest()) self.fail('selftest_failed', null, { expected: 'the right answers', found: 'others' });
    const checks = report.documents(Eal.requiredChecks(trust, 'bundle'));
    const subject = { ...Eal.subjectOf(record), first: record.base };
    const verdict = Eal.verdictOf(checks, record.entries.length > 0);
    return Eal.reportDocument({ checks, inputs: { ...inputs, ledger: bundle.ledger }, kind: 'bundle', subject, trust, verdict });
  }

  /**
   * Verifies a bundle: `file` and `trust` are `{name, bytes}`; `question` is for a bundle of one unit. Returns the
   * report, or the document of a refusal (`verdict` null, `exit_code` 2). `question.others`: the bundles before it.
   */
  Eal.verifyBundle = function (file, trustFile, question = {}) {
    return Eal.withTrust(trustFile, 'bundle', async (trust) => {
      const others = question.others || [];
      const parts = [file, ...others].map((one) => Eal.parseBundle(one.bytes));
      const bundle = others.length ? Eal.joinBundles(parts) : parts[0];
      const inputs = { bundle: Eal.inputOf(file), trust: Eal.inputOf(trustFile), ...(others.length ? { with: others.map(Eal.inputOf) } : {}) };
      if (!isSameLedger(bundle.ledger, trust.ledger)) return Eal.notFound(trust, bundle.ledger, inputs, bundle.files['proof.json'] ? 'unit' : 'bundle');
      if (bundle.files['proof.json']) return Eal.verifyUnit(bundle, trust, inputs, question);
      if (['unit', 'day', 'position', 'since'].some((name) => question[name] !== undefined)) {
        throw new Eal.Refusal('bad_member', 'this is no bundle of one unit: leave out what you asked for');
      }
      if (bundle.files['before.json']) return continuing(bundle, trust, inputs);
      const record = await Eal.recordOf(bundle, trust);
      const report = new Eal.Report('bundle', record.entries.length === 0);
      for (const claim of Eal.claims) await claim(record, report);
      const checks = report.documents(Eal.requiredChecks(trust, 'bundle'));
      const verdict = Eal.verdictOf(checks, record.entries.length > 0);
      const subject = Eal.subjectOf(record);
      return Eal.reportDocument({ checks, inputs: { ...inputs, ledger: bundle.ledger }, kind: 'bundle', subject, trust, verdict });
    });
  };
})(Eal);
(function (Eal) {
  function selfTested(report) {
    const check = report.check('V20');
    check.examine();
    if (!Eal.selfTest()) check.fail('selftest_failed', null, { expected: 'the right answers', found: 'others' });
  }

  /** A report on one entry. */
  Eal.partialReport = function () {
    const report = new Eal.Report('record');
    selfTested(report);
    return report;
  };

  /** V07 and V09 of a checkpoint alone; what it states if it counts, else `null`. */
  Eal.checkSigned = async function (report, bytes, trust) {
    const record = { files: { 'checkpoint.txt': bytes }, trust };
    record.checkpoint = await Eal.checkpointOf(record);
    for (const claim of Eal.checkpointClaims) await claim(record, report);
    return record.checkpoint.refusal ? null : record.checkpoint.stated;
  };

  /** V02 and V03 of one entry that should stand at `index`: `{bytes, entry, actBytes}`, `entry` null where it was refused. */
  Eal.checkOneEntry = function (report, bytes, index, ledger) {
    const [form, belongs] = [report.check('V02'), report.check('V03')];
    form.examine();
    const read = Eal.attempt(() => Eal.parseEntry(bytes));
    if (read.refusal) {
      form.fail(read.refusal.code, index, { expected: 'a canonical entry of format 0', found: read.refusal.found });
      if (!belongs.examined) belongs.notChecked('the entry cannot be read');
      return { bytes, entry: null };
    }
    const { entry, actBytes } = read.value;
    if (entry.index !== index) form.fail('receipt_contradicts', index, { expected: String(index), found: String(entry.index) });
    belongs.examine();
    const own = index === 0 ? { id: Eal.hex(Eal.leafHash(bytes)), origin: ledger.origin } : entry.act.ledger;
    if (own.id !== ledger.id || own.origin !== ledger.origin) belongs.fail('other_ledger', index, { expected: ledger, found: own });
    return { bytes, entry, actBytes };
  };

  /** V06 of one leaf: its path leads to the root that a checkpoint states. `index`, `size`: BigInt; no size: the checkpoint's. */
  Eal.checkRooted = function (report, leaf, { index, size, path, code = 'root_differs' }, stated) {
    const check = report.check('V06');
    if (!stated) return check.notChecked('the checkpoint counts for nothing');
    check.examine();
    const root = Eal.rootFromInclusion(leaf, index, size === null ? stated.size : size, path);
    if (root && (size === null || stated.size === size) && Eal.same(root, stated.root)) return undefined;
    const found = `${size === null ? stated.size : size} ${root ? Eal.hex(root) : 'no path'}`;
    return check.fail(code, Number(index), { expected: `${stated.size} ${Eal.hex(stated.root)}`, found });
  };

  /** The report on a part of a log. */
  Eal.finishedReport = function (report, trust, inputs, subject, verified) {
    const { kind } = report;
    const checks = report.documents(Eal.requiredChecks(trust, kind));
    return Eal.reportDocument({ checks, inputs, kind, subject, trust, verdict: Eal.verdictOf(checks, true), verified });
  };

  const isIn = (index, size) => `that entry ${index} is in the log of ${size} entries`;

  /** Verifies a receipt: that one record is in the log. */
  Eal.verifyReceipt = function (file, trustFile) {
    return Eal.withTrust(trustFile, 'receipt', async (trust) => {
      const receipt = Eal.parseReceipt(file.bytes);
      const report = Eal.partialReport();
      const bytes = Eal.utf8(receipt.entry);
      const { entry } = Eal.checkOneEntry(report, bytes, receipt.index, trust.ledger);
      const stated = await Eal.checkSigned(report, Eal.utf8(receipt.checkpoint), trust);
      const path = receipt.inclusion.map(Eal.unhex);
      Eal.checkRooted(report, Eal.leafHash(bytes), { index: BigInt(receipt.index), size: BigInt(receipt.size), path }, stated);
      const at = entry ? entry.recorded_at : null;
      const inputs = { ledger: trust.ledger, receipt: Eal.inputOf(file), trust: Eal.inputOf(trustFile) };
      const subject = { entries: 1, first_recorded_at: at, last_recorded_at: at };
      return Eal.finishedReport(report, trust, inputs, subject, isIn(receipt.index, receipt.size));
    });
  };

  /** Verifies a checkpoint: signatures, cosignatures, and that it is not older than what was seen. */
  Eal.verifyCheckpoint = function (file, trustFile) {
    return Eal.withTrust(trustFile, 'checkpoint', async (trust) => {
      Eal.parseCheckpoint(Eal.parseNote(file.bytes).text);
      const report = new Eal.Report(null);
      for (const [id, check] of report.checks) {
        if (!['V07', 'V08', 'V09', 'V20', 'V24'].includes(id)) check.notApplicable('a checkpoint holds no entry');
      }
      report.check('V24').notChecked('the keys that the log adopted stand in its entries');
      selfTested(report);
      const stated = await Eal.checkSigned(report, file.bytes, trust);
      sinceSeen(report, stated, trust.last_seen);
      const inputs = { checkpoint: Eal.inputOf(file), ledger: trust.ledger, trust: Eal.inputOf(trustFile) };
      const subject = { entries: stated ? Number(stated.size) : null, root: stated ? Eal.hex(stated.root) : null };
      return Eal.finishedReport(report, trust, inputs, subject, `the checkpoint of ${subject.entries} entries`);
    });
  };

  function sinceSeen(report, stated, last) {
    const check = report.check('V08');
    if (!last) return check.notChecked('the trust file names no checkpoint seen before');
    if (!stated) return check.notChecked('the checkpoint counts for nothing');
    const size = Number(stated.size);
    if (size > last.size) return check.notChecked('a larger tree: its entries, or a proof of consistency, would show it');
    check.examine();
    const root = Eal.hex(stated.root);
    if (size === last.size && root === last.root) return undefined;
    return check.fail('not_extended', null, { expected: `${last.size} ${last.root}`, found: `${size} ${root}` });
  }

  const PROOF = 'c2sp.org/tlog-proof@';

  /** Verifies a proof in a file with the entry that it is about: `files` is the proof and perhaps the entry. */
  Eal.verifyProof = function (proof, entry, trustFile) {
    return Eal.withTrust(trustFile, 'proof', async (trust) => {
      const report = Eal.partialReport();
      const inputs = { ledger: trust.ledger, proof: Eal.inputOf(proof), trust: Eal.inputOf(trustFile) };
      const parsed = Eal.parseTlogProof(proof.bytes);
      const stated = await Eal.checkSigned(report, parsed.note, trust);
      const subject = { entries: 1, first_recorded_at: null, last_recorded_at: null };
      if (!entry) {
        for (const id of ['V02', 'V03', 'V06']) report.check(id).notChecked('the proof does not hold the entry');
        return Eal.finishedReport(report, trust, inputs, subject);
      }
      const { entry: read } = Eal.checkOneEntry(report, entry.bytes, Number(parsed.index), trust.ledger);
      Eal.checkRooted(report, Eal.leafHash(entry.bytes), { index: parsed.index, size: null, path: parsed.proof }, stated);
      const at = read ? read.recorded_at : null;
      Object.assign(subject, { first_recorded_at: at, last_recorded_at: at });
      const verified = stated ? isIn(parsed.index, stated.size) : null;
      return Eal.finishedReport(report, trust, { ...inputs, entry: Eal.inputOf(entry) }, subject, verified);
    });
  };

  const beginsWith = (file, text) => Eal.same(file.bytes.subarray(0, text.length), Eal.utf8(text));

  /** Verifies whatever these files are, by how they begin. */
  Eal.verifyAny = function (files, trust) {
    const proof = files.find((file) => beginsWith(file, PROOF));
    if (proof) return Eal.verifyProof(proof, files.find((file) => file !== proof) || null, trust);
    const [file] = files;
    if (beginsWith(file, 'PK')) return Eal.verifyBundle(file, trust, { others: files.slice(1) });
    if (beginsWith(file, '{"absent":') && Eal.verifyState) return Eal.verifyState(file, trust);
    if (beginsWith(file, '{')) return Eal.verifyReceipt(file, trust);
    return Eal.verifyCheckpoint(file, trust);
  };
})(Eal);
(function (Eal) {
  const BEFORE = 'an earlier check of this proof failed';
  const ANSWERED = ['amounts', 'contested', 'headlines', 'polls'];

  /** V03: entry 0 is the one whose leaf hash is the ledger's id; the recorder key that it names, or `null`. */
  function recorderOf(report, text, ledger) {
    const check = report.check('V03');
    check.examine();
    const bytes = Eal.utf8(text);
    const leaf = Eal.hex(Eal.leafHash(bytes));
    if (leaf !== ledger.id) {
      check.fail('other_ledger', 0, { expected: ledger.id, found: leaf });
      return null;
    }
    const read = Eal.attempt(() => Eal.parseEntry(bytes));
    const event = read.value ? read.value.entry.act.events[0] : null;
    const key = event && event.type === 'ledger.founded' ? event.fields.recorder_key : null;
    return Eal.isKey(key) ? key : null;
  }

  /** V02, V03 and V06 of an entry in a proof; `null` where it is not in the log of the checkpoint. */
  function placed(report, { entry, inclusion, index }, stated, ledger, code) {
    const [form, ours, rooted] = ['V02', 'V03', 'V06'].map((id) => report.check(id));
    const [before, strange, earlier] = [form, ours, rooted].map((check) => check.findings.length);
    const read = Eal.checkOneEntry(report, Eal.utf8(entry), index, ledger);
    if (form.findings.length > before) rooted.notChecked(BEFORE);
    else Eal.checkRooted(report, Eal.leafHash(read.bytes), { index: BigInt(index), size: null, path: inclusion.map(Eal.unhex), code }, stated);
    const isGood = form.findings.length === before && ours.findings.length === strange && rooted.findings.length === earlier;
    return stated && isGood ? read : null;
  }

  /** V07: also that the checkpoint is of the size that the proof names; what it states, or `null`. */
  async function checkpoint(report, proof, trust) {
    const stated = await Eal.checkSigned(report, Eal.utf8(proof.checkpoint), trust);
    if (!stated || stated.size === BigInt(proof.size)) return stated;
    report.check('V07').fail('receipt_contradicts', null, { expected: String(proof.size), found: String(stated.size) });
    return null;
  }

  /** V08: against what was last seen. */
  function sinceSeen(report, proof, stated, last) {
    const check = report.check('V08');
    if (!last) return check.notChecked('the trust file names no checkpoint seen before');
    if (!stated) return check.notChecked('the checkpoint counts for nothing');
    if (last.size > proof.size) {
      check.examine();
      return check.fail('answer_is_old', null, { expected: `at least ${last.size} entries`, found: String(proof.size) });
    }
    if (last.size > 0 && last.size < proof.size && (!proof.extends || proof.extends.size !== last.size)) {
      return check.notChecked('the proof does not show that the log extends the checkpoint last seen');
    }
    check.examine();
    const path = last.size === 0 || last.size === proof.size ? [] : proof.extends.path.map(Eal.unhex);
    if (Eal.isConsistent(BigInt(last.size), Eal.unhex(last.root), stated.size, stated.root, path)) return undefined;
    return check.fail('not_extended', null, { expected: `${last.size} ${last.root}`, found: `${proof.size} ${Eal.hex(stated.root)}` });
  }

  const { isCount, isHash } = Eal.spelling;

  /** What a sealing act states, or `null` where it is none (docs/spec 14.2). */
  function sealedBy({ act }) {
    const [event] = act.events;
    if (act.events.length !== 1 || event.type !== 'state.sealed' || event.version !== 1) return null;
    const { fields } = event;
    const isWhole = Object.keys(fields).sort().join() === 'position,root,sheets';
    return isWhole && isCount(fields.position) && isHash(fields.root) && isCount(fields.sheets) ? fields : null;
  }

  /** V10: the seal is one, and is signed by the recorder key that the founding act names; what it states, or `null`. */
  async function sealing(report, seal, recorder) {
    const check = report.check('V10');
    if (!seal || !recorder) {
      check.notChecked(BEFORE);
      return null;
    }
    check.examine();
    const { index, signatures } = seal.entry;
    const sealed = sealedBy(seal.entry);
    const [kid, line] = [Eal.keyId(recorder), signatures[0]];
    if (!sealed) check.fail('not_a_seal', index, { expected: 'state.sealed', found: seal.entry.act.events[0].type });
    else if (signatures.length > 1 || line.key !== kid) check.fail('unlisted_signer', index, { expected: kid, found: line.key });
    else if (!(await Eal.isActSigned(recorder, kid, line, seal.actBytes))) check.fail('signature_invalid', index, { expected: 'a valid signature over the act', found: `key ${kid}` });
    return check.findings.length ? null : sealed;
  }

  /** V26: sheets and absences are those of the seal. */
  function covered(report, proof, sealed) {
    const check = report.check('V26');
    if (!sealed) return check.notChecked(BEFORE);
    for (const sheet of proof.sheets) {
      check.examine();
      if (!Eal.isSealed(Eal.sheetOf(sheet), sheet, sealed)) check.fail('sheet_not_sealed', null, { expected: 'a sheet of the seal', found: sheet.key });
    }
    for (const absence of proof.absent) {
      check.examine();
      if (!Eal.isAbsent(absence, sealed)) check.fail('absence_differs', null, { expected: 'no sheet of this key', found: absence.key });
    }
    return undefined;
  }

  function derived(proof, rows) {
    const tables = new Eal.Tables();
    const each = new Map(rows.map((row) => [`${row.since}.${row.ordinal}`, row]));
    tables.add([...each.values()].sort((a, b) => a.since - b.since || a.ordinal - b.ordinal));
    const { day, position, unit } = proof.answer;
    const moment = new Eal.Moment(tables, new Eal.Law(), day);
    return moment.sheet(unit, position);
  }

  /** V27: the needed keys are all there, and the answer follows. */
  function answered(report, proof, sealed) {
    const check = report.check('V27');
    if (!sealed || report.check('V26').findings.length) return check.notChecked(BEFORE);
    check.examine();
    const sheets = new Map(proof.sheets.map((sheet) => [sheet.key, sheet.acts.flatMap((act) => act.rows)]));
    const absent = new Set(proof.absent.map((one) => one.key));
    const needed = Eal.neededKeys(proof.answer.unit, (key) => sheets.get(key) || []);
    for (const key of needed) {
      if (!sheets.has(key) && !absent.has(key)) check.fail('sheet_missing', null, { expected: key, found: 'neither a sheet nor an absence' });
    }
    if (check.findings.length) return undefined;
    if (!Eal.Moment) return check.notChecked('this copy of the checker has no views');
    return follows(check, proof, sealed, sheets);
  }

  function follows(check, proof, sealed, sheets) {
    const made = derived(proof, [...sheets.values()].flat());
    if (sheets.has('law:suspect')) made.contested = null;
    const { answer } = proof;
    if (answer.position !== sealed.position) check.fail('state_differs', null, { expected: String(sealed.position), found: String(answer.position) });
    for (const name of ANSWERED) {
      if (Eal.encodeText(made[name]) === Eal.encodeText(answer[name])) continue;
      check.fail('state_differs', null, { expected: made[name], found: answer[name] });
    }
  }

  /** V27: it is the answer to what was asked for. */
  function asked(report, proof, question) {
    const check = report.check('V27');
    const told = { unit: proof.answer.unit, day: proof.answer.day, position: proof.until };
    for (const [name, code] of [['unit', 'other_unit'], ['day', 'other_day'], ['position', 'other_position']]) {
      if (question[name] === undefined || String(question[name]) === String(told[name])) continue;
      check.fail(code, null, { expected: String(question[name]), found: String(told[name]) });
    }
    if (question.since !== undefined && proof.answer.position < Number(question.since)) {
      check.fail('answer_is_old', null, { expected: `sealed at ${question.since} or later`, found: String(proof.answer.position) });
    }
  }

  /** V02, V03, V06 of what is later: in the log, and between the seal and the position asked about. */
  function laterOnes(report, proof, stated, ledger) {
    for (const one of proof.later) {
      placed(report, one, stated, ledger, 'later_not_in_log');
      const isWithin = one.index >= proof.answer.position && one.index < proof.until;
      if (!isWithin) report.check('V06').fail('later_not_in_log', one.index, { expected: `${proof.answer.position} to ${proof.until}`, found: String(one.index) });
    }
  }

  function reportOn() {
    const report = new Eal.Report('state');
    const check = report.check('V20');
    check.examine();
    if (!Eal.selfTest()) check.fail('selftest_failed', null, { expected: 'the right answers', found: 'others' });
    return report;
  }

  /** Every check of a state proof (docs/spec 14.4), told to a report: `{stated, sealed}`, null where it counts for nothing. */
  Eal.lookAtProof = async function (report, proof, trust, question) {
    const recorder = recorderOf(report, proof.founding, trust.ledger);
    const stated = await checkpoint(report, proof, trust);
    sinceSeen(report, proof, stated, trust.last_seen);
    const seal = placed(report, proof.seal, stated, trust.ledger, 'seal_not_in_log');
    laterOnes(report, proof, stated, trust.ledger);
    const sealed = await sealing(report, seal, recorder);
    covered(report, proof, sealed);
    answered(report, proof, sealed);
    asked(report, proof, question);
    return { stated, sealed };
  };

  /** What a state proof shows, if it holds. */
  Eal.shownBy = function ({ answer: { day, position, unit }, seal }) {
    return `the state of ${unit} at position ${position}, in force on ${day}, as sealed by entry ${seal.index}`;
  };

  /** Verifies a state proof; `question`: `{unit, day, position, since}` as far as the reader asked. */
  Eal.verifyState = function (file, trustFile, question = {}) {
    return Eal.withTrust(trustFile, 'state proof', async (trust) => {
      const proof = Eal.parseStateProof(file.bytes);
      const inputs = { ledger: proof.ledger, proof: Eal.inputOf(file), trust: Eal.inputOf(trustFile) };
      if (proof.ledger.id !== trust.ledger.id || proof.ledger.origin !== trust.ledger.origin) return Eal.notFound(trust, proof.ledger, inputs, 'state');
      const report = reportOn();
      await Eal.lookAtProof(report, proof, trust, question);
      const subject = { answer: proof.answer, entries: proof.size, later: proof.later.map((one) => one.index), until: proof.until };
      return Eal.finishedReport(report, trust, inputs, subject, Eal.shownBy(proof));
    });
  };
})(Eal);
(function (Eal) {
  const WORDS = {
    VERIFIED: 'Every check that the trust file requires was made and passed.',
    CONTRADICTED: 'A check failed: what you were given contradicts itself, or what you know.',
    INCOMPLETE: 'Nothing is contradicted, but what the trust file requires was not all checked.',
    'NOT FOUND': 'This is another ledger than the one that the trust file names.',
  };
  /** The verdict in a sentence. */
  Eal.verdictWords = (verdict) => WORDS[verdict];

  const told = (value) => Eal.shown(typeof value === 'string' ? value : JSON.stringify(value));

  /** One line a check. */
  function checkLine(check) {
    const counts = ['PASS', 'FAIL'].includes(check.result) ? `${check.examined - check.failed} of ${check.examined}  ` : '';
    const why = check.reason ? ` (${Eal.shown(check.reason)})` : '';
    return `  ${check.id} ${check.result.padEnd(14)} ${counts}${check.title}${why}${check.required ? '' : '  [waived]'}`;
  }

  function findingLines(finding) {
    const known = Eal.meaningOf(finding.code);
    const where = finding.index === null ? '' : `entry ${finding.index}: `;
    return [
      `  ${finding.check}  ${where}${finding.message} [${finding.code}]`,
      `       expected  ${told(finding.expected)}`,
      `       found     ${told(finding.found)}`,
      `       innocent  ${known.innocent}`,
      `       hostile   ${known.hostile}`,
      `       do        ${known.do}`,
    ];
  }

  /** The lines on top that nobody may miss: what is waived, and what is no official record. */
  Eal.warnings = function (document) {
    const { trust, subject } = document;
    const waived = trust.waived.length
      ? `WAIVED by the trust file (not required for the verdict): ${trust.waived.join(' ')}`
      : 'The trust file waives nothing: every check is required.';
    const is = subject.purpose && subject.purpose !== 'official';
    const clock = subject.clock === 'simulated' ? ' with a simulated clock' : '';
    return is ? [waived, `THIS LEDGER IS A ${subject.purpose.toUpperCase()}${clock}: no official record.`] : [waived];
  };

  /** What a state proof says, a line each; nothing for other reports, or where it was not shown to follow. */
  Eal.answerLines = function ({ checks, subject }) {
    const { answer, until } = subject;
    const isShown = ['V26', 'V27'].every((id) => checks.some((check) => check.id === id && check.result === 'PASS'));
    if (!answer || !isShown) return [];
    const heads = answer.headlines.filter(Eal.isObject).map(({ contest, headline }) => {
      const { code, run, day } = Eal.isObject(headline) ? headline : {};
      return `${contest}: ${[code, run, day].filter(Boolean).join(', ')}`;
    });
    const later = subject.later.length ? `Touched again since, at ${subject.later.join(', ')}: shown, not proven complete.` : '';
    return [
      `${answer.unit}, as sealed at position ${answer.position}, in force on ${answer.day}; asked about position ${until}`,
      ...heads,
      ...(later ? [later] : []),
    ].map(Eal.shown);
  };

  /** What no document of this kind can show. */
  Eal.cannotShowWords = ({ kind }) => `What ${Eal.documentKind(kind).name} cannot show, and a bundle of the whole log does:`;
  Eal.cannotShowLines = ({ cannot_show: lines }) => lines.map(({ checks, words }) => (checks.length ? `${words} (${checks.join(' ')})` : words));

  /** A report, or a refusal, as text. */
  Eal.plainText = function (document) {
    if (document.verdict === null) {
      return `eal-verify: ${document.message} [${document.code}]\n  found  ${document.found}\n  do     ${document.do}\n`;
    }
    const { checks, first_finding: first, verdict } = document;
    const findings = Eal.findingsOf(checks);
    const lines = [
      ...Eal.warnings(document).map(Eal.shown),
      '',
      `RESULT  ${verdict}  (exit code ${document.exit_code})`,
      Eal.verdictWords(verdict),
      ...(document.verified ? [`VERIFIED: ${document.verified}.`] : []),
    ];
    if (first) lines.push(`First problem: ${first.index === null ? '' : `entry ${first.index} `}(${first.check}, ${first.code}).`);
    const says = Eal.answerLines(document);
    if (says.length) lines.push('', 'The proof says:', ...says.map((line) => `  ${line}`));
    lines.push('', ...checks.map(checkLine));
    if (findings.length) lines.push('', 'Findings:', ...findings.flatMap(findingLines));
    const open = checks.filter((check) => check.result === 'NOT CHECKED');
    if (open.length) lines.push('', 'Not checked, and what to supply:', ...open.map((check) => `  ${check.id}  ${check.supply}`));
    if (document.cannot_show.length) lines.push('', Eal.cannotShowWords(document), ...Eal.cannotShowLines(document).map((line) => `  ${line}`));
    lines.push('', 'This result does not establish:', ...document.does_not_establish.map((line) => `  ${line}`));
    return `${lines.join('\n')}\n`;
  };
})(Eal);
// A bundle of one unit: its entries, the law that they rest on, and what the sheets say of them. Source: docs/spec section 10.
(function (Eal) {
  const SUSPECT = 'who may call a key suspect depends on what was certified: give the bundle of the whole log';
  const AFTER = 'acts came after the seal, and the law of that time is not shown: seal the state, export again';
  const isOfLaw = (sheet) => sheet.key.startsWith('law:');
  const nameSuspect = ({ fields, type }) => type === 'key.compromised' && fields.suspect_from !== null;

  const f = Eal.form;
  const isOutcome = f.oneOf('effective', 'no_effect', 'not_adopted', 'void');
  const isLine = f.nullOr((value) => typeof value === 'string' && f.line(1000)(value));
  const isMark = f.members({ code: Eal.spelling.isCode, event: Eal.spelling.isCount, rule: isLine, subject: isLine });
  const isShaped = f.members({ events: f.listOf(isOutcome), marks: f.listOf(isMark, { most: 1000 }) });

  /** Whether an entry's judgement is of the form of docs/spec 8.2, for so many events. */
  function isJudgement(value, count) {
    const { refusal } = Eal.attempt(() => isShaped(value) || refuseIt());
    return !refusal && value.events.length === count && value.marks.every((mark) => mark.event <= count);
  }

  function refuseIt() {
    throw new Eal.Refusal('bad_member', 'judgement');
  }

  /** An entry of which the subjects may have been made elsewhere. */
  class Partly extends Eal.Examined {
    known(made) {
      return { ...super.known(made), subject: () => true };
    }

    /** Who may call a key compromised depends on what was certified; here either will do. */
    competent() {
      const { problems, tables } = this;
      if (!this.act.events.some(nameSuspect)) return super.competent();
      this.fold.suspects += 1;
      const find = (table, key) => (key === 'certify' ? [{ since: Infinity }] : tables.find(table, key));
      Object.assign(this, { problems: [], tables: { act: (id) => tables.act(id), find } });
      const persons = super.competent();
      const isGood = !this.problems.length && (persons === null || this.counted.length >= persons);
      Object.assign(this, { problems, tables });
      return isGood ? persons : super.competent();
    }
  }

  /** The law is folded; of other acts it is asked who signed, and not what they do. */
  class UnitFold extends Eal.Fold {
    constructor(ledger, isOurs) {
      super(ledger, isOurs);
      Object.assign(this, { suspects: 0, seals: { fault: () => null } });
    }

    examined(item, signatures) {
      return new Partly(this, item, signatures);
    }

    judge({ act, counted, index, item, kind }) {
      if (!isJudgement(item.entry.judgement, act.events.length)) {
        return { isRead: true, problems: [['V13', 'judgement_differs']], rows: [], judgement: null };
      }
      const number = act.decision === null ? null : act.decision.number;
      const row = {
        act: act.act_id, body: act.body, contested_margin: 0, day: act.day, digest: item.actDigest, kind, number, persons: counted, table: 'act',
      };
      this.store([row], index, 0);
      this.tables.keep();
      return { isRead: true, problems: [], rows: [row], judgement: item.entry.judgement };
    }
  }

  /** What a bundle of one unit holds, read and folded. */
  class Unit {
    constructor(record, proof, { stated, sealed }) {
      Object.assign(this, { record, proof, stated, sealed, position: proof.answer.position });
      this.law = Eal.parseLaw(record.files['law.jsonl']);
      this.paths = Eal.parsePaths(record.files['paths.jsonl']);
      this.pathOf = new Map(this.paths.map((path) => [path.index, path]));
      record.entries.forEach((item, n) => {
        // There are gaps between entries: no link says where one stands.
        const atPath = n < this.paths.length ? this.paths[n].index : null;
        item.index = item.refused ? atPath : item.entry.index;
      });
      this.readable = record.entries.filter((item) => item.entry);
      this.fold = new UnitFold(record.ledger, (item) => this.hasSeen(item.entry.index, item.entry.act.seen));
      Object.assign(this, { entries: [], unknown: 0 });
      for (const item of this.readable) this.take(item, record.signatures[item.position]);
    }

    /** Folds what is told of by the seal; of what came later counts the signatures by keys that are not law so far. */
    take(item, signatures) {
      if (item.index < this.position) {
        this.entries.push({ item, ...this.fold.add(item, signatures) });
        return;
      }
      const offered = Eal.keysOffered(item.act).map((key) => Eal.keyId(key));
      this.unknown += signatures.filter(({ kid }) => this.fold.law.key(kid) === null && !offered.includes(kid)).length;
    }

    /** Whether the log had the root that the signers of an entry had seen, as far as the checkpoint counts. */
    hasSeen(index, { root, size }) {
      if (size > index || !this.stated) return size <= index;
      const path = ((this.pathOf.get(index) || {}).seen || []).map(Eal.unhex);
      return Eal.isConsistent(BigInt(size), Eal.unhex(root), this.stated.size, this.stated.root, path);
    }

    get moment() {
      return { day: this.proof.answer.day };
    }

    digest() {
      return '';
    }

    /** The entries that were found good, by index: the act row that follows, and the leaf. */
    get good() {
      const good = this.entries.filter((one) => one.judgement !== null);
      return new Map(good.map(({ item, rows }) => [item.index, { leaf: item.leaf, row: rows[0] }]));
    }

    get onTop() {
      const { answer, later, ledger } = this.proof;
      const told = Object.fromEntries(['day', 'position', 'unit'].map((name) => [name, answer[name]]));
      const values = { ...ledger, ...told, later: later.map((one) => one.index).join(', ') || 'none' };
      return { template: Eal.tables.readmeOfUnit, values };
    }
  }

  /** V02, V03, V04, V06 of the entries. */
  function included(unit, report) {
    const [form, ours, order, rooted] = ['V02', 'V03', 'V04', 'V06'].map((id) => report.check(id));
    let last = -1;
    for (const item of unit.record.entries) {
      form.examine();
      if (item.refused) {
        form.fail(item.refused, item.index, { expected: 'a canonical entry of format 0', found: item.why });
        continue;
      }
      for (const check of [ours, order]) check.examine();
      const { index } = item;
      if (index <= last) order.fail('index_out_of_order', index, { expected: `above ${last}`, found: String(index) });
      last = Math.max(last, index);
      belongs(unit, item, ours);
      if (unit.stated) within(unit, item, rooted);
    }
    complete(unit, order);
  }

  function belongs(unit, item, check) {
    const { ledger } = unit.record;
    const code = Eal.strangeness(item, ledger);
    if (code) check.fail(code, item.index, { expected: ledger, found: { ...item.act.ledger, leaf: item.leaf } });
    const { seen } = item.act;
    if (!seen || unit.hasSeen(item.index, seen)) return;
    check.fail('seen_not_ours', item.index, { expected: 'a root of this log, of a size up to the index', found: `${seen.size} ${seen.root}` });
  }

  function within({ pathOf, stated }, { index, leaf }, check) {
    check.examine();
    const path = pathOf.get(index);
    const root = path && Eal.rootFromInclusion(Eal.unhex(leaf), BigInt(index), stated.size, path.inclusion.map(Eal.unhex));
    if (root && Eal.same(root, stated.root)) return;
    check.fail('entry_not_in_log', index, { expected: Eal.hex(stated.root), found: root ? Eal.hex(root) : 'no path' });
  }

  const shownIn = (proof) => proof.sheets.flatMap((sheet) => sheet.acts);

  /** V04: every entry is there that something names, and no other. */
  function complete({ entries, law, paths, proof, record }, check) {
    const counted = shownIn(proof).map((act) => act.rows[0].since);
    const named = new Set([...counted, ...law.sheets.filter(isOfLaw).flatMap((sheet) => sheet.acts), proof.seal.index]);
    for (const { index } of proof.later) named.add(index);
    const there = new Set(record.entries.map((item) => item.index));
    const wanted = new Set([...named, ...paths.map((path) => path.index)]);
    for (const index of [...wanted].sort((a, b) => a - b)) {
      if (!there.has(index)) check.fail('entries_missing', index, { expected: `entry ${index}`, found: 'no such entry' });
    }
    const rows = entries.flatMap((one) => one.rows);
    const affirmed = new Set(rows.filter((row) => row.table === 'law' && row.kind === 'affirmed').map((row) => row.id));
    for (const { act, index } of record.entries) {
      if (!act || named.has(index) || affirmed.has(act.act_id)) continue;
      check.fail('entry_not_of_unit', index, { expected: 'an entry of the unit, of the law, or affirmed', found: `act ${act.act_id}` });
    }
  }

  const leafOf = ({ acts, chain, key }) => ({ acts: acts.length, chain, key });

  /** V14: the sheets of law are those that the administration makes. */
  function made({ entries, law }, check) {
    const seals = new Eal.Seals();
    for (const { item, judgement, rows } of entries) {
      if (judgement !== null && rows.some((row) => row.table === 'law')) seals.take(item, rows);
    }
    seals.settle();
    const own = new Map();
    for (const [key, states] of seals.sheets) {
      const { acts, chain } = states[states.length - 1];
      if (isOfLaw({ key })) own.set(key, Eal.encodeText({ acts, chain: Eal.hex(chain), key }));
    }
    const told = new Map(law.sheets.filter(isOfLaw).map((sheet) => [sheet.key, Eal.encodeText(leafOf(sheet))]));
    for (const key of new Set([...own.keys(), ...told.keys()])) {
      check.examine();
      if (own.get(key) === told.get(key)) continue;
      check.fail('sheet_differs', null, { expected: own.get(key) || 'no sheet', found: told.get(key) || 'no sheet' });
    }
  }

  const ACT_ROW = ['act', 'body', 'day', 'digest', 'kind', 'number', 'persons'];

  /** V14: the rows that are sealed for an act begin with the one that follows from its entry. */
  function follows({ good, proof }, check) {
    const wrong = new Set();
    for (const { leaf, rows: [row] } of shownIn(proof)) {
      const own = good.get(row.since);
      if (!own || wrong.has(row.since)) continue;
      check.examine();
      const sides = [own, { leaf, row }].map((one) =>
        Eal.encodeText(Object.fromEntries([...ACT_ROW.map((name) => [name, one.row[name] ?? null]), ['leaf', one.leaf]])));
      if (sides[0] === sides[1]) continue;
      wrong.add(row.since);
      check.fail('row_differs', row.since, { expected: sides[0], found: sides[1] });
    }
  }

  /** V26, V27: the sheets of law are sealed, and all of them. */
  function lawSealed({ law: { first, path, sheets }, sealed }, report) {
    if (!sealed) return;
    const [covered, whole] = [report.check('V26'), report.check('V27')];
    const leaves = sheets.map((sheet) => Eal.leafHash(Eal.encode(leafOf(sheet))));
    const root = Eal.rootFromRange(leaves, first, sealed.sheets, path);
    covered.examine();
    if (!root || Eal.hex(root) !== sealed.root) covered.fail('sheet_not_sealed', null, { expected: sealed.root, found: root ? Eal.hex(root) : 'no path' });
    whole.examine();
    const isOpen = (first > 0 && isOfLaw(sheets[0])) || (first + sheets.length < sealed.sheets && isOfLaw(sheets[sheets.length - 1]));
    if (isOpen) whole.fail('sheet_missing', null, { expected: 'a sheet of something else before and after those of law', found: 'a sheet of law' });
  }

  /** What is NOT CHECKED unless it failed, and what does not arise. */
  function leaveOpen({ fold, position, readable, unknown }, report) {
    if (fold.suspects) report.check('V12').notChecked(SUSPECT);
    const later = readable.filter((item) => item.index >= position);
    const acts = later.filter((item) => !Eal.isSeal(item.act)).length;
    if (acts) for (const id of ['V11', 'V12']) report.check(id).notChecked(`${acts} ${AFTER}`);
    if (unknown) report.check('V10').notChecked(`${unknown} signatures under later acts, by keys that are not known here`);
  }

  async function examine(record, proof, trust, question) {
    const report = new Eal.Report('unit', record.entries.length === 0);
    const check = report.check('V20');
    check.examine();
    if (!Eal.selfTest()) check.fail('selftest_failed', null, { expected: 'the right answers', found: 'others' });
    const unit = new Unit(record, proof, await Eal.lookAtProof(report, proof, trust, question));
    Eal.tellOf(unit);
    record.logSize = unit.position;
    Eal.checkFiles(record, report);
    included(unit, report);
    Eal.checkTimes(record, report);
    Eal.judged(unit, report);
    Eal.languagesCovered({ record, entries: unit.readable.map((item) => ({ item })) }, report);
    for (const claim of [Eal.checkAuthored, Eal.checkDocuments, Eal.checkLogKeys]) claim(record, report);
    made(unit, report.check('V14'));
    follows(unit, report.check('V14'));
    lawSealed(unit, report);
    Eal.stories(unit, report);
    leaveOpen(unit, report);
    return report;
  }

  /** Verifies a bundle of one unit that was opened; `question`: `{unit, day, position, since}` as far as the reader asked. */
  Eal.verifyUnit = async function (bundle, trust, inputs, question) {
    const proof = Eal.parseStateProof(bundle.files['proof.json']);
    const isSame = ['id', 'origin'].every((name) => proof.ledger[name] === bundle.ledger[name]) && proof.size === bundle.size;
    if (!isSame) throw new Eal.Refusal('bad_member', 'proof.json: of another ledger or size than bundle.json says');
    const record = await Eal.recordOf(bundle, trust);
    const report = await examine(record, proof, trust, question);
    const checks = report.documents(Eal.requiredChecks(trust, 'unit'));
    const verdict = Eal.verdictOf(checks, record.entries.length > 0);
    const { answer, later, until } = proof;
    const subject = { ...Eal.subjectOf(record), answer, later: later.map((one) => one.index), unit: answer.unit, until };
    const verified = `the acts that concern ${answer.unit}, the law that they rest on, and ${Eal.shownBy(proof)}`;
    return Eal.reportDocument({ checks, inputs: { ...inputs, ledger: bundle.ledger }, kind: 'unit', subject, trust, verdict, verified });
  };
})(Eal);
(function (Eal) {
  if (typeof document === 'undefined') return;

  /** An element with text or children; nothing from a file is ever read as HTML. */
  function make(tag, content, attributes = {}) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    for (const part of Array.isArray(content) ? content : [content]) element.append(part);
    return element;
  }

  const classOf = (word) => word.replace(' ', '-');
  const told = (value) => Eal.shown(typeof value === 'string' ? value : JSON.stringify(value));

  function definitions(pairs) {
    return make('dl', pairs.filter(([, value]) => value).flatMap(([name, value]) => [make('dt', name), make('dd', value)]));
  }

  function verdict(found) {
    if (found.verdict === null) {
      const word = make('p', 'NOT READ', { class: 'word' });
      const rest = [make('p', `${found.message} [${found.code}]`), make('p', `Found: ${found.found}`), make('p', found.do)];
      return make('section', [word, ...rest], { id: 'verdict', class: 'UNREADABLE' });
    }
    const first = found.first_finding;
    const where = first && first.index !== null ? `entry ${first.index}, ` : '';
    const parts = [make('p', found.verdict, { class: 'word' }), make('p', Eal.verdictWords(found.verdict))];
    if (found.verified) parts.push(make('p', `VERIFIED: ${found.verified}.`));
    if (first) parts.push(make('p', `First problem: ${where}${first.check}: ${first.message}`));
    return make('section', parts, { id: 'verdict', class: classOf(found.verdict) });
  }

  function answer(found) {
    const [about, ...lines] = Eal.answerLines(found);
    return about ? [make('h2', 'What the proof says'), make('p', about), make('ul', lines.map((line) => make('li', line)))] : [];
  }

  function subject(found) {
    const { subject: about, inputs } = found;
    const files = Object.entries(inputs).filter(([, file]) => file.sha256);
    return definitions([
      ['Ledger', `${inputs.ledger.origin}, ${inputs.ledger.id}`],
      ['Entries', about.entries === null ? '' : String(about.entries)],
      ['Recorded', about.first_recorded_at ? `${about.first_recorded_at} to ${about.last_recorded_at}` : ''],
      ...files.map(([name, file]) => [`The ${name}`, `${Eal.shown(file.name)}, sha256 ${file.sha256}`]),
    ]);
  }

  function checkRow(check) {
    const isCounted = ['PASS', 'FAIL'].includes(check.result);
    const counts = isCounted ? `${check.examined - check.failed} of ${check.examined}` : Eal.shown(check.reason || '');
    const supply = check.supply ? `. To check it, supply: ${check.supply}` : '';
    return make('tr', [
      make('th', check.id, { scope: 'row' }),
      make('td', check.result, { class: classOf(check.result) }),
      make('td', check.title),
      make('td', counts + supply),
      make('td', check.required ? 'yes' : 'waived'),
    ]);
  }

  function table(checks) {
    const head = ['Check', 'Result', 'What', 'How many, or why not', 'Required'].map((text) => make('th', text, { scope: 'col' }));
    return make('table', [
      make('caption', 'Every check, and what became of it'),
      make('thead', make('tr', head)),
      make('tbody', checks.map(checkRow)),
    ]);
  }

  function finding(one) {
    const known = Eal.meaningOf(one.code);
    const where = one.index === null ? '' : `, entry ${one.index}`;
    return [
      make('h3', `${one.check}${where}: ${one.message}`),
      definitions([
        ['Code', one.code],
        ['Expected', told(one.expected)],
        ['Found', told(one.found)],
        ['Innocent cause', known.innocent],
        ['Hostile cause', known.hostile],
        ['What to do', known.do],
      ]),
    ];
  }

  const SHOWN_MAX = 200;

  function findings(checks) {
    const all = Eal.findingsOf(checks);
    if (!all.length) return [];
    const more = all.length > SHOWN_MAX ? [make('p', `And ${all.length - SHOWN_MAX} more, in the JSON report.`)] : [];
    return [make('h2', 'What was found'), ...all.slice(0, SHOWN_MAX).flatMap(finding), ...more];
  }

  function limits(found) {
    const lacking = found.cannot_show.length
      ? [make('h2', Eal.cannotShowWords(found)), make('ul', Eal.cannotShowLines(found).map((line) => make('li', line)))]
      : [];
    return [...lacking, make('h2', 'What this result does not establish'), make('ul', found.does_not_establish.map((line) => make('li', line)))];
  }

  /** The report as parts of a page; the verdict first, in plain words. */
  function rendered(found) {
    if (found.verdict === null) return [verdict(found)];
    const warnings = Eal.warnings(found).map((line) => make('p', Eal.shown(line), { class: 'warning' }));
    const kept = make('a', 'Save the report as JSON', { download: 'report.json', href: `data:application/json,${encodeURIComponent(Eal.reportText(found))}` });
    return [
      verdict(found),
      ...warnings,
      subject(found),
      ...answer(found),
      ...(found.checks.length ? [table(found.checks)] : []),
      ...findings(found.checks),
      ...limits(found),
      make('p', [kept, '. To keep it on paper, print this page.'], { id: 'again' }),
    ];
  }

  function show(parts) {
    const place = document.getElementById('report');
    place.replaceChildren(...parts);
    place.focus();
  }

  const bytesOf = async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });

  async function check(event) {
    event.preventDefault();
    const [chosen, trust] = ['file', 'trust'].map((id) => document.getElementById(id).files);
    if (!chosen.length || !trust.length) return show([make('p', 'Choose what to check, and your trust file.', { class: 'warning' })]);
    show([make('p', 'Checking …')]);
    try {
      const files = await Promise.all(Array.from(chosen, bytesOf));
      return show(rendered(await Eal.verifyAny(files, await bytesOf(trust[0]))));
    } catch (error) {
      const refusal = new Eal.Refusal('verifier_fault', String(error && error.stack));
      return show(rendered(Eal.refusalDocument(refusal, 'file')));
    }
  }

  function dropping(id, input) {
    const place = document.getElementById(id);
    const over = (is) => (event) => {
      event.preventDefault();
      place.classList.toggle('over', is);
    };
    place.addEventListener('dragover', over(true));
    place.addEventListener('dragleave', over(false));
    place.addEventListener('drop', (event) => {
      over(false)(event);
      document.getElementById(input).files = event.dataTransfer.files;
    });
  }

  const form = document.getElementById('form');
  if (!form) return;
  form.addEventListener('submit', check);
  dropping('drop-file', 'file');
  dropping('drop-trust', 'trust');
})(Eal);
(function (Eal) {
  const COMMANDS = {
    bundle: Eal.verifyBundle,
    record: Eal.verifyReceipt,
    receipt: Eal.verifyReceipt,
    checkpoint: Eal.verifyCheckpoint,
    state: Eal.verifyState,
    proof: (file, trust, { entry }) => Eal.verifyProof(file, entry || null, trust),
  };
  const USAGE = [
    'usage: node eal-verify.js COMMAND FILE --trust TRUST [--json]',
    '       node eal-verify.js --batch LIST',
    '',
    'commands: bundle, record, checkpoint, state, proof (a tlog-proof; its entry with --entry FILE)',
    'state, and a bundle of one unit: --unit U, --day D, --position P and --since S say what was asked for',
    'bundle: --with EARLIER, also several, gives the bundles before one that does not begin at entry 0',
    'LIST is a file of lines COMMAND, FILE, TRUST with tabs between; a line of JSON is printed for each.',
    '',
    'exit codes: 0 VERIFIED, 1 CONTRADICTED, 2 wrong usage or unreadable, 3 INCOMPLETE, 4 NOT FOUND',
    '',
  ].join('\n');

  const OPTIONS = ['trust', 'unit', 'day', 'position', 'since', 'entry'];

  const nameOf = (path) => path.split(/[\\/]/).pop();

  function fileAt(fs, path) {
    try {
      return { name: nameOf(path), bytes: new Uint8Array(fs.readFileSync(path)) };
    } catch (error) {
      throw new Eal.Refusal('unreadable', `${path}: ${error.code}`);
    }
  }

  /** What a command says of a file; a fault of this program is told as one. */
  async function answer(fs, command, path, trustPath, options = {}) {
    try {
      const entry = options.entry && fileAt(fs, options.entry);
      const others = (options.with || []).map((other) => fileAt(fs, other));
      return await COMMANDS[command](fileAt(fs, path), fileAt(fs, trustPath), { ...options, entry, others });
    } catch (error) {
      const refusal = error instanceof Eal.Refusal ? error : new Eal.Refusal('verifier_fault', error.stack);
      return Eal.refusalDocument(refusal, 'file');
    }
  }

  function parsed(words) {
    const options = { json: words.includes('--json') };
    const rest = words.filter((word) => word !== '--json');
    for (const name of OPTIONS) {
      const at = rest.indexOf(`--${name}`);
      if (at >= 0) [options[name]] = rest.splice(at, 2).slice(1);
    }
    while (rest.includes('--with')) options.with = [...(options.with || []), rest.splice(rest.indexOf('--with'), 2)[1]];
    [options.command, options.file] = rest;
    const isWhole = rest.length === 2 && Object.hasOwn(COMMANDS, rest[0]) && COMMANDS[rest[0]] && options.trust;
    return isWhole ? options : null;
  }

  async function batch(fs, path) {
    for (const line of fs.readFileSync(path, 'utf8').split('\n').filter(Boolean)) {
      const found = await answer(fs, ...line.split('\t'));
      process.stdout.write(`${JSON.stringify(found)}\n`);
    }
    return 0;
  }

  async function main(words) {
    const fs = require('node:fs');
    if (words.length === 2 && words[0] === '--batch') return batch(fs, words[1]);
    const options = parsed(words);
    if (!options) {
      process.stderr.write(USAGE);
      return 2;
    }
    const found = await answer(fs, options.command, options.file, options.trust, options);
    if (options.json) process.stdout.write(Eal.reportText(found));
    else (found.verdict === null ? process.stderr : process.stdout).write(Eal.plainText(found));
    return found.exit_code;
  }

  if (typeof module === 'object' && typeof require === 'function') {
    module.exports = Eal;
    if (require.main === module) main(process.argv.slice(2)).then((code) => (process.exitCode = code));
  }
})(Eal);
