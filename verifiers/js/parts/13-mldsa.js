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
