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
    checks: [
      {"claim":"integrity","group":"completeness","id":"V01","pass":"Every file of the bundle has the size and the digest that bundle.json says.","supply":"The complete bundle, exported again.","title":"files match the manifest"},
      {"claim":"integrity","group":"completeness","id":"V02","pass":"Every entry is in its one canonical spelling and of format 0.","supply":"A verifier that knows the format of the entries.","title":"entries in canonical form"},
      {"claim":"integrity","group":"integrity","id":"V03","pass":"Entry 0 hashes to the ledger id of the trust file, every act names this ledger, and every root that signers had seen is this log's.","supply":"A bundle with entry 0.","title":"entries belong to this ledger"},
      {"claim":"integrity","group":"completeness","id":"V04","pass":"Indexes run from 0 to size \u2212 1, none missing, none double.","supply":"A bundle with all entries.","title":"indexes without gap or double"},
      {"claim":"integrity","group":"integrity","id":"V05","pass":"Each entry names the leaf hash of the entry before it.","supply":"A bundle with all entries.","title":"each entry names the one before"},
      {"claim":"integrity","group":"integrity","id":"V06","pass":"The root recomputed from the entries is the one in the checkpoint.","supply":"The checkpoint of this size (checkpoint.txt).","title":"Merkle root equals the checkpoint's"},
      {"claim":"integrity","group":"authenticity","id":"V07","pass":"A log key of the trust file that is valid at this size signed the checkpoint.","supply":"The checkpoint of this size (checkpoint.txt).","title":"checkpoint signed by the log key"},
      {"claim":"integrity","group":"consistency","id":"V08","pass":"The log has the same first entries as when the auditor last looked.","supply":"A trust file with last_seen: the size and root of a checkpoint kept from an earlier day.","title":"extends the checkpoint last seen"},
      {"claim":"none","group":"evidence","id":"V09","pass":"Enough witnesses of the trust file's policy cosigned the checkpoint: they saw the same log.","supply":"A trust file with a witness_policy, and a bundle whose checkpoint those witnesses have cosigned; or compare checkpoints with others yourself.","title":"witnesses"},
      {"claim":"authorship","group":"authenticity","id":"V10","pass":"Every signature is valid under the acceptance rule, over the exact bytes of its act.","supply":"A bundle whose entries have their signatures.","title":"signatures valid"},
      {"claim":"authority","group":"authenticity","id":"V11","pass":"Every signer held the key, the office and the body at that index and on that day.","supply":"A bundle with all entries.","title":"signers held key, office and body"},
      {"claim":"authority","group":"legality","id":"V12","pass":"Enough distinct persons signed; administration was competent, in order and within its floors.","supply":"A bundle with all entries.","title":"enough distinct persons, competent"},
      {"claim":"lifecycles","group":"legality","id":"V13","pass":"Every entry is one that the rules of the record admit, and its recorded outcome and marks are the recomputed ones.","supply":"A bundle with all entries.","title":"judgements equal the recomputed ones"},
      {"claim":"state","group":"consistency","id":"V14","pass":"Rows and sheets recomputed from the entries equal those in the bundle.","supply":"A bundle with rows.jsonl and sheets.jsonl.","title":"rows and sheets recomputed"},
      {"claim":"none","group":"evidence","id":"V15","pass":"Every document that an act names is there and has the digest named.","supply":"The documents themselves; compare their SHA-256 with the acts.","title":"evidence files"},
      {"claim":"lifecycles","group":"authenticity","id":"V16","pass":"Every decision names its languages, and they are covered by valid signatures.","supply":"A bundle whose entries have their signatures.","title":"languages covered by signatures"},
      {"claim":"integrity","group":"consistency","id":"V17","pass":"No entry was recorded earlier than the one before it.","supply":"A bundle with all entries.","title":"recorded times never run backwards"},
      {"claim":"none","group":"evidence","id":"V18","pass":"A printed decision says what its entry says.","supply":"The print.","title":"printed decision"},
      {"claim":"state","group":"consistency","id":"V19","pass":"Every unit covered by a run has exactly one headline a contest.","supply":"A bundle with sheets.jsonl.","title":"one headline a unit and contest"},
      {"claim":"none","group":"integrity","id":"V20","pass":"The vectors built into the verifier (RFC 6962, RFC 8032, canonical form) gave the right answers at start.","supply":"Another copy of the verifier.","title":"self-test of this verifier"},
      {"claim":"none","group":"consistency","id":"V21","pass":"A spreadsheet says what the entries say.","supply":"The spreadsheet.","title":"spreadsheet"},
      {"claim":"results","group":"consistency","id":"V22","pass":"The result of every contest, recomputed from the forms and from what stands, is the one in the bundle.","supply":"A bundle with results.jsonl.","title":"results recomputed"},
      {"claim":"custody","group":"consistency","id":"V23","pass":"The account of every unit, consignment and holder of material, recomputed from the entries, is the one in the bundle.","supply":"A bundle with accounts.jsonl.","title":"accounts recomputed"},
      {"claim":"none","group":"authenticity","id":"V24","pass":"The trust file lets each key of the log sign at no size for which the log did not adopt it, and lacks none of them.","supply":"A trust file with the keys that the log adopted since, from elsewhere than the bundle.","title":"keys of the log"},
    ],
    codes: [
      {"code":"account_differs","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator hid what is missing, or made a balance of what has none.","innocent":"The ledger ran another version of section 13 of the specification.","means":"The account of a subject is not the one that follows from the entries."},
      {"code":"act_id_taken","do":"Compare the entry named here with another copy of the log; ask the operator for both.","hostile":"An entry was changed, removed, added or moved after it was recorded.","innocent":"Entries were copied, merged or cut wrongly.","means":"The same act stands in the log twice, or two acts have one id."},
      {"code":"administration_overtaken","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"Administration was changed after the signers had looked."},
      {"code":"already_exists","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"What is made exists already."},
      {"code":"already_founded","do":"Compare the entry named here with another copy of the log; ask the operator for both.","hostile":"An entry was changed, removed, added or moved after it was recorded.","innocent":"Entries were copied, merged or cut wrongly.","means":"A later entry founds the ledger again."},
      {"code":"authority_missing","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"Founding does not name an authority for each class."},
      {"code":"bad_balance","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A balance is not of the form that the specification gives."},
      {"code":"bad_consequence","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A consequence is not of the shape that the specification gives."},
      {"code":"bad_declaration","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A declaration is not of the shape that the specification gives."},
      {"code":"bad_field","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"The value of a field breaks its type."},
      {"code":"bad_key","do":"Get the bundle again from another place and compare the entry named here.","hostile":"Somebody changed what was recorded.","innocent":"The file was edited, cut short or damaged on its way.","means":"A key is not the name of a field."},
      {"code":"bad_member","do":"Get the bundle again from another place and compare the entry named here.","hostile":"Somebody changed what was recorded.","innocent":"The file was edited, cut short or damaged on its way.","means":"A member has the wrong type, spelling or order."},
      {"code":"bad_rule","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A rule is not of the shape that the specification gives."},
      {"code":"balance_differs","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator hid what is missing, or made a balance of what has none.","innocent":"The ledger ran another version of section 13 of the specification.","means":"A check of an account is missing, or its outcome is not the one that follows from the entries."},
      {"code":"below_floor","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"The act goes below the floors that founding set."},
      {"code":"beyond_intake","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A system signed an act with more than it may record."},
      {"code":"bucket_differs","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator hid what is missing, or made a balance of what has none.","innocent":"The ledger ran another version of section 13 of the specification.","means":"What a subject holds is not what follows from the entries."},
      {"code":"bundle_damaged","do":"Get the bundle again as the ledger exports it.","hostile":"Somebody made a file that is to confuse or to stop the verifier.","innocent":"The file is another one than meant, or was packed anew by a tool.","means":"The zip cannot be unpacked."},
      {"code":"bundle_too_large","do":"Get the bundle again as the ledger exports it.","hostile":"Somebody made a file that is to confuse or to stop the verifier.","innocent":"The file is another one than meant, or was packed anew by a tool.","means":"A file in the bundle is larger than 1 GiB, or than the zip's own list says."},
      {"code":"certification_contested","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"Something was certified while a contested act was open."},
      {"code":"checkpoint_malformed","do":"Check the log key of the trust file against another source, then get the checkpoint again.","hostile":"The checkpoint was made by somebody who is not the log.","innocent":"The trust file belongs to another log or an earlier key.","means":"The text of the checkpoint is not origin, size and root."},
      {"code":"clock_did_not_progress","do":"Compare the entry named here with another copy of the log; ask the operator for both.","hostile":"An entry was changed, removed, added or moved after it was recorded.","innocent":"Entries were copied, merged or cut wrongly.","means":"An entry was recorded earlier than the one before it."},
      {"code":"clock_not_allowed","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"An official ledger has a simulated clock."},
      {"code":"decision_missing","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"A ruling stands in an act without decision."},
      {"code":"decision_unexpected","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"A decision stands in an act without ruling."},
      {"code":"duplicate_key","do":"Get the bundle again from another place and compare the entry named here.","hostile":"Somebody changed what was recorded.","innocent":"The file was edited, cut short or damaged on its way.","means":"An object has the same key twice."},
      {"code":"entries_missing","do":"Compare the entry named here with another copy of the log; ask the operator for both.","hostile":"An entry was changed, removed, added or moved after it was recorded.","innocent":"Entries were copied, merged or cut wrongly.","means":"The log ends before the size that the bundle states, or after it."},
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
      {"code":"other_ledger","do":"Compare the entry named here with another copy of the log; ask the operator for both.","hostile":"An entry was changed, removed, added or moved after it was recorded.","innocent":"Entries were copied, merged or cut wrongly.","means":"An entry belongs to another ledger, or entry 0 is not the one that was pinned."},
      {"code":"person_has_key","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A person holds two keys at once."},
      {"code":"person_signed_twice","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"One person signed with two keys."},
      {"code":"policy_malformed","do":"Get the policy again from whoever wrote it, and put it into the trust file unchanged.","hostile":"Somebody wants another set of witnesses to be asked.","innocent":"The policy was copied by hand, or its last line does not end.","means":"A witness policy is not of the form that the specification gives."},
      {"code":"possession_not_proven","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"A key was enrolled without its own signature."},
      {"code":"quorum_not_met","do":"Ask for a proof whose checkpoint more of the witnesses have cosigned.","hostile":"The witnesses were shown another log, and so did not sign this one.","innocent":"The checkpoint was not cosigned yet.","means":"Too few witnesses of the policy have cosigned."},
      {"code":"receipt_contradicts","do":"Fetch the receipt anew; show both to the operator.","hostile":"The entry is not in the log that the checkpoint is about.","innocent":"Parts of several receipts were mixed.","means":"The parts of a receipt do not belong together."},
      {"code":"result_differs","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator showed a result that was not counted, or hid what is missing from it.","innocent":"The ledger ran another version of section 12 of the specification.","means":"The result of a contest is not the one that follows from the entries."},
      {"code":"root_differs","do":"Compare the entry named here with another copy of the log; ask the operator for both.","hostile":"An entry was changed, removed, added or moved after it was recorded.","innocent":"Entries were copied, merged or cut wrongly.","means":"The root of the entries is not the one in the checkpoint."},
      {"code":"row_differs","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"A row of the bundle is not the one that follows from its entry."},
      {"code":"rule_not_met","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"A rule that refuses was not met."},
      {"code":"seen_missing","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"The act does not say what its signers had seen."},
      {"code":"seen_not_ours","do":"Compare the entry named here with another copy of the log; ask the operator for both.","hostile":"An entry was changed, removed, added or moved after it was recorded.","innocent":"Entries were copied, merged or cut wrongly.","means":"The signers had seen a log with another root than this one had at that size."},
      {"code":"seen_unexpected","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"The founding act says that its signers had seen something."},
      {"code":"self_test_failed","do":"Install the verifier anew from a source you trust; believe no result of this one.","hostile":"Somebody replaced the verifier or a library under it.","innocent":"The installation is broken.","means":"The verifier gave a wrong answer to a vector built into it."},
      {"code":"semantics_unknown","do":"Ask the ledger's operator on what ground this entry was admitted; it moves nothing.","hostile":"The operator recorded an act that those who signed it could not make.","innocent":"The ledger read its law in another way than the specification.","means":"Semantics other than 1 were adopted."},
      {"code":"sheet_differs","do":"Compare expected and found; the recomputed side follows from the entries alone.","hostile":"The operator recorded as decided what was not, or hid what was.","innocent":"The ledger ran another version of the rules than it adopted.","means":"The sheet of a unit is not the one that follows from the entries."},
      {"code":"signature_invalid","do":"Ask the signer for the act as signed, and compare its SHA-256.","hostile":"A signature was forged, or the act was changed after it was signed.","innocent":"The bundle was damaged.","means":"A signature is not valid over the bytes of its act."},
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

  /** A tree that grows; every earlier root can be asked for. */
  Eal.Tree = class Tree {
    constructor() {
      this.levels = [[]];
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
    if (!Object.hasOwn(ALGORITHMS, value.alg) || typeof value.public !== 'string') return false;
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

  /** The list of a zip, in its order; `names` are those that may be there. */
  function contents(bytes, names) {
    const view = viewOf(bytes);
    const end = endOf(view);
    const [size, start] = [view.getUint32(end + 12, true), view.getUint32(end + 16, true)];
    if (start + size > end) refuse('not_a_bundle', 'a broken zip');
    const files = new Map();
    for (let at = end - size; at < end; ) {
      const file = listed(bytes, view, at);
      const name = Array.from(file.name, (octet) => String.fromCharCode(octet)).join('');
      admit(file, name, names, files);
      files.set(name, { ...file, local: file.local + end - size - start });
      at = file.next;
    }
    return files;
  }

  function admit(file, name, names, files) {
    if (!names.includes(name)) refuse('file_not_of_a_bundle', Eal.shown(name));
    if (files.has(name)) refuse('file_twice', name);
    if (file.flags & FLAGS_REFUSED || ![0, 8].includes(file.method)) refuse('zip_not_plain', name);
    if (file.unpacked > Eal.limits.fileUnpacked) refuse('bundle_too_large', `${name}: ${file.unpacked} bytes`);
  }

  function unpacked(bytes, file) {
    const view = viewOf(bytes);
    const at = file.local;
    if (at + 30 > bytes.length || view.getUint32(at, true) !== LOCAL) refuse('bundle_damaged', 'a header');
    const nameSize = view.getUint16(at + 26, true);
    if (!Eal.same(bytes.subarray(at + 30, at + 30 + nameSize), file.name)) refuse('bundle_damaged', 'names that differ');
    const from = at + 30 + nameSize + view.getUint16(at + 28, true);
    if (from + file.packed > bytes.length) refuse('bundle_damaged', 'a file cut short');
    const data = bytes.subarray(from, from + file.packed);
    return file.method === 0 ? data.subarray(0, file.unpacked) : Eal.inflate(data, file.unpacked);
  }

  /** The files of a zip that may hold only `names`, as a map in the order of its list (docs/spec 10). */
  Eal.unzip = function (bytes, names) {
    const files = contents(bytes, names);
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
  Eal.BUNDLE_FILES = ['entries.jsonl', 'checkpoint.txt', 'rows.jsonl', 'sheets.jsonl', 'results.jsonl', 'accounts.jsonl'];
  const MANIFEST = 'bundle.json';
  /** A line of `entries.jsonl` as long as this is given up. */
  const LINE_BYTES_MAX = 2 ** 24;
  const CUT_OFF = Uint8Array.of(255);

  const isListed = f.members({ bytes: isCount, name: f.oneOf(...Eal.BUNDLE_FILES), sha256: isHash });
  const isManifest = f.members({
    files: f.listOf(isListed, { least: 1, by: (file) => [String(Eal.BUNDLE_FILES.indexOf(file.name))] }),
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

  /** One entry of the record; the index of a refused line is one more than that of the line before. */
  function entryOf(line, position, before) {
    const read = Eal.attempt(() => Eal.parseEntry(line));
    const entry = read.value ? read.value.entry : null;
    return {
      position,
      index: entry ? entry.index : before + 1,
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

  function entriesOf(bytes) {
    const entries = [];
    for (const line of Eal.linesOf(bytes)) {
      const before = entries.length ? entries[entries.length - 1].index : -1;
      entries.push(entryOf(line, entries.length, before));
    }
    return entries;
  }

  /**
   * Reads a bundle: `{ledger, size, listed, files}`; throws `Eal.Refusal` for what is none.
   * Nothing of the entries is looked at.
   */
  Eal.parseBundle = function (bytes) {
    const unzipped = Eal.unzip(bytes, [MANIFEST, ...Eal.BUNDLE_FILES]);
    for (const needed of [MANIFEST, 'entries.jsonl']) {
      if (!unzipped.has(needed)) refuse('not_a_bundle', `no ${needed}`);
    }
    const manifest = Eal.parseCanonical(unzipped.get(MANIFEST));
    isManifest(manifest);
    unzipped.delete(MANIFEST);
    return { ledger: manifest.ledger, size: manifest.size, listed: manifest.files, files: Object.fromEntries(unzipped) };
  };

  /** The record of a bundle that was read, as claims look at it (README.md). */
  Eal.recordOf = async function (bundle, trust) {
    const entries = entriesOf(bundle.files['entries.jsonl']);
    const tree = new Eal.Tree();
    for (const entry of entries) tree.add(Eal.unhex(entry.leaf));
    const record = {
      ...bundle,
      trust,
      entries,
      tree,
      rootAt: (size) => Eal.hex(tree.root(size)),
      offered: offers(entries),
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

  function offers(entries) {
    const offered = new Map();
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
(function (Eal) {
  const f = Eal.form;
  const { isHash, isId, isDay, isOrigin, isCount } = Eal.spelling;
  const isText = (value) => typeof value === 'string';
  const isKey = (value) => isText(value) && value !== '';
  const isPath = f.listOf(isHash, { most: 63 });
  const PROOF_BYTES_MAX = 16777216;
  const DEPTH_MAX = 64;

  const isPlaced = f.members({ entry: isText, inclusion: isPath, index: isCount });
  const isRow = (value) => Eal.isObject(value) && isCount(value.since) && isCount(value.ordinal) && isText(value.table);
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
    checkpoint: isText,
    extends: f.nullOr(f.members({ path: isPath, size: f.atLeast(1) })),
    format: f.oneOf(0),
    founding: isText,
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
    const proof = Eal.parseCanonical(bytes, { max: PROOF_BYTES_MAX, depth: DEPTH_MAX });
    isProof(proof);
    const keys = [...proof.sheets, ...proof.absent].map((one) => one.key);
    if (new Set(keys).size < keys.length) refuse('a key twice');
    if (!proof.sheets.every((sheet) => sheet.acts.every(isInOrder))) refuse('rows out of order');
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

    outcome() {
      if (this.findings.length) return 'FAIL';
      if (this.result === 'PASS' && !this.examined) {
        if (this.report.isEmpty) this.notChecked('there is no entry');
        else this.notApplicable('the log has nothing of this kind');
      }
      return this.result || (this.examined ? 'PASS' : 'NOT CHECKED');
    }
  }

  /** What claims tell, check by check. */
  Eal.Report = class Report {
    constructor(isEmpty = false) {
      this.isEmpty = isEmpty;
      this.checks = new Map(Eal.tables.checks.map((entry) => [entry.id, new Check(entry, this)]));
    }

    check(id) {
      return this.checks.get(id);
    }

    /** The checks in the order of their groups. */
    documents(required) {
      const all = Array.from(this.checks.values(), (check) => check.document(required));
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

  /** The ids that a trust file requires; an empty list means all. */
  Eal.requiredChecks = function (trust) {
    return trust.required_checks.length ? trust.required_checks : Eal.tables.checks.map((check) => check.id);
  };

  /** The report on a bundle or part of one, in the shape of `eal-verify --json`. */
  Eal.reportDocument = function ({ checks, inputs, subject, trust, verdict }) {
    const required = Eal.requiredChecks(trust);
    return {
      checks,
      does_not_establish: Eal.DOES_NOT_ESTABLISH,
      exit_code: Eal.EXIT_CODES[verdict],
      first_finding: Eal.findingsOf(checks)[0] || null,
      format: 0,
      inputs,
      network_used: false,
      subject,
      trust: {
        last_seen: trust.last_seen,
        ledger: trust.ledger,
        waived: Eal.tables.checks.map((check) => check.id).filter((id) => !required.includes(id)),
      },
      verdict,
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
    const stated = new Map(record.listed.map((file) => [file.name, file]));
    for (const name of Eal.BUNDLE_FILES) {
      const [bytes, listed] = [record.files[name], stated.get(name)];
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
    let next = 0;
    for (const { index, entry } of record.entries) {
      if (entry) check.examine();
      if (index !== next) check.fail('index_out_of_order', Math.min(index, next), { expected: next, found: index });
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
    else if (size <= record.entries.length && entry.position <= record.soundUntil && record.rootAt(size) !== root) {
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
    check.examine();
    const size = Math.min(last.size, record.entries.length);
    const root = record.rootAt(size);
    if (last.size > size || root !== last.root) {
      check.fail('not_extended', null, { expected: `${last.size} ${last.root}`, found: `${size} ${root}` });
    }
  }

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
  /** A link into an entry that was read: `null` where it holds, else what was expected and named. */
  function linkInto(entries, position) {
    const entry = entries[position];
    if (!entry.entry) return null;
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
    const tree = new Eal.Tree();
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
      const link = linkInto(record.entries, position);
      const { index, refused } = record.entries[position];
      const isNext = index === (position ? record.entries[position - 1].index + 1 : 0);
      const isSound = !link && !refused && isNext;
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
    const [count, size] = [record.entries.length, Number(stated.size)];
    const root = record.rootAt(Math.min(count, size));
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
    const note = record.checkpoint && record.checkpoint.stated && record.checkpoint.note;
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

  /** V10: every signature by a key that is enrolled, or that the act itself offers, is valid. */
  function authored(record, report) {
    const check = report.check('V10');
    check.pass();
    record.signatures.forEach((lines, position) => {
      const entry = record.entries[position];
      for (const { kid, ok } of lines) {
        if (ok === null || !isKnown(record, kid, entry)) continue;
        check.examine();
        const what = { expected: 'a valid signature over the act', found: `key ${kid}` };
        if (!ok) check.fail('signature_invalid', entry.index, what);
      }
    });
  }

  /** V15, V18, V21, V26, V27: what a bundle does not hold. */
  function outside(record, report) {
    const acts = record.entries.filter(({ act }) => act && namesDocument(act)).length;
    const check = report.check('V15');
    if (acts) check.notChecked(`${acts} acts name documents that the bundle does not hold`);
    else check.notApplicable('no act names a document');
    report.check('V18').notApplicable('no printed decision was given');
    report.check('V21').notApplicable('no spreadsheet was given');
    for (const id of ['V26', 'V27']) report.check(id)?.notApplicable('no state proof was given');
  }

  function namesDocument({ attestation, decision }) {
    if (attestation && attestation.document) return true;
    return Boolean(decision && (decision.annexes.length || decision.reasons));
  }

  /** The claims that need nothing but a checkpoint. */
  Eal.checkpointClaims = [signed, witnessed];
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

  function knownOrNot(record, check, adopted) {
    const { trust, entries } = record;
    const types = new Set(trust.keys.map((key) => key.vkey.type));
    const lacking = adopted.find(
      (row) => row.from_size <= entries.length && types.has(Eal.parseVkey(row.vkey, [1, 6], false).type)
        && !trust.log_keys.some((key) => key.vkey === row.vkey),
    );
    if (lacking) check.notChecked(`log_key_unknown_to_trust: ${lacking.vkey.slice(0, 100)} from size ${lacking.from_size}`);
  }

  /** V24: the keys of the trust file are keys that the log adopted, for those sizes (docs/spec 10). */
  Eal.claims.push(function logKeys(record, report) {
    const check = report.check('V24');
    if (!record.law) return check.notChecked('this checker did not read the law of the log');
    if (!record.law.logKeys) return check.notChecked('no founding act names the keys of the log');
    check.examine(record.trust.log_keys.length);
    for (const trusted of record.trust.log_keys) {
      const rows = record.law.logKeys.filter((row) => row.vkey === trusted.vkey);
      if (rows.some((row) => isNarrower(trusted, row, record.entries.length))) continue;
      check.fail('log_key_differs', null, { expected: rows[0] || 'a key that the log adopted', found: trusted.vkey });
    }
    return knownOrNot(record, check, record.law.logKeys);
  });

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

  function subjectOf(record) {
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
  }

  /** The report on another ledger than the trust file names. */
  Eal.notFound = function (trust, ledger, inputs) {
    const subject = { entries: null };
    return Eal.reportDocument({ checks: [], inputs: { ...inputs, ledger }, subject, trust, verdict: 'NOT FOUND' });
  };

  const isSameLedger = (one, other) => one.id === other.id && one.origin === other.origin;

  /**
   * Verifies a bundle: `file` and `trust` are `{name, bytes}`. Returns the report, or the document of a
   * refusal (`verdict` null, `exit_code` 2).
   */
  Eal.verifyBundle = function (file, trustFile) {
    return Eal.withTrust(trustFile, 'bundle', async (trust) => {
      const bundle = Eal.parseBundle(file.bytes);
      const inputs = { bundle: Eal.inputOf(file), trust: Eal.inputOf(trustFile) };
      if (!isSameLedger(bundle.ledger, trust.ledger)) return Eal.notFound(trust, bundle.ledger, inputs);
      const record = await Eal.recordOf(bundle, trust);
      const report = new Eal.Report(record.entries.length === 0);
      for (const claim of Eal.claims) await claim(record, report);
      const checks = report.documents(Eal.requiredChecks(trust));
      const verdict = Eal.verdictOf(checks, record.entries.length > 0);
      const subject = subjectOf(record);
      return Eal.reportDocument({ checks, inputs: { ...inputs, ledger: bundle.ledger }, subject, trust, verdict });
    });
  };
})(Eal);
(function (Eal) {
  const OF_OTHERS = ['V10', 'V11', 'V12', 'V13', 'V16', 'V24'];
  const SHOWN = ['V02', 'V03', 'V06', 'V07', 'V09', 'V20'];
  const ONE_ENTRY = 'a receipt holds one entry';
  const ELSEWHERE = 'who may sign stands in the entries before this one';

  function selfTested(report) {
    const check = report.check('V20');
    check.examine();
    if (!Eal.selfTest()) check.fail('selftest_failed', null, { expected: 'the right answers', found: 'others' });
  }

  /** A report on one entry: what it cannot show is said beforehand. */
  Eal.partialReport = function (why = ONE_ENTRY, elsewhere = ELSEWHERE) {
    const report = new Eal.Report();
    for (const [id, check] of report.checks) {
      if (OF_OTHERS.includes(id)) check.notChecked(elsewhere);
      else if (!SHOWN.includes(id)) check.notApplicable(why);
    }
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
      belongs.notChecked('the entry cannot be read');
      return { bytes, entry: null };
    }
    const { entry, actBytes } = read.value;
    if (entry.index !== index) form.fail('receipt_contradicts', index, { expected: String(index), found: String(entry.index) });
    belongs.examine();
    const code = Eal.strangeness({ act: entry.act, index: entry.index, leaf: Eal.hex(Eal.leafHash(bytes)) }, ledger);
    if (code) belongs.fail('other_ledger', index, { expected: ledger, found: entry.act.ledger });
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
  Eal.finishedReport = function (report, trust, inputs, subject) {
    const checks = report.documents(Eal.requiredChecks(trust));
    return Eal.reportDocument({ checks, inputs, subject, trust, verdict: Eal.verdictOf(checks, true) });
  };

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
      return Eal.finishedReport(report, trust, inputs, { entries: 1, first_recorded_at: at, last_recorded_at: at });
    });
  };

  /** Verifies a checkpoint: signatures, cosignatures, and that it is not older than what was seen. */
  Eal.verifyCheckpoint = function (file, trustFile) {
    return Eal.withTrust(trustFile, 'checkpoint', async (trust) => {
      Eal.parseCheckpoint(Eal.parseNote(file.bytes).text);
      const report = new Eal.Report();
      for (const [id, check] of report.checks) {
        if (!['V07', 'V08', 'V09', 'V20', 'V24'].includes(id)) check.notApplicable('a checkpoint holds no entry');
      }
      report.check('V24').notChecked('the keys that the log adopted stand in its entries');
      selfTested(report);
      const stated = await Eal.checkSigned(report, file.bytes, trust);
      sinceSeen(report, stated, trust.last_seen);
      const inputs = { checkpoint: Eal.inputOf(file), ledger: trust.ledger, trust: Eal.inputOf(trustFile) };
      const subject = { entries: stated ? Number(stated.size) : null, root: stated ? Eal.hex(stated.root) : null };
      return Eal.finishedReport(report, trust, inputs, subject);
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
      const report = Eal.partialReport('a proof shows one entry');
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
      return Eal.finishedReport(report, trust, { ...inputs, entry: Eal.inputOf(entry) }, subject);
    });
  };

  const beginsWith = (file, text) => Eal.same(file.bytes.subarray(0, text.length), Eal.utf8(text));

  /** Verifies whatever these files are, by how they begin. */
  Eal.verifyAny = function (files, trust) {
    const proof = files.find((file) => beginsWith(file, PROOF));
    if (proof) return Eal.verifyProof(proof, files.find((file) => file !== proof) || null, trust);
    const [file] = files;
    if (beginsWith(file, 'PK')) return Eal.verifyBundle(file, trust);
    if (beginsWith(file, '{"absent":') && Eal.verifyState) return Eal.verifyState(file, trust);
    if (beginsWith(file, '{')) return Eal.verifyReceipt(file, trust);
    return Eal.verifyCheckpoint(file, trust);
  };
})(Eal);
(function (Eal) {
  const ALONE = ['V02', 'V03', 'V06', 'V07', 'V08', 'V09', 'V10', 'V20', 'V26', 'V27'];
  const BEFORE = 'an earlier check of this proof failed';
  const ANSWERED = ['amounts', 'contested', 'headlines', 'polls'];

  /** V02, V03 and V06 of an entry in a proof. */
  function placed(report, { entry, inclusion, index }, stated, ledger, code) {
    const read = Eal.checkOneEntry(report, Eal.utf8(entry), index, ledger);
    const place = { index: BigInt(index), size: null, path: inclusion.map(Eal.unhex), code };
    Eal.checkRooted(report, Eal.leafHash(read.bytes), place, stated);
    return read;
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
    if (last.size < proof.size && (!proof.extends || proof.extends.size !== last.size)) {
      return check.notChecked('the proof does not show that the log extends the checkpoint last seen');
    }
    check.examine();
    const path = last.size === proof.size ? [] : proof.extends.path.map(Eal.unhex);
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

  function recorderOf(founding) {
    const event = founding.entry && founding.entry.act.events[0];
    const key = event && event.type === 'ledger.founded' ? event.fields.recorder_key : null;
    return Eal.isKey(key) ? key : null;
  }

  /** V10: the seal is one, and is signed by the recorder key that the founding act names; what it states, or `null`. */
  async function sealing(report, seal, founding) {
    const check = report.check('V10');
    const recorder = recorderOf(founding);
    if (!seal.entry || !recorder) {
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

  function laterOnes(report, proof, stated, ledger) {
    for (const one of proof.later) {
      placed(report, one, stated, ledger, 'later_not_in_log');
      const isWithin = one.index >= proof.answer.position && one.index < proof.until;
      if (!isWithin) report.check('V06').fail('later_not_in_log', one.index, { expected: `${proof.answer.position} to ${proof.until}`, found: String(one.index) });
    }
  }

  function reportOn() {
    const report = new Eal.Report();
    for (const [id, check] of report.checks) if (!ALONE.includes(id)) check.notApplicable('a state proof holds no log');
    const check = report.check('V20');
    check.examine();
    if (!Eal.selfTest()) check.fail('selftest_failed', null, { expected: 'the right answers', found: 'others' });
    return report;
  }

  /** Every check of a state proof (docs/spec 14.4). */
  async function examine(proof, trust, question) {
    const report = reportOn();
    const founding = Eal.checkOneEntry(report, Eal.utf8(proof.founding), 0, trust.ledger);
    const stated = await checkpoint(report, proof, trust);
    sinceSeen(report, proof, stated, trust.last_seen);
    const seal = placed(report, proof.seal, stated, trust.ledger, 'seal_not_in_log');
    laterOnes(report, proof, stated, trust.ledger);
    const sealed = await sealing(report, seal, report.check('V03').findings.length ? { entry: null } : founding);
    covered(report, proof, sealed);
    answered(report, proof, sealed);
    asked(report, proof, question);
    return report;
  }

  /** Verifies a state proof; `question`: `{unit, day, position, since}` as far as the reader asked. */
  Eal.verifyState = function (file, trustFile, question = {}) {
    return Eal.withTrust(trustFile, 'state proof', async (trust) => {
      const proof = Eal.parseStateProof(file.bytes);
      const inputs = { ledger: proof.ledger, proof: Eal.inputOf(file), trust: Eal.inputOf(trustFile) };
      if (proof.ledger.id !== trust.ledger.id || proof.ledger.origin !== trust.ledger.origin) return Eal.notFound(trust, proof.ledger, inputs);
      const report = await examine(proof, trust, question);
      const subject = { answer: proof.answer, entries: proof.size, later: proof.later.map((one) => one.index), until: proof.until };
      return Eal.finishedReport(report, trust, inputs, subject);
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
    ];
    if (first) lines.push(`First problem: ${first.index === null ? '' : `entry ${first.index} `}(${first.check}, ${first.code}).`);
    lines.push('', ...checks.map(checkLine));
    if (findings.length) lines.push('', 'Findings:', ...findings.flatMap(findingLines));
    const open = checks.filter((check) => check.result === 'NOT CHECKED');
    if (open.length) lines.push('', 'Not checked, and what to supply:', ...open.map((check) => `  ${check.id}  ${check.supply}`));
    lines.push('', 'This result does not establish:', ...document.does_not_establish.map((line) => `  ${line}`));
    return `${lines.join('\n')}\n`;
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
    if (first) parts.push(make('p', `First problem: ${where}${first.check}: ${first.message}`));
    return make('section', parts, { id: 'verdict', class: classOf(found.verdict) });
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
    return [make('h2', 'What this result does not establish'), make('ul', found.does_not_establish.map((line) => make('li', line)))];
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
    'state: --unit U, --day D, --position P and --since S say what was asked for',
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
      return await COMMANDS[command](fileAt(fs, path), fileAt(fs, trustPath), { ...options, entry });
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
