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
